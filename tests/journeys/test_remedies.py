"""Whoever was refused is told to whom to turn and until when, and takes the facts along."""

from __future__ import annotations

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.core.clock import day_of
from fawang.journeys.act import applicant_perform
from fawang.journeys.clients.opening import NO_SIGNATURE, SentFile, open_matter
from fawang.journeys.progress import full_progress, public_progress
from fawang.journeys.remedies import carried_facts
from fawang.journeys.submit import AnswersIncomplete
from fawang.records.clients.models import ApiClient
from fawang.records.matters.models import Document
from fawang.reference.catalog.limits import limit_deadline
from tests.cast import NOW, WANG, Cast
from tests.journeys.paper_story import DAY, issue
from tests.journeys.story import do, opened, proof_of, submitted

REFUSAL = {"ground": "means", "reasons": "收入超过当地标准。"}


@pytest.fixture
def refused(cast: Cast):
    """A matter that was refused; the decision is a draft yet."""
    receipt = submitted()
    seen = do(cast.viewers.zhou, receipt.number, "refuse", NOW + DAY, **REFUSAL)
    assert not seen.open
    return receipt


def names(progress) -> list[str]:
    return [one.remedy.name for one in progress.remedies]


def test_nothing_is_told_before_there_is_a_result(cast: Cast) -> None:
    receipt = submitted()
    assert public_progress(case_code=receipt.case_code, now=NOW).remedies == ()


def test_whoever_holds_the_code_sees_where_to_turn_and_no_day(refused) -> None:
    shown = public_progress(case_code=refused.case_code, now=NOW + DAY)
    assert "不同意不给援助或者终止援助的决定" in names(shown)
    assert [one for one in shown.remedies if one.until or one.counted_from] == []


def test_what_comes_only_after_another_remedy_has_no_day(refused) -> None:
    own = full_progress(proof=proof_of(refused, NOW + DAY), now=NOW + DAY)
    later = next(one for one in own.progress.remedies if one.remedy.later)
    assert later.limit is not None
    assert later.until is None


@pytest.fixture
def upheld(cast: Cast):
    """An objection that the bureau did not follow; its decision is a draft yet."""
    cast.officers_of(cast.shigang_bureau.pk, at_least=1)
    receipt = opened("an-objection", service_code="legal-aid-objection")
    officer = cast.officers_of(cast.shigang_bureau.pk)[0]
    do(officer, receipt.number, "centre_files", NOW + DAY, files_note="有两套房的查询结果。")
    do(cast.viewers.zhao, receipt.number, "uphold", NOW + DAY, uphold_reasons="收入超过当地标准。")
    return receipt


def test_the_day_is_counted_from_the_step_and_then_from_the_paper(cast: Cast, upheld) -> None:
    own = full_progress(proof=proof_of(upheld, NOW + DAY), now=NOW + DAY)
    assert [one.until for one in own.progress.remedies] == [
        limit_deadline(code, NOW + DAY).at for code in ("review.apply", "admin-litigation.sue")
    ]
    document = Document.objects.filter(matter__number=upheld.number, served_on="applicant").latest("id")
    issue(cast, document, now=NOW + 5 * DAY, viewer=cast.viewers.zhao)
    own = full_progress(proof=proof_of(upheld, NOW + 90 * DAY), now=NOW + 90 * DAY)
    first, second = own.progress.remedies
    assert first.counted_from and day_of(first.counted_from) == day_of(NOW + 5 * DAY)
    assert first.until == limit_deadline("review.apply", NOW + 5 * DAY).at
    assert (first.over, second.over) == (True, False)
    public = public_progress(case_code=upheld.case_code, now=NOW + 90 * DAY)
    assert [one.until for one in public.remedies] == [None, None]


def test_who_took_the_application_back_has_nothing_to_fight(cast: Cast) -> None:
    receipt = submitted()
    applicant_perform(proof=proof_of(receipt, NOW + DAY), action="withdraw", data={}, now=NOW + DAY)
    assert public_progress(case_code=receipt.case_code, now=NOW + DAY).remedies == ()


def test_the_facts_of_the_person_go_along_and_the_story_does_not(refused) -> None:
    proof = proof_of(refused, NOW + DAY)
    facts = carried_facts(proof=proof, service="legal-aid-objection", now=NOW + DAY)
    assert facts["name"] == WANG.name
    assert facts["agency"] == "石港县法律援助中心"
    assert not {"story", "amount", "employer"} & set(facts)
    assert AuditEntry.objects.filter(action="facts.take_over", object_ref=refused.number).exists()


@pytest.mark.parametrize("service", ["reconsideration", "no-such-service", ""])
def test_no_facts_for_what_is_no_remedy_of_it(refused, service: str) -> None:
    assert carried_facts(proof=proof_of(refused, NOW + DAY), service=service, now=NOW + DAY) == {}


def test_a_program_cannot_sign_for_anybody(cast: Cast) -> None:
    program = ApiClient(services=[], region_prefix="")
    with pytest.raises(AnswersIncomplete) as refused:
        open_matter(
            client=program,
            service="judicial-confirmation",
            answers={"signature": "ab/cdef0123"},
            files=[SentFile("other", "a.txt", [b"a"])],
            reference="",
            key="a-key",
            now=NOW,
        )
    assert refused.value.faults["signature"] == NO_SIGNATURE
