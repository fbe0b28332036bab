"""Who does not accept a result: to whom to turn, until which day, and the service that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fawang.core.audit.operations import record
from fawang.journeys.casework import case_of
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.models import Document, Matter
from fawang.records.matters.queries.one import get_proven_matter, timeline_of
from fawang.records.matters.queries.papers import content_of, issued_for_applicant
from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import replay
from fawang.reference.catalog.answers import PERSON_FACTS, facts_of
from fawang.reference.catalog.definitions import Remedy
from fawang.reference.catalog.limits import Limit, UnknownLimit, get_limit, limit_deadline
from fawang.stages.workflows.rules import Case

#: What a remedy asks for again besides the person: for whom it is, and against whom.
_CARRIED = PERSON_FACTS | {
    "for_whom",
    "represented_name",
    "represented_identity_number",
    "relation",
    "other_party",
}


@dataclass(frozen=True)
class OpenRemedy:
    """One thing that may be done now. `until` is the last moment when the period is counted from
    `counted_from`, the day of the paper or of the step that ended the matter; None where the law sets no
    limit, counts from something else, or nobody has proved to be the applicant. Whoever received the paper
    later has until later: the day told is never too late."""

    remedy: Remedy
    limit: Limit | None
    counted_from: datetime | None
    until: datetime | None
    provisional: bool
    over: bool


def open_remedies(
    matter: Matter, case: Case, entries: tuple[Entry, ...], now: datetime, *, full: bool
) -> tuple[OpenRemedy, ...]:
    """The remedies of a matter that came to a result: a paper that tells of them was issued to the applicant,
    or it was ended by somebody else than the applicant. Empty for any other. Days only when `full`."""
    remedies = case.definition.remedies
    result = _result_at(matter, case, entries) if remedies else None
    if result is None:
        return ()
    return tuple(_opened(one, result, now, full=full) for one in remedies)


def carried_facts(*, proof: str, service: str, address: str = "", now: datetime) -> Mapping[str, Any]:
    """What a remedy's form asks for again, from the matter it is against; that it was read is recorded.
    Empty when that service is no remedy of this matter now. Raises ProofExpired."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    entries = timeline_of(matter)
    case = case_of(matter, replay(entries))
    offered = {one.remedy.service for one in open_remedies(matter, case, entries, now, full=False)}
    if service not in offered:
        return {}
    told = facts_of(case.definition.form, case.answers)
    facts = {name: value for name, value in told.items() if name in _CARRIED}
    if matter.organisation is not None:
        facts["agency"] = matter.organisation.name
    record(
        actor="applicant",
        action="facts.take_over",
        object_type="matter",
        object_ref=matter.number,
        now=now,
        address=address,
        detail={"facts": sorted(facts), "service": service},
    )
    return facts


def _result_at(matter: Matter, case: Case, entries: tuple[Entry, ...]) -> datetime | None:
    if case.present.merged_into:
        return None
    papers = [one for one in issued_for_applicant(matter) if one.state == Document.State.ISSUED]
    told = [one.issued_at for one in papers if one.issued_at and content_of(one).remedy]
    if told:
        return told[-1]
    ended = None if matter.open else _ended(case, entries)
    return ended.at if ended and ended.actor != "applicant" else None


def _ended(case: Case, entries: tuple[Entry, ...]) -> Entry | None:
    """The step since which the matter has been at an end: filing it away later ends nothing."""
    states, ended = case.definition.steps.states, None
    for entry in entries:
        state = (entry.data.get("set") or {}).get("state")
        if state in states:
            ended = None if states[state].open else ended or entry
    return ended


def _opened(remedy: Remedy, result: datetime, now: datetime, *, full: bool) -> OpenRemedy:
    try:
        limit = get_limit(remedy.limit) if remedy.limit else None
    except UnknownLimit:
        limit = None
    if limit is None or not full or not _counted(remedy, limit):
        return OpenRemedy(remedy, limit, None, None, False, False)
    end = limit_deadline(limit.code, result)
    return OpenRemedy(remedy, limit, result, end.at, end.provisional, end.at < now)


def _counted(remedy: Remedy, limit: Limit) -> bool:
    return limit.from_result and not remedy.later
