"""The demo city: a made-up city with its people and past matters, from a seed."""

from fawang.journeys.demo.load import (
    DEMO_PASSWORD,
    DemoLogin,
    DemoResult,
    demo_loaded,
    demo_logins,
    load_city,
    load_demo,
)

__all__ = ["DEMO_PASSWORD", "DemoLogin", "DemoResult", "demo_loaded", "demo_logins", "load_city", "load_demo"]
