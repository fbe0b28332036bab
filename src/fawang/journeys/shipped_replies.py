"""The canned replies that come with the product (content/replies): put into an organisation's own on wish."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from fawang.core.audit.operations import record
from fawang.records.people.desk import organisation_of
from fawang.records.people.models import Appointment, CannedReply, Organisation
from fawang.records.people.operations.desk import TEXT_LIMIT, TITLE_LIMIT, ReplyRefused
from fawang.records.people.viewers import NotPermitted, Viewer


class ShippedReply(BaseModel):
    """One of them; without `kinds` it is for every organisation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    kinds: tuple[Organisation.Kind, ...] = ()


class RepliesFile(BaseModel):
    """content/replies/replies.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    replies: tuple[ShippedReply, ...]


@cache
def shipped() -> tuple[ShippedReply, ...]:
    """All of them; a folder of the deployer's own replaces the file."""
    folders = [one for one in (settings.CONTENT_OVERLAY, settings.CONTENT) if one]
    found = next(
        path for path in (Path(one) / "replies" / "replies.yaml" for one in folders) if path.is_file()
    )
    return RepliesFile.model_validate(yaml.safe_load(found.read_text(encoding="utf-8"))).replies


def for_kind(kind: str) -> tuple[ShippedReply, ...]:
    """Those that fit an organisation of this kind."""
    return tuple(one for one in shipped() if not one.kinds or kind in one.kinds)


def adopt(*, viewer: Viewer, organisation_id: int, now: datetime, address: str = "") -> int:
    """Put those that fit into the organisation's own, where its officers change them as they like; one whose
    name is there already is left out. Returns how many. Raises NotPermitted, ReplyRefused (none is new)."""
    if organisation_id not in viewer.organisations("officer", "supervisor"):
        raise NotPermitted
    office = organisation_of(organisation_id)
    with transaction.atomic():
        added = _put(office, viewer.staff_id, now)
        if not added:
            raise ReplyRefused("自带的常用语都已经在里面了。")
        record(
            actor=viewer.actor,
            action="reply.adopt",
            object_type="organisation",
            object_ref=str(organisation_id),
            now=now,
            address=address,
            detail={"added": added},
        )
    return added


def adopt_everywhere(*, now: datetime) -> None:
    """For the demo: into every organisation that has an officer, in that officer's name."""
    posts = Appointment.objects.filter(role=Appointment.Role.OFFICER, active=True).order_by("-id")
    officers = dict(posts.values_list("organisation_id", "staff_id"))
    for office in Organisation.objects.filter(pk__in=officers):
        _put(office, officers[office.pk], now)


def _put(office: Organisation, staff_id: int, now: datetime) -> int:
    there = set(CannedReply.objects.filter(organisation=office).values_list("title", flat=True))
    rows = [
        CannedReply(
            organisation=office, title=one.title, text=one.text, written_by_id=staff_id, changed_at=now
        )
        for one in for_kind(office.kind)
        if one.title not in there
    ]
    return len(CannedReply.objects.bulk_create(rows))
