"""Addresses of API v1."""

from __future__ import annotations

from django.urls import path

from fawang.interfaces.api import answers, ask, catalogue, description, progress

app_name = "api"

urlpatterns = [
    path("openapi.json", description.openapi, name="openapi"),
    path("ask", ask.ask_question, name="ask"),
    path("services", catalogue.services, name="services"),
    path("services/<slug:code>", catalogue.service, name="service"),
    path("matters/<str:case_code>/progress", progress.matter_progress, name="progress"),
    path("<path:rest>", answers.unknown, name="unknown"),
]
