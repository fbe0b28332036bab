"""Every worked case through the real engine: submitted, dispatched, acted on by the cast, clocks and all."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction

from fawang.core.clock import ZONE
from fawang.core.refusals import Refusal
from fawang.journeys.act import applicant_perform, fields_of, perform
from fawang.journeys.overdue import mark_overdue
from fawang.journeys.proof import make_proof
from fawang.journeys.submit import NewMatter, NewParty, submit_matter
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.matters.rules.projection import replay
from fawang.records.people.viewers import viewer_for
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.case_run import RUN_CLOCKS
from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.check_steps import OWN_ACTIONS
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.catalog.queries import open_application
from tests.cast import TOWN, widen
from tests.journeys.review import review

__all__ = ["review"]

#: Every service goes its way on both databases, and each of its further cases on one.
CASES = [
    pytest.param(
        service.definition,
        case,
        id=f"{code}: {case.name}",
        marks=[pytest.mark.once] if case is not service.cases[0] else [],
    )
    for code, service in load_catalog([settings.CONTENT]).services.items()
    for case in service.cases
]


def submit(definition, case):
    """Open the matter as a door would. The cast lives in one county, so that is where it happens."""
    today = case.at.date()
    answers = {**case.answers, definition.dispatch.region_field: TOWN}
    values = check_all(definition, answers, today=today, attached=case.attached).values
    opening = open_application(definition, values, today=today)
    parties = [
        p and NewParty(p.name, p.identity_number, p.phone, kind=p.kind)
        for p in (opening.applicant, opening.represented)
    ]
    receipt = submit_matter(
        new=NewMatter(
            service_code=definition.code,
            channel="web",
            region_code=opening.region_code,
            title=opening.title,
            story=opening.story,
            category=opening.category,
            applicant=parties[0],
            represented=parties[1],
            answers=values,
            flags=opening.flags,
        ),
        idempotency_key=f"{definition.code}-{case.name}",
        now=case.at,
    )
    return Matter.objects.get(number=receipt.number)


def act(cast, definition, matter, step):
    if step.by == "system":
        mark_overdue(now=step.at)
        done = replay(timeline_of(matter)).done
        if step.do not in (RUN_CLOCKS, *done):
            raise NotDeemed(step.do)
        return
    if step.by == "applicant":
        proof = make_proof(matter.number, now=step.at)[0]
        applicant_perform(proof=proof, action=step.do, data=step.data, now=step.at)
        return
    viewer = signer(cast, matter, step) if step.do in OWN_ACTIONS else actor(cast, matter, step.by)
    data = dict(step.data)
    if step.do not in OWN_ACTIONS:
        data |= chosen(cast, viewer, definition, matter, step)
    before = matter.length
    try:
        perform(viewer=viewer, number=matter.number, action=step.do, data=data, version=before, now=step.at)
    except MatterNotFound:
        # Whoever hands a matter back no longer sees it; what was done must stand all the same.
        matter.refresh_from_db()
        if matter.length == before:
            raise


class NotDeemed(Refusal):
    """The clock worker ran, and the step was not among what follows from a period that ran out."""

    def __init__(self, action):
        super().__init__(f"{action} did not follow from a clock")


def actor(cast, matter, role):
    """Who does a step in this role."""
    if role == "officer":
        # Whoever works where the matter lies now: a hand-over to another body changes it.
        return cast.officer_of(matter.organisation_id)
    if role == "lawyer":
        return viewer_for(matter.lawyer) if matter.lawyer else cast.viewers.chen
    return cast.viewers.zhao


def signer(cast, matter, step):
    """Who signs, sends back or takes back: somebody of the role who neither proposed it nor has signed."""
    proposal = replay(timeline_of(matter)).proposal
    if proposal is None or step.do == "take_back":
        return actor(cast, matter, step.by)
    used = {proposal.staff, *(staff for _, staff, _ in proposal.agreed)}
    if step.by == "supervisor":
        pool = [cast.viewers.zhao, cast.viewers.qian]
    elif step.by == "lawyer":
        pool = [actor(cast, matter, "lawyer")]
    else:
        pool = cast.officers_of(matter.organisation_id, at_least=len(used) + 1)
    return next((viewer for viewer in pool if viewer.staff_id not in used), pool[0])


def chosen(cast, viewer, definition, matter, step):
    """People and bodies, which a case cannot name: 陈静 where she is on offer, else the first on the list."""
    action = definition.steps.action(step.do)
    if action is None or not any(one.kind in ("staff", "organisation") for one in action.fields):
        return {}
    fields = fields_of(viewer=viewer, number=matter.number, action=step.do, now=step.at)
    found = {}
    for one in fields:
        offered = [code for code, _ in one.choices]
        if one.kind == "staff":
            found[one.code] = str(cast.chen.pk) if str(cast.chen.pk) in offered else offered[0]
        elif one.kind == "organisation":
            found[one.code] = offered[0]
    return found


def holds(matter, expect):
    """Compare the matter's row, clocks and timeline with what the case says."""
    if expect.state is not None:
        assert matter.state == expect.state
    if expect.flags is not None:
        assert set(matter.flags) >= set(expect.flags)
    clocks = {clock.limit_code: clock for clock in matter.clocks.order_by("started_at")}
    for code, moment in expect.due.items():
        assert clocks[code].due_at.astimezone(ZONE).isoformat().startswith(moment), code
    for code, state in expect.clocks.items():
        assert clocks[code].state == state, code
    if expect.told:
        assert expect.told in matter.timeline.last().public_text
    if expect.documents is not None:
        drafted = matter.documents.filter(drafted_at=matter.timeline.last().at)
        assert {paper.code for paper in drafted} == set(expect.documents)


@pytest.mark.catalogue
@pytest.mark.parametrize(("definition", "case"), CASES)
def test_case(cast, definition, case):
    run(cast, definition, case)


def test_a_service_of_a_deployers_own_with_every_kind_of_step(cast, review):
    """Outcomes, extensions, approvals, transfers, what the clock does, who must come in person: the real
    engine and the walk through the definition alone agree on each."""
    faults = check_content([settings.CONTENT, review]).faults
    assert [str(fault) for fault in faults if "review-demo" in str(fault)] == []
    service = load_catalog([settings.CONTENT, review]).services["review-demo"]
    for case in service.cases:
        with transaction.atomic():
            run(cast, service.definition, case)
            transaction.set_rollback(True)


def run(cast, definition, case):
    widen(cast)
    if case.expect.faults:
        checked = check_all(definition, case.answers, today=case.at.date())
        assert set(checked.faults) == set(case.expect.faults)
        assert all(len(message) >= 5 for message in checked.faults.values())
        return
    if case.expect.refused:
        with pytest.raises(Refusal, match=case.expect.refused):
            submit(definition, case)
        assert not Matter.objects.exists()
        return
    matter = submit(definition, case)
    holds(matter, case.expect)
    for step in case.then:
        if step.expect.refused:
            before = matter.length
            with pytest.raises(Refusal):
                act(cast, definition, matter, step)
            matter.refresh_from_db()
            # The worker may say that a period ran out where nothing else follows from it.
            assert matter.length == before or step.by == "system"
            continue
        act(cast, definition, matter, step)
        matter = Matter.objects.get(pk=matter.pk)
        holds(matter, step.expect)
