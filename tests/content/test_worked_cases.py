"""Every worked case through the real engine: submitted, dispatched, acted on by the cast, clocks and all."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.core.clock import ZONE
from fawang.core.refusals import Refusal
from fawang.journeys.act import applicant_perform, perform
from fawang.journeys.proof import make_proof
from fawang.journeys.submit import NewMatter, NewParty, submit_matter
from fawang.records.matters.models import Matter
from fawang.records.matters.refusals import MatterNotFound
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.catalog.queries import open_application
from tests.cast import TOWN

CASES = [
    pytest.param(service.definition, case, id=f"{code}: {case.name}")
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
        p and NewParty(p.name, p.identity_number, p.phone) for p in (opening.applicant, opening.represented)
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
    action = definition.steps.action(step.do)
    data = dict(step.data) | {f.code: str(cast.chen.pk) for f in action.fields if f.kind == "staff"}
    if step.by == "applicant":
        applicant_perform(
            proof=make_proof(matter.number, now=step.at)[0], action=step.do, data=data, now=step.at
        )
        return
    viewer = {"officer": cast.viewers.zhou, "lawyer": cast.viewers.chen, "supervisor": cast.viewers.zhao}[
        step.by
    ]
    before = matter.length
    try:
        perform(viewer=viewer, number=matter.number, action=step.do, data=data, version=before, now=step.at)
    except MatterNotFound:
        # Whoever hands a matter back no longer sees it; what was done must stand all the same.
        matter.refresh_from_db()
        if matter.length == before:
            raise


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


@pytest.mark.parametrize(("definition", "case"), CASES)
def test_case(cast, definition, case):
    if case.expect.faults:
        checked = check_all(definition, case.answers, today=case.at.date())
        assert set(checked.faults) == set(case.expect.faults)
        assert all(len(message) >= 5 for message in checked.faults.values())
        return
    matter = submit(definition, case)
    holds(matter, case.expect)
    for step in case.then:
        if step.expect.refused:
            before = matter.length
            with pytest.raises(Refusal):
                act(cast, definition, matter, step)
            matter.refresh_from_db()
            assert matter.length == before
            continue
        act(cast, definition, matter, step)
        matter = Matter.objects.get(pk=matter.pk)
        holds(matter, step.expect)
