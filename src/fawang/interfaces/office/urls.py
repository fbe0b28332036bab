"""Addresses of the pages for officers, lawyers and supervisors."""

from __future__ import annotations

from django.urls import path

from fawang.interfaces.office import matter_pages, queue_pages, sign_in, supervision_pages

app_name = "office"

urlpatterns = [
    path("login", sign_in.log_in, name="login"),
    path("logout", sign_in.log_out, name="logout"),
    path("", queue_pages.queue_page, name="queue"),
    path("search", queue_pages.search_page, name="search"),
    path("matters/<str:number>", matter_pages.matter_page, name="matter"),
    path("matters/<str:number>/version", matter_pages.version, name="version"),
    path("matters/<str:number>/take", matter_pages.take_matter, name="take"),
    path("matters/<str:number>/release", matter_pages.release_matter, name="release"),
    path("matters/<str:number>/act/<slug:action>", matter_pages.act_on_matter, name="act"),
    path("matters/<str:number>/reveal", matter_pages.reveal_field, name="reveal"),
    path("matters/<str:number>/materials/<int:material_id>", matter_pages.material, name="material"),
    path("overview", supervision_pages.overview_page, name="overview"),
    path("follow-ups", supervision_pages.follow_ups_page, name="follow_ups"),
    path("follow-ups/<int:follow_up_id>", supervision_pages.close, name="close_follow_up"),
]
