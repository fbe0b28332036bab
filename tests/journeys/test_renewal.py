"""行政许可法第五十条: a renewal is deemed granted when the licence runs out without a decision, not when the
time for deciding does. Through the real doors, on the shipped service and on the one it was before."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings

from fawang.core.clock import ZONE
from fawang.journeys.overdue import mark_overdue
from fawang.journeys.warnings import escalate
from fawang.records.matters.models import Matter, TimelineEntry
from fawang.records.matters.queries.verify import verify_matter
from fawang.reference.catalog.definitions import WorkedCase
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.catalog.models import ServiceVersion
from tests.cast import widen
from tests.content.test_worked_cases import submit

ANSWERS = {
    "holder_kind": "person",
    "licence_number": "JDR0003",
    "valid_until": "2026-04-20",
    "cases_done": "300",
    "court_calls": "2",
    "court_went": "2",
    "punished": "no",
    "name": "崔医生",
    "phone": "13800032011",
    "truthful": "yes",
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def accepted(cast) -> Matter:
    """Applied for on 9 March and deemed accepted; to be decided by 7 April, the licence lasts to the 20th."""
    widen(cast)
    definition = load_catalog([settings.CONTENT]).services["appraisal-renew"].definition
    matter = submit(definition, WorkedCase(name="延续", at=at("2026-03-09T09:00"), answers=ANSWERS))
    assert mark_overdue(now=at("2026-03-17T09:00")) == 1
    matter.refresh_from_db()
    assert matter.state == "accepted"
    return matter


def late(matter: Matter, kind: str) -> list[str]:
    rows = TimelineEntry.objects.filter(matter=matter, kind=kind)
    return [change["limit"] for row in rows for change in row.data["clocks"]]


def test_the_time_for_deciding_runs_out_and_only_the_licence_decides(accepted):
    assert mark_overdue(now=at("2026-04-08T09:00")) == 1
    accepted.refresh_from_db()
    assert (accepted.state, accepted.open) == ("accepted", True)
    assert late(accepted, "overdue") == ["licence.supplement-notice", "licence.decide"]
    assert escalate(now=at("2026-04-16T09:00")) == 1
    assert "licence.decide" in late(accepted, "escalated")
    assert mark_overdue(now=at("2026-04-20T23:59:59")) == 0
    assert mark_overdue(now=at("2026-04-21T00:00:00")) == 1
    accepted.refresh_from_db()
    assert (accepted.state, "deemed_renewed" in accepted.flags) == ("licence_granted", True)
    clocks = {one.limit_code: one.state for one in accepted.clocks.all()}
    assert clocks["licence.renew-decide"] == clocks["licence.decide"] == "late"
    assert clocks["licence.issue"] == "running"
    assert verify_matter(accepted) == []


def test_what_was_begun_before_keeps_the_way_it_began_on(accepted):
    """A definition without a clock to a day, as it stands in the database since an earlier release."""
    now = load_catalog([settings.CONTENT]).services["appraisal-renew"].definition
    old = now.model_dump(mode="json", by_alias=True)
    for action in old["steps"]["actions"]:
        action["clocks"] = [
            one for one in action["clocks"] if "licence.renew-decide" not in (one["start"], one["stop"])
        ]
        if action["code"] == "deemed_renewed":
            action |= {"on_expiry": "licence.decide", "when": None}
    ServiceVersion.objects.create(
        code="appraisal-renew", version="earlier", definition={**old, "version": "earlier"},
        published_at=at("2026-03-01T09:00"),
    )  # fmt: skip
    Matter.objects.filter(pk=accepted.pk).update(service_version="earlier")
    assert mark_overdue(now=at("2026-04-08T09:00")) == 1
    accepted.refresh_from_db()
    assert accepted.state == "licence_granted"
