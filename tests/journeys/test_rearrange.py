"""Handing over, tying, merging, splitting and reopening: with any matter, whatever its service."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.core.outbox.models import Effect
from fawang.journeys import act, progress, rearrange, take
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.verify import verify_matters
from fawang.records.matters.refusals import ChangedMeanwhile, MatterClosed, MatterNotFound, NotTheHolder
from fawang.records.people.viewers import NotPermitted
from fawang.stages.workflows.refusals import MatterAlreadyClosed
from tests.cast import LI, NOW
from tests.journeys.review import handed_in, review
from tests.journeys.story import deliver, do, new_matter, opened, proof_of, submitted

__all__ = ["review"]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def wang(cast):
    """Wang's matter, held by Zhou."""
    receipt = submitted()
    take.take(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    return receipt


@pytest.fixture(autouse=True)
def every_record_holds(db):
    yield
    assert {number: faults for number, faults in verify_matters() if faults} == {}


def texts() -> list[str]:
    return [row.payload["text"] for row in Effect.objects.filter(kind="message.send").order_by("id")]


def ties_of(viewer, number):
    return act.open_matter(viewer=viewer, number=number, now=LATER).ties


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def test_a_matter_is_handed_to_a_colleague_who_is_told(cast, wang):
    rest = rearrange.more_for(viewer=cast.viewers.zhou, number=wang.number)
    assert rest.colleagues == ((cast.sun.pk, "孙丽"),)
    rearrange.hand_over(
        viewer=cast.viewers.zhou, number=wang.number, to_staff=cast.sun.pk, reason="周敏休假", now=LATER
    )
    assert Matter.objects.get().holder_id == cast.sun.pk
    deliver(LATER)
    assert any("已转交给您" in text for text in texts())
    shown = progress.public_progress(case_code=wang.case_code, now=LATER)
    assert shown.steps[0].text == "石港县法律援助中心换了一位工作人员接着办。"
    assert "休假" not in shown.steps[0].text
    seen = act.open_matter(viewer=cast.viewers.sun, number=wang.number, now=LATER)
    assert ("说明", "周敏休假") in seen.timeline[-1].details
    assert audited("matter.hand_over") == 1


def test_who_may_not_hand_over_and_to_whom(cast, wang):
    def hand(viewer, to, reason="换人"):
        rearrange.hand_over(viewer=viewer, number=wang.number, to_staff=to, reason=reason, now=LATER)

    with pytest.raises(rearrange.NotAColleague):
        hand(cast.viewers.zhou, cast.wu.pk)  # another county's centre
    with pytest.raises(rearrange.NotAColleague):
        hand(cast.viewers.zhou, cast.zhou.pk)
    with pytest.raises(rearrange.ReasonWanted):
        hand(cast.viewers.zhou, cast.sun.pk, " ")
    with pytest.raises(NotTheHolder):
        hand(cast.viewers.sun, cast.sun.pk)
    with pytest.raises(MatterNotFound):
        hand(cast.viewers.wu, cast.sun.pk)
    hand(cast.viewers.zhao, cast.sun.pk)  # the supervisor may, over the holder's head
    assert Matter.objects.get().holder_id == cast.sun.pk


def test_related_matters_are_tied_in_both_records(cast, wang):
    other = opened("her-own-matter-too", applicant=new_matter(LI).applicant)
    rearrange.link(viewer=cast.viewers.zhou, number=wang.number, other=f" {other.number} ", reason="同一工地",
                   now=LATER)  # fmt: skip
    for number, there in ((wang.number, other.number), (other.number, wang.number)):
        ties = ties_of(cast.viewers.zhou, number)
        assert [(tie.number, tie.kind, tie.reachable) for tie in ties] == [(there, "related", True)]
    # Nothing of it stands on the applicants' pages.
    shown = progress.public_progress(case_code=other.case_code, now=LATER)
    assert all(wang.number not in step.text for step in shown.steps)
    with pytest.raises(rearrange.AlreadyTied):
        rearrange.link(
            viewer=cast.viewers.zhou, number=other.number, other=wang.number, reason="再来", now=LATER
        )
    with pytest.raises(rearrange.SameMatter):
        rearrange.link(
            viewer=cast.viewers.zhou, number=wang.number, other=wang.number, reason="自己", now=LATER
        )
    with pytest.raises(rearrange.OtherNotFound):
        rearrange.link(viewer=cast.viewers.zhou, number=wang.number, other="123", reason="没有", now=LATER)


def test_a_tie_shows_no_title_to_whoever_may_not_see_the_other(cast, wang):
    far = opened("a-matter-of-the-neighbours", region_code="990122101000", applicant=new_matter(LI).applicant)
    rearrange.link(
        viewer=cast.viewers.qian, number=wang.number, other=far.number, reason="同一老板", now=LATER
    )
    tie = ties_of(cast.viewers.zhou, wang.number)[0]
    assert (tie.number, tie.title, tie.reachable) == (far.number, "", False)


def test_a_duplicate_is_merged_and_its_applicant_told(cast, wang):
    twice = opened("the-same-story-again")
    rearrange.merge(
        viewer=cast.viewers.zhou, number=twice.number, into=wang.number, reason="重复提交", now=LATER
    )
    duplicate = Matter.objects.get(number=twice.number)
    assert not duplicate.open
    assert {clock.state for clock in duplicate.clocks.all()} <= {"cancelled"}
    shown = progress.public_progress(case_code=twice.case_code, now=LATER)
    assert (shown.state_name, shown.open, shown.can_rate) == ("已合并到另一件", False, False)
    assert all(wang.case_code not in step.text for step in shown.steps)  # only with a proof
    full = progress.full_progress(proof=proof_of(twice, LATER), now=LATER)
    assert wang.case_code in full.progress.steps[0].text
    assert full.actions == ()
    assert any("已合并办理" in text and wang.case_code in text for text in texts())
    tie = ties_of(cast.viewers.zhou, wang.number)[0]
    assert (tie.number, tie.kind, tie.reachable) == (twice.number, "duplicate", True)
    with pytest.raises(MatterAlreadyClosed):
        do(cast.viewers.zhou, twice.number, "grant", LATER, form_of_aid="drafting", means_finding="waived")
    with pytest.raises(MatterClosed):
        rearrange.merge(
            viewer=cast.viewers.zhou, number=twice.number, into=wang.number, reason="又一次", now=LATER
        )


def test_matters_of_different_people_are_never_merged(cast, wang):
    other = opened("her-own-matter", applicant=new_matter(LI).applicant)
    with pytest.raises(rearrange.DifferentApplicant):
        rearrange.merge(
            viewer=cast.viewers.zhou, number=other.number, into=wang.number, reason="很像", now=LATER
        )
    assert Matter.objects.filter(open=True).count() == 2


def test_a_merge_made_by_mistake_is_undone_by_the_supervisor(cast, wang):
    twice = opened("not-the-same-after-all")
    rearrange.merge(
        viewer=cast.viewers.zhou, number=twice.number, into=wang.number, reason="看错了", now=LATER
    )
    rearrange.reopen(viewer=cast.viewers.zhao, number=twice.number, reason="不是同一件", now=LATER)
    assert Matter.objects.get(number=twice.number).open
    assert ties_of(cast.viewers.zhou, wang.number) == ()
    shown = progress.public_progress(case_code=twice.case_code, now=LATER)
    assert shown.state_name != "已合并到另一件"


def test_one_story_becomes_three_matters(cast, wang):
    parts = [rearrange.Part("工伤赔偿", "从架子上摔下来"), rearrange.Part("借给老板的钱", "三千块没还")]
    seen = act.open_matter(viewer=cast.viewers.zhou, number=wang.number, now=LATER)
    made = rearrange.split(
        viewer=cast.viewers.zhou, number=wang.number, parts=parts, version=seen.version, now=LATER
    )
    assert Matter.objects.count() == 3
    new = Matter.objects.get(number=made[0].number)
    assert (new.title, new.open, new.holder_id) == ("工伤赔偿", True, None)
    kinds = [tie.kind for tie in ties_of(cast.viewers.zhou, wang.number)]
    assert kinds == ["part", "part"]
    full = progress.full_progress(proof=proof_of(wang, LATER), now=LATER)
    assert all(receipt.case_code in full.progress.steps[0].text for receipt in made)
    public = progress.public_progress(case_code=wang.case_code, now=LATER)
    assert all(receipt.case_code not in public.steps[0].text for receipt in made)
    assert public.open
    with pytest.raises(ChangedMeanwhile):  # the button pressed twice
        rearrange.split(
            viewer=cast.viewers.zhou, number=wang.number, parts=parts, version=seen.version, now=LATER
        )
    with pytest.raises(rearrange.PartsMissing):
        rearrange.split(viewer=cast.viewers.zhou, number=wang.number, parts=[], version=9, now=LATER)
    assert Matter.objects.count() == 3


def test_a_supervisor_of_the_same_tree_reopens_where_the_service_has_no_way_back(cast, review):
    receipt = handed_in()
    do(cast.viewers.zhou, receipt.number, "accept", NOW)
    do(cast.viewers.zhou, receipt.number, "close", NOW, result="uphold")
    assert not Matter.objects.get().open
    for nobody in (cast.viewers.zhou, cast.viewers.sun):
        with pytest.raises(NotPermitted):
            rearrange.reopen(viewer=nobody, number=receipt.number, reason="再看看", now=LATER)
    with pytest.raises(MatterNotFound):
        rearrange.reopen(viewer=cast.viewers.xu, number=receipt.number, reason="再看看", now=LATER)
    assert rearrange.more_for(viewer=cast.viewers.zhao, number=receipt.number).may_reopen
    rearrange.reopen(viewer=cast.viewers.zhao, number=receipt.number, reason="漏看了证据", now=LATER)
    matter = Matter.objects.get()
    assert (matter.state, matter.open, matter.holder_id) == ("reviewing", True, None)
    assert matter.quiet_at == LATER + timedelta(days=20)
    with pytest.raises(rearrange.StillOpen):
        rearrange.reopen(viewer=cast.viewers.zhao, number=receipt.number, reason="再来", now=LATER)
    assert any("重新打开" in text for text in texts())
