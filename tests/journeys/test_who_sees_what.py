"""Who may open which matter: the same answer for another county's matter as for one that does not exist."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.journeys import act, add_material, queue, take
from fawang.journeys.queue import QueueFilters
from fawang.records.people.operations import RevealReasonMissing
from fawang.records.people.viewers import NotPermitted
from tests.cast import NOW, QINGXI_TOWN, WANG
from tests.journeys.story import do, opened, submitted

DAY = timedelta(days=1)


@pytest.mark.parametrize("name", ["wu", "xu", "lin", "chen", "he", "admin"])
def test_strangers_get_the_answer_of_a_matter_that_does_not_exist(cast, name):
    number = submitted().number
    viewer = cast.viewer(getattr(cast, name))
    answers = set()
    for wanted in (number, "99012126111700000001"):
        with pytest.raises(act.MatterNotFound) as refused:
            act.open_matter(viewer=viewer, number=wanted, now=NOW)
        answers.add(refused.value.message)
        with pytest.raises(act.MatterNotFound):
            act.perform(viewer=viewer, number=wanted, action="grant", data={}, version=2, now=NOW)
        with pytest.raises(act.MatterNotFound):
            act.reveal(viewer=viewer, number=wanted, party_id=1, field="phone", reason="想看看", now=NOW)
        with pytest.raises(act.MatterNotFound):
            take.take(viewer=viewer, number=wanted, now=NOW)
        with pytest.raises(act.MatterNotFound):
            add_material.read_material(viewer=viewer, number=wanted, material_id=1, now=NOW)
    assert len(answers) == 1
    for tab in ("new", "mine", "open", "overdue", "closed"):
        assert not queue.queue(viewer=viewer, filters=QueueFilters(tab=tab), now=NOW).rows
    assert not queue.search(viewer=viewer, text="四万块", now=NOW).rows
    assert queue.search(viewer=viewer, text=number, now=NOW).count.value == 0
    assert not AuditEntry.objects.filter(action="matter.view").exists()


@pytest.mark.parametrize("name", ["zhou", "sun", "zhao", "qian"])
def test_those_who_answer_for_it_see_it(cast, name):
    number = submitted().number
    viewer = cast.viewer(getattr(cast, name))
    seen = act.open_matter(viewer=viewer, number=number, now=NOW, address="10.0.0.9")
    assert seen.number == number
    entry = AuditEntry.objects.get(action="matter.view")
    assert (entry.actor, entry.object_ref, entry.address) == (viewer.actor, number, "10.0.0.9")
    assert queue.search(viewer=viewer, text="四万块", now=NOW).rows[0].number == number


def test_a_lawyer_sees_a_matter_from_the_moment_it_is_given(cast):
    number = submitted().number
    do(cast.viewers.zhou, number, "grant", NOW + DAY, form_of_aid="litigation", means_finding="waived")
    chen, he = cast.viewers.chen, cast.viewers.he
    with pytest.raises(act.MatterNotFound):
        act.open_matter(viewer=chen, number=number, now=NOW + DAY)
    do(cast.viewers.zhou, number, "assign", NOW + DAY, lawyer=str(chen.staff_id))
    seen = act.open_matter(viewer=chen, number=number, now=NOW + DAY)
    assert {action.code for action in seen.actions} == {"accept", "decline"}
    assert not seen.can_take
    with pytest.raises(act.MatterNotFound):
        act.open_matter(viewer=he, number=number, now=NOW + DAY)
    do(chen, number, "decline", NOW + DAY, decline_reason="与对方有利害关系")
    with pytest.raises(act.MatterNotFound):
        act.open_matter(viewer=chen, number=number, now=NOW + DAY)


def test_only_a_lawyer_on_offer_can_be_assigned(cast):
    number = submitted().number
    do(cast.viewers.zhou, number, "grant", NOW + DAY, form_of_aid="litigation", means_finding="waived")
    for wrong in (cast.lin.pk, cast.zhou.pk, 999999):
        with pytest.raises(act.FieldsRefused) as refused:
            do(cast.viewers.zhou, number, "assign", NOW + DAY, lawyer=str(wrong))
        assert set(refused.value.faults) == {"lawyer"}


def test_a_supervisor_looks_and_does_not_decide(cast):
    number = submitted().number
    with pytest.raises(act.ActionRefused):
        do(cast.viewers.zhao, number, "grant", NOW, form_of_aid="litigation", means_finding="waived")
    with pytest.raises(NotPermitted):
        take.take(viewer=cast.viewers.zhao, number=number, now=NOW)


def test_what_is_masked_opens_for_a_reason_and_leaves_a_trace(cast):
    number = submitted().number
    zhou = cast.viewers.zhou
    seen = act.open_matter(viewer=zhou, number=number, now=NOW)
    assert WANG.phone not in repr(seen)
    assert WANG.identity not in repr(seen)
    assert WANG.name not in repr(seen)
    with pytest.raises(RevealReasonMissing):
        act.reveal(viewer=zhou, number=number, party_id=seen.applicant.id, field="phone", reason=" ", now=NOW)
    shown = act.reveal(
        viewer=zhou,
        number=number,
        party_id=seen.applicant.id,
        field="phone",
        reason="联系当事人补材料",
        now=NOW,
    )
    assert shown == WANG.phone
    assert AuditEntry.objects.filter(action="party.reveal").count() == 1
    assert AuditEntry.objects.get(action="matter.reveal").object_ref == number


def test_a_party_of_another_matter_is_not_revealed_through_this_one(cast):
    number = submitted().number
    other = opened("in-the-other-county", region_code=QINGXI_TOWN)
    theirs = act.open_matter(viewer=cast.viewers.wu, number=other.number, now=NOW).applicant
    mine = act.open_matter(viewer=cast.viewers.zhou, number=number, now=NOW).applicant
    assert theirs.id != mine.id
    with pytest.raises(act.doing.PartyNotInMatter):
        act.reveal(
            viewer=cast.viewers.zhou,
            number=number,
            party_id=theirs.id,
            field="phone",
            reason="随便看看",
            now=NOW,
        )


def test_a_page_that_is_out_of_date_is_told_who_was_faster(cast):
    number = submitted().number
    zhou, sun = cast.viewers.zhou, cast.viewers.sun
    old = act.open_matter(viewer=sun, number=number, now=NOW)
    do(zhou, number, "grant", NOW, form_of_aid="litigation", means_finding="waived")
    with pytest.raises(act.ChangedMeanwhile) as refused:
        act.perform(
            viewer=sun, number=number, action="refuse", data={"ground": "means", "reasons": "收入高"},
            version=old.version, now=NOW,
        )  # fmt: skip
    assert refused.value.by == "周敏"
    with pytest.raises(act.ActionRefused, match="周敏"):
        do(sun, number, "assign", NOW, lawyer=str(cast.chen.pk))
