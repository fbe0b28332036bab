"""Indexes of the lists that also hold what a viewer's right depends on, so that a list is counted without a
look at its matters."""

from __future__ import annotations

from django.db import migrations
from django.db.models import Index, Q

CLOSED = Q(open__in=[False])
WIDER = [
    Index(fields=["organisation", "open", "holder", "-priority", "-id", "county"], name="matter_new"),
    Index(fields=["organisation", "open", "-priority", "-id", "county"], name="matter_queue"),
    Index(fields=["organisation", "open", "due_at", "id", "county"], name="matter_org_due"),
    Index(fields=["open", "holder", "-priority", "-id", "county"], name="matter_untaken"),
    Index(fields=["open", "-priority", "-id", "county"], name="matter_open"),
    Index(fields=["open", "due_at", "id", "county"], name="matter_due"),
    Index(fields=["county", "open", "-priority", "-id", "holder", "organisation"], name="matter_county"),
    Index(fields=["county", "open", "due_at", "id", "holder", "organisation"], name="matter_county_due"),
    Index(fields=["holder", "open", "-id", "organisation", "county"], name="matter_holder"),
    Index(fields=["-id", "county", "open"], name="matter_closed", condition=CLOSED),
    Index(fields=["organisation", "-id", "county", "open"], name="matter_org_closed", condition=CLOSED),
    Index(fields=["county", "-id", "organisation", "open"], name="matter_county_closed", condition=CLOSED),
]


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_search")]
    operations = [
        operation
        for index in WIDER
        for operation in (
            migrations.RemoveIndex("matter", index.name),
            migrations.AddIndex("matter", index),
        )
    ]
