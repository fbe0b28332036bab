"""Addresses of the citizen's pages."""

from __future__ import annotations

from django.urls import path

from fawang.interfaces.public import (
    application,
    asking,
    home,
    laws,
    modes,
    offices,
    own_case,
    progress,
    saying,
    service_pages,
    site_map,
    site_pages,
    submitting,
)

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("ask", asking.ask_page, name="ask"),
    path("say", saying.say, name="say"),
    path("services", service_pages.services, name="services"),
    path("services/<slug:code>", service_pages.service, name="service"),
    path("services/<slug:code>/apply", service_pages.start, name="start"),
    path("apply", application.apply, name="apply"),
    path("apply/saved", application.saved, name="saved"),
    path("apply/discard", application.discard, name="discard"),
    path("apply/check", submitting.check, name="check"),
    path("apply/submit", submitting.submit, name="submit"),
    path("apply/done", submitting.done, name="done"),
    path("apply/q/<slug:code>", application.page, name="page"),
    path("p", progress.find, name="find-progress"),
    path("p/<str:code>", progress.progress, name="progress"),
    path("p/<str:code>/qr.svg", progress.qr, name="qr"),
    path("p/<str:code>/prove", own_case.prove, name="prove"),
    path("p/<str:code>/own", own_case.own, name="own"),
    path("p/<str:code>/own/act/<slug:action>", own_case.act, name="own-act"),
    path("p/<str:code>/own/material", own_case.add_own_material, name="own-material"),
    path("p/<str:code>/own/close", own_case.close_own, name="close-own"),
    path("p/<str:code>/rate", own_case.rate_page, name="rate"),
    path("law", laws.laws, name="laws"),
    path("law/<str:law>/<str:number>", laws.article, name="article"),
    path("offices", offices.offices, name="offices"),
    path("mode", modes.switch, name="mode"),
    path("sitemap", site_map.site_map, name="site-map"),
    path("accessibility", site_pages.accessibility, name="accessibility"),
    path("privacy", site_pages.privacy, name="privacy"),
    path("leave", site_pages.leave, name="leave"),
]
