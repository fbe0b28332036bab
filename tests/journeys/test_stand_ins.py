"""Papers that are promised, late, or looked up: told to the person, checked afterwards, repaired."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.gateways.registers.importing import import_register
from fawang.gateways.sms import read_local
from fawang.journeys import act
from fawang.journeys.add_material import NotYoursToCheck, add_material
from fawang.journeys.progress import full_progress
from fawang.journeys.stand_ins import deciding, giving, reading, watching
from fawang.records.matters.models import Matter, PromiseBar, StandIn
from fawang.records.matters.operations.stand_ins import NothingToClose, StandsAlready
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.matters.rules.chain import verify_chain
from tests.cast import NOW, WANG
from tests.gateways.storage.test_inspect import picture
from tests.journeys.materials_story import begun, handed_in, papers
from tests.journeys.story import deliver, proof_of

__all__ = ["papers"]
pytestmark = pytest.mark.usefixtures("papers")
REGISTER = f"姓名,身份证号,证书编号,有效期至\n{WANG.name},{WANG.identity},证8,%s\n"


def owed(token: str) -> set[str]:
    return {one.code for one in reading.papers_of_draft(draft_token=token, now=NOW).owed}


def promised(now=NOW):
    token = begun(now)
    giving.promise(code="no_crime", agreed=True, draft_token=token, now=now)
    return handed_in(token, now)


def test_a_promise_is_kept_word_for_word_and_goes_into_the_matter(cast):
    token = begun()
    assert owed(token) == {"identity", "no_crime", "funds", "licence"}
    with pytest.raises(giving.AgreementMissing):
        giving.promise(code="no_crime", agreed=False, draft_token=token, now=NOW)
    giving.promise(code="no_crime", agreed=True, draft_token=token, now=NOW)
    with pytest.raises(StandsAlready):
        giving.promise(code="no_crime", agreed=True, draft_token=token, now=NOW)
    assert owed(token) == {"identity", "funds", "licence"}
    receipt = handed_in(token)
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW).material_state.stand_ins[
        0
    ]
    assert (seen.kind, seen.state_name, seen.due_at) == ("promise", "待核查", NOW + timedelta(days=30))
    for words in ("不是真的，已经作出的决定会被撤销", "告知承诺制的指导意见", WANG.name):
        assert words in seen.words
    assert WANG.name not in StandIn.objects.get().words_sealed


def test_what_the_service_does_not_allow_is_refused(cast):
    token = begun()
    with pytest.raises(giving.NotAllowedHere):
        giving.promise(code="funds", agreed=True, draft_token=token, now=NOW)
    with pytest.raises(giving.NotAllowedHere):
        giving.promise(code="unknown", agreed=True, draft_token=token, now=NOW)
    with pytest.raises(giving.NotAllowedHere):
        giving.use_register(code="licence", agreed=True, draft_token=token, now=NOW)  # nothing imported
    nameless = begun(identity_number="")
    with pytest.raises(giving.IdentityMissing):
        giving.promise(code="no_crime", agreed=True, draft_token=nameless, now=NOW)


def test_a_promise_can_be_taken_back_before_handing_in(cast):
    token = begun()
    giving.promise(code="no_crime", agreed=True, draft_token=token, now=NOW)
    giving.take_back(code="no_crime", draft_token=token, now=NOW)
    assert "no_crime" in owed(token)
    assert StandIn.objects.count() == 0


def test_a_broken_promise_bars_further_ones_until_a_supervisor_lifts_it(cast):
    receipt = promised()
    promise = StandIn.objects.get()
    told = {"number": receipt.number, "stand_in_id": promise.pk, "now": NOW}
    with pytest.raises(deciding.FindingMissing):
        deciding.check_promise(viewer=cast.viewers.zhou, true=False, finding="不", **told)
    with pytest.raises(MatterNotFound):
        deciding.check_promise(viewer=cast.viewers.wu, true=False, finding="法院说有过案底", **told)
    deciding.check_promise(viewer=cast.viewers.zhou, true=False, finding="法院说有过案底", **told)
    with pytest.raises(NothingToClose):
        deciding.check_promise(viewer=cast.viewers.zhou, true=True, finding="再查一次是真的", **told)
    matter = Matter.objects.get()
    assert "promise_broken" in matter.flags
    verify_chain(matter.number, timeline_of(matter), matter.head_hash)
    deliver(NOW)
    assert any("承诺核查不实" in one.text and one.phone == WANG.phone for one in read_local(50))
    bar = PromiseBar.objects.get()
    assert WANG.identity not in bar.identity_index
    token = begun()
    with pytest.raises(giving.PromiseBarred):
        giving.promise(code="no_crime", agreed=True, draft_token=token, now=NOW)
    proof = proof_of(receipt, NOW)
    deciding.object_to_record(proof=proof, words="那个人只是和我同名", now=NOW)
    with pytest.raises(MatterNotFound):
        deciding.answer_objection(
            viewer=cast.viewers.zhou, number=receipt.number, lift=True, answer="确实是同名", now=NOW
        )
    assert [one.pk for one in reading.bars(viewer=cast.viewers.zhao)] == [bar.pk]
    deciding.answer_objection(
        viewer=cast.viewers.zhao, number=receipt.number, lift=True, answer="核对过，确实是同名", now=NOW
    )
    giving.promise(code="no_crime", agreed=True, draft_token=token, now=NOW)
    with pytest.raises(deciding.BarNotFound):
        deciding.object_to_record(proof=proof, words="还有意见要说", now=NOW)


def test_a_promise_that_is_true_ends_there(cast):
    receipt = promised()
    deciding.check_promise(
        viewer=cast.viewers.zhou,
        number=receipt.number,
        stand_in_id=StandIn.objects.get().pk,
        true=True,
        finding="网上核对过，没有记录",
        now=NOW,
    )
    assert StandIn.objects.get().state == "kept"
    assert PromiseBar.objects.count() == 0
    assert reading.waiting_for(viewer=cast.viewers.zhou, now=NOW) == ()


def test_a_check_that_nobody_makes_is_raised_once(cast):
    promised()
    late = NOW + timedelta(days=31)
    assert watching.watch_stand_ins(now=NOW) == 0
    assert watching.watch_stand_ins(now=late) == 1
    assert watching.watch_stand_ins(now=late) == 0
    row = reading.waiting_for(viewer=cast.viewers.zhou, now=late)[0]
    assert row.stand_in.late
    assert reading.waiting_for(viewer=cast.viewers.wu, now=late) == ()


def test_a_gap_has_a_day_a_reminder_and_an_end(cast):
    receipt = handed_in(begun())
    number = receipt.number
    with pytest.raises(deciding.GapNotAllowed):
        deciding.allow_gap(viewer=cast.viewers.zhou, number=number, code="identity", now=NOW)
    with pytest.raises(NotYoursToCheck):
        deciding.allow_gap(viewer=cast.viewers.zhao, number=number, code="funds", now=NOW)
    due = deciding.allow_gap(viewer=cast.viewers.zhou, number=number, code="funds", now=NOW)
    assert timedelta(days=5) <= due - NOW <= timedelta(days=20)
    with pytest.raises(deciding.GapNotAllowed):
        deciding.allow_gap(viewer=cast.viewers.zhou, number=number, code="funds", now=NOW)
    soon = due - timedelta(days=1)
    assert watching.watch_stand_ins(now=soon) == 1
    assert watching.watch_stand_ins(now=soon) == 0
    late = due + timedelta(minutes=1)
    assert watching.watch_stand_ins(now=late) == 1
    kinds = [entry.kind for entry in timeline_of(Matter.objects.get())]
    assert kinds.count("gap_reminded") == kinds.count("gap_late") == 1
    proof = proof_of(receipt, late)
    add_material(file_name="a.jpg", chunks=[picture()], code="funds", proof=proof, now=late)
    assert StandIn.objects.get().state == "kept"
    assert watching.watch_stand_ins(now=late) == 0


def test_a_register_spares_the_paper_only_its_owner(cast):
    import_register(name="demo-licences", raw=(REGISTER % "2099-01-01").encode(), now=NOW)
    stranger = begun(name="李三秀")
    with pytest.raises(giving.NotInRegister):
        giving.use_register(code="licence", agreed=True, draft_token=stranger, now=NOW)
    token = begun()
    with pytest.raises(giving.AgreementMissing):
        giving.use_register(code="licence", agreed=False, draft_token=token, now=NOW)
    giving.use_register(code="licence", agreed=True, draft_token=token, now=NOW)
    assert "licence" not in owed(token)
    receipt = handed_in(token)
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW).material_state.stand_ins[
        0
    ]
    assert seen.words.startswith("编号：证8，有效期至 2099-01-01")
    mine = reading.own_papers_state(proof=proof_of(receipt, NOW), now=NOW).stand_ins[0]
    assert mine.words == ""
    answers = [one.detail["answer"] for one in AuditEntry.objects.filter(action="register.look_up")]
    assert sorted(answers) == ["found", "not_found"]


def test_a_licence_that_ran_out_is_none(cast):
    import_register(name="demo-licences", raw=(REGISTER % "2020-01-01").encode(), now=NOW)
    with pytest.raises(giving.NotInRegister):
        giving.use_register(code="licence", agreed=True, draft_token=begun(), now=NOW)


def test_a_silent_register_is_no_missing_licence(cast, settings):
    settings.REGISTER_URLS = {"demo-licences": "http://127.0.0.1:1/"}
    with pytest.raises(giving.RegisterSilent):
        giving.use_register(code="licence", agreed=True, draft_token=begun(), now=NOW)
    assert AuditEntry.objects.get(action="register.look_up").detail["answer"] == "unreachable"


def test_a_register_cannot_be_searched(cast, monkeypatch):
    monkeypatch.setattr(giving, "LOOK_UPS_AN_HOUR", 1)
    import_register(name="demo-licences", raw=(REGISTER % "2020-01-01").encode(), now=NOW)
    token = begun()
    for refusal in (giving.NotInRegister, giving.TooManyLookUps):
        with pytest.raises(refusal):
            giving.use_register(
                code="licence", agreed=True, draft_token=token, now=NOW, address="203.0.113.7"
            )


def test_promising_later_from_the_progress_page_stands_in_the_timeline(cast):
    receipt = handed_in(begun())
    proof = proof_of(receipt, NOW)
    giving.promise(code="no_crime", agreed=True, proof=proof, now=NOW)
    assert any("书面承诺" in step.text for step in full_progress(proof=proof, now=NOW).progress.steps)
