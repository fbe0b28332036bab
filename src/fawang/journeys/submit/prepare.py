"""Everything of a submission that is computed before the transaction begins: checks, eligibility, dispatch,
sealing. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.crypto import salted_hmac

from fawang.core import crypto, ids
from fawang.core.clock import day_of
from fawang.core.text import clean, one_line
from fawang.journeys.submit.values import MatterRefused, NewMatter, NewParty
from fawang.records.matters.models import Draft, Matter
from fawang.records.matters.rules.projection import Projection
from fawang.records.people.models import Organisation
from fawang.records.people.operations import PartyData, PartyFault, checked_party
from fawang.records.people.queries import organisation_for
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.in_person import agent_refusal
from fawang.reference.catalog.opening import open_with
from fawang.reference.catalog.queries import assess_answers
from fawang.reference.places.queries import region_name
from fawang.reference.places.rules import code_fault, level_of, pad_code
from fawang.stages.dispatch.rules import LEVELS, Dispatched, OfficeFound, decide

COUNTY_LEVEL = 3
STORY_LIMIT = 5000
CHANNELS, URGENCIES = frozenset(Matter.Channel.values), frozenset(Matter.Urgency.values)


@dataclass(frozen=True)
class Prepared:
    """A matter ready to be written."""

    new: NewMatter
    definition: ServiceDefinition
    office: Organisation
    dispatched: Dispatched
    #: The means finding, the marks and the priority; nothing else is set yet.
    present: Projection
    applicant: PartyData
    represented: PartyData | None
    answers_sealed: str
    #: The case code as bare symbols, its seal and its blind index.
    case_code: str
    case_code_sealed: str
    case_code_index: str
    key_hash: str
    content_hash: str
    actor: str
    address: str
    now: datetime
    draft: Draft | None
    #: (material code, sha256) of the files that come along.
    files: tuple[tuple[str, str], ...]


def matter_from_answers(
    definition: ServiceDefinition, answers: Mapping[str, Any], facts: Mapping[str, Any], *, channel: str
) -> NewMatter:
    """What the checked answers of a form make of a matter. `facts` are what the question before it gave:
    category, urgency, flags."""
    # The means and the marks are found in `prepare`, for every door alike.
    opening = open_with(definition, answers, category=str(facts.get("category") or ""))
    given, other = opening.applicant, opening.represented
    return NewMatter(
        service_code=definition.code,
        service_version=definition.version,
        channel=channel,
        region_code=opening.region_code,
        title=opening.title,
        story=opening.story,
        category=opening.category or definition.name,
        applicant=NewParty(given.name, given.identity_number, given.phone, given.address, given.kind),
        represented=NewParty(other.name, other.identity_number) if other else None,
        answers=dict(answers),
        urgency=str(facts.get("urgency") or "normal"),
        flags=tuple(str(flag) for flag in facts.get("flags") or ()),
    )


def content_hash(new: NewMatter, files: tuple[tuple[str, str], ...]) -> str:
    """A keyed hash of everything handed in: keyed, because it covers identity numbers."""
    said = json.dumps([new, files], default=_plain, ensure_ascii=False, sort_keys=True)
    return salted_hmac("fawang.submission", said, algorithm="sha256").hexdigest()


def _plain(value: Any) -> Any:
    return vars(value) if isinstance(value, NewMatter | NewParty) else str(value)


def prepare(
    new: NewMatter,
    definition: ServiceDefinition,
    *,
    key_hash: str,
    content: str,
    now: datetime,
    actor: str,
    address: str,
    draft: Draft | None,
    files: tuple[tuple[str, str], ...],
) -> Prepared:
    """Check and compute. Raises MatterRefused (`.faults`), OnlyInPerson and NoOfficeForPlace."""
    if barred := agent_refusal(definition, new.answers):
        raise barred
    new, applicant, represented = _accepted(new)
    assessment = assess_answers(definition, new.answers, today=day_of(now)) if new.answers else None
    means = assessment.means if assessment else ""
    found = definition.flags_for({**new.answers, "means": means, "category": new.category})
    flags = tuple(dict.fromkeys([*new.flags, *found, *(assessment.flags if assessment else [])]))
    office, dispatched = _dispatched(new, definition, flags)
    code, sealed, index = _case_code(draft)
    return Prepared(
        new=new,
        definition=definition,
        office=office,
        dispatched=dispatched,
        present=Projection(means=means, flags=flags, priority=dispatched.priority),
        applicant=applicant,
        represented=represented,
        answers_sealed=_sealed_answers(new.answers),
        case_code=code,
        case_code_sealed=sealed,
        case_code_index=index,
        key_hash=key_hash,
        content_hash=content,
        actor=actor,
        address=address,
        now=now,
        draft=draft,
        files=files,
    )


def _dispatched(
    new: NewMatter, definition: ServiceDefinition, flags: tuple[str, ...]
) -> tuple[Organisation, Dispatched]:
    rule = definition.dispatch
    office = organisation_for(rule.office_kind, new.region_code, LEVELS.get(rule.level))
    dispatched = decide(
        OfficeFound(office.pk, office.name, office.kind, office.region_id) if office else None,
        region_code=new.region_code,
        urgency=new.urgency,
        flags=flags,
        article=f"{rule.article.law}{rule.article.article}" if rule.article else "",
        level=rule.level,
    )
    assert office is not None  # `decide` refuses without one.
    return office, dispatched


def _sealed_answers(answers: Mapping[str, Any]) -> str:
    return crypto.seal(json.dumps(dict(answers), ensure_ascii=False), "answers") if answers else ""


def _case_code(draft: Draft | None) -> tuple[str, str, str]:
    """The draft's case code, which its writer may have noted already, else a new one."""
    if draft is not None and draft.case_code_index:
        code = crypto.unseal(draft.case_code_sealed, "case_code")
        return code, draft.case_code_sealed, draft.case_code_index
    code = ids.normalise_case_code(ids.new_case_code())
    return code, crypto.seal(code, "case_code"), crypto.blind_index(code, "case_code")


