"""Addresses of API v1."""

from __future__ import annotations

from django.urls import path, re_path

from fawang.interfaces.api import answers, ask, catalogue, description, matters, progress, webhooks
from fawang.interfaces.api.clients import by_method

app_name = "api"

urlpatterns = [
    path("openapi.json", description.openapi, name="openapi"),
    path("ask", ask.ask_question, name="ask"),
    path("services", catalogue.services, name="services"),
    path("services/<slug:code>", catalogue.service, name="service"),
    path("matters/<str:case_code>/progress", progress.matter_progress, name="progress"),
    path("me", webhooks.me, name="me"),
    path("matters", by_method(GET=matters.list_matters, POST=matters.open_matter), name="matters"),
    path("matters/<str:number>", matters.see_matter, name="matter"),
    path("matters/<str:number>/actions/<slug:action>", matters.act, name="act"),
    path("matters/<str:number>/materials", matters.add_material, name="materials"),
    path("matters/<str:number>/papers/<int:paper_id>", matters.read_paper, name="paper"),
    path("matters/<str:number>/rating", matters.rate, name="rating"),
    path("webhooks", by_method(GET=webhooks.list_webhooks, POST=webhooks.add), name="webhooks"),
    path("webhooks/<int:webhook_id>", by_method(DELETE=webhooks.remove), name="webhook"),
    path("webhooks/<int:webhook_id>/wake", webhooks.wake, name="webhook-wake"),
    path("webhooks/<int:webhook_id>/test", webhooks.test, name="webhook-test"),
    path("webhooks/<int:webhook_id>/deliveries", webhooks.deliveries, name="deliveries"),
    path("webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/again", webhooks.again, name="redeliver"),
    path("<path:rest>", answers.unknown, name="unknown"),
    # An address with a line break in it is none of the above, and is answered in kind too.
    re_path(r"^[\s\S]*$", answers.unknown),
]
