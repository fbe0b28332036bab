"""Every act names who, what and when, and is never lost by a wrong call."""

from datetime import timedelta

import pytest

from fawang.core import clock
from fawang.core.audit.models import AuditEntry
from fawang.core.audit.operations import ActorNotNamed, record
from fawang.core.audit.queries import count_acts, entries_about, entries_by

NOW = clock.now()
pytestmark = pytest.mark.django_db


def act(actor="staff:7", action="party.reveal", ref="P1", at=NOW, **more):
    record(actor=actor, action=action, object_type="party", object_ref=ref, now=at, **more)


def test_an_act_is_written_with_all_it_says():
    act(address="10.0.0.1", detail={"field": "phone", "reason": "call back"})
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.object_type, entry.object_ref) == (
        "staff:7",
        "party.reveal",
        "party",
        "P1",
    )
    assert entry.at == NOW
    assert entry.address == "10.0.0.1"
    assert entry.detail == {"field": "phone", "reason": "call back"}


@pytest.mark.parametrize("actor", ["", "staff:", "7", "张三", "staff:7 OR 1"])
def test_an_act_without_a_named_actor_is_refused(actor):
    with pytest.raises(ActorNotNamed):
        act(actor=actor)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("actor", ["staff:7", "applicant", "system"])
def test_the_known_actors_are_taken(actor):
    act(actor=actor)
    assert AuditEntry.objects.count() == 1


def test_entries_are_found_by_object_and_by_actor_newest_first():
    act(at=NOW - timedelta(hours=2))
    act(at=NOW - timedelta(hours=1), action="party.view")
    act(ref="P2")
    act(actor="staff:8")
    assert [e.action for e in entries_about("party", "P1")] == ["party.reveal", "party.view", "party.reveal"]
    assert len(entries_by("staff:7", NOW - timedelta(hours=1), NOW)) == 1
    assert count_acts("staff:7", "party.reveal", NOW - timedelta(minutes=1)) == 1
    assert count_acts("staff:7", "party.reveal", NOW - timedelta(days=1)) == 2


def test_an_address_longer_than_any_real_one_does_not_lose_the_entry():
    act(address="x" * 500)
    assert len(AuditEntry.objects.get().address) == 45
