"""Addresses of the pages for officers, lawyers and supervisors."""

from __future__ import annotations

from django.urls import path

from fawang.interfaces.office import (
    bulk_pages,
    contact_pages,
    export,
    material_pages,
    matter_pages,
    more_pages,
    paper_pages,
    presence,
    queue_pages,
    reply_pages,
    search_pages,
    sign_in,
    supervision_pages,
)

app_name = "office"

urlpatterns = [
    path("login", sign_in.log_in, name="login"),
    path("logout", sign_in.log_out, name="logout"),
    path("", queue_pages.queue_page, name="queue"),
    path("search/materials", material_pages.search_in_texts, name="search_texts"),
    path("filters", queue_pages.filters_page, name="filters"),
    path("approvals", queue_pages.approvals, name="approvals"),
    path("views", queue_pages.keep_view, name="keep_view"),
    path("bulk", bulk_pages.several_page, name="bulk"),
    path("export", export.export_list, name="export"),
    path("replies", reply_pages.replies_page, name="replies"),
    path("replies/write", reply_pages.write, name="reply_write"),
    path("replies/adopt", reply_pages.adopt, name="reply_adopt"),
    path("replies/<int:reply_id>/retire", reply_pages.retire, name="reply_retire"),
    path("search", search_pages.search_page, name="search"),
    path("matters/<str:number>", matter_pages.matter_page, name="matter"),
    path("matters/<str:number>/version", matter_pages.version, name="version"),
    path("matters/<str:number>/presence", presence.here, name="presence"),
    path("matters/<str:number>/take", matter_pages.take_matter, name="take"),
    path("matters/<str:number>/release", matter_pages.release_matter, name="release"),
    path("matters/<str:number>/act/<slug:action>", matter_pages.act_on_matter, name="act"),
    path("matters/<str:number>/contact", contact_pages.set_contact, name="contact"),
    path("matters/<str:number>/reveal", matter_pages.reveal_field, name="reveal"),
    path("matters/<str:number>/materials/<int:material_id>", matter_pages.material, name="material"),
    path(
        "matters/<str:number>/materials/<int:material_id>/preview",
        material_pages.preview,
        name="material_preview",
    ),
    path("matters/<str:number>/materials/<int:which>/check", material_pages.check, name="material_check"),
    path("matters/<str:number>/originals/<slug:which>", material_pages.original, name="original"),
    path("matters/<str:number>/gaps/<slug:which>", material_pages.gap, name="gap"),
    path("matters/<str:number>/promises/<int:which>", material_pages.promise, name="promise"),
    path("matters/<str:number>/objection", material_pages.objection, name="objection"),
    path("owed", material_pages.owed, name="owed"),
    path("matters/<str:number>/papers/<int:paper_id>", paper_pages.paper_page, name="paper"),
    path("matters/<str:number>/papers/<int:paper_id>/save", paper_pages.save, name="paper_save"),
    path("matters/<str:number>/papers/<int:paper_id>/issue", paper_pages.issue, name="paper_issue"),
    path("matters/<str:number>/papers/<int:paper_id>/withdraw", paper_pages.withdraw, name="paper_withdraw"),
    path("matters/<str:number>/papers/<int:paper_id>/preview.pdf", paper_pages.preview, name="paper_preview"),
    path("matters/<str:number>/papers/<int:paper_id>/paper.pdf", paper_pages.file, name="paper_file"),
    path("matters/<str:number>/more", more_pages.more_page, name="rearrange"),
    path("matters/<str:number>/more/<slug:verb>", more_pages.rearrange_matter, name="more"),
    path("overview", supervision_pages.overview_page, name="overview"),
    path("overview/times", supervision_pages.times_page, name="times"),
    path("follow-ups", supervision_pages.follow_ups_page, name="follow_ups"),
    path("follow-ups/<int:follow_up_id>", supervision_pages.close, name="close_follow_up"),
]
