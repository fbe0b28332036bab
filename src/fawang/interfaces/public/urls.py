"""Addresses of the citizen's pages."""

from __future__ import annotations

import importlib.util

from django.urls import URLPattern, URLResolver

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = []
if importlib.util.find_spec("fawang.journeys.ask"):
    from fawang.interfaces.public.addresses import urlpatterns  # noqa: F811