def _accepted(new: NewMatter) -> tuple[NewMatter, PartyData, PartyData | None]:
    """The cleaned matter and parties. Raises MatterRefused with everything that is wrong at once."""
    faults: dict[str, str] = {}
    if new.channel not in CHANNELS:
        faults["channel"] = "不认识这个受理渠道。"
    if new.urgency not in URGENCIES:
        faults["urgency"] = "紧急程度只能是一般、尽快、紧急或者危急。"
    region = new.region_code
    if code_fault(region) or level_of(pad_code(region)) < COUNTY_LEVEL or not _known_region(pad_code(region)):
        faults["region"] = "请选择事情发生的地方，至少选到区县。"
    category = one_line(new.category, 40)
    if not category:
        faults["category"] = "请说明这件事属于哪一类。"
    applicant = _party(new.applicant, "applicant", faults)
    represented = _party(new.represented, "represented", faults) if new.represented else None
    if faults or applicant is None:
        raise MatterRefused(faults)
    story = clean(new.story, STORY_LIMIT)
    cleaned = {
        "region_code": pad_code(region),
        "title": one_line(new.title, 120) or one_line(story, 30) or category,
        "story": story,
        "category": category,
    }
    return NewMatter(**{**_fields(new), **cleaned}), applicant, represented


@lru_cache(maxsize=4096)
def _named(code: str) -> str:
    name = region_name(code)
    if not name:
        raise LookupError(code)  # A failed look-up is not remembered: the place may be added later.
    return name


def _known_region(code: str) -> bool:
    """Whether the division exists. Divisions are only ever added, so that a yes holds for good."""
    try:
        return bool(_named(code))
    except LookupError:
        return False


def _fields(new: NewMatter) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewMatter.__dataclass_fields__}


def _party(party: NewParty, part: str, faults: dict[str, str]) -> PartyData | None:
    try:
        return checked_party(
            kind=party.kind,
            name=party.name,
            identity=party.identity,
            phone=party.phone,
            address=party.address,
        )
    except PartyFault as fault:
        faults[part] = fault.message
        return None
