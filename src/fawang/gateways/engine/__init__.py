"""Heavy recognisers, each in a process of its own."""

from __future__ import annotations

from fawang.gateways.engine.host import Engine, EngineBusy, EngineFailed, EngineSlow

__all__ = ["Engine", "EngineBusy", "EngineFailed", "EngineSlow"]
