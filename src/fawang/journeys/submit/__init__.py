"""Hand an application in: one matter, however often it is sent."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from fawang.core.clock import day_of
from fawang.journeys.casework import definition_of, shown_case_code
from fawang.journeys.submit.prepare import Prepared, content_hash, matter_from_answers, prepare
from fawang.journeys.submit.values import (
    AnswersIncomplete,
    KeyMissing,
    MatterRefused,
    NewMatter,
    NewParty,
    Receipt,
)
from fawang.journeys.submit.write import number_matter, write_matter
from fawang.records.matters.models import Draft, Matter, Submission
from fawang.records.matters.operations.drafts import read_kept
from fawang.records.matters.operations.intake import HandedInMeanwhile, matter_of_draft
from fawang.records.matters.queries.one import clocks_of, get_draft, materials_of, submission_of
from fawang.records.matters.refusals import KeyReused
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.operations import pin_service
from fawang.reference.catalog.queries import get_service

__all__ = [
    "AnswersIncomplete",
    "KeyMissing",
    "MatterRefused",
    "NewMatter",
    "NewParty",
    "Receipt",
    "receipt_for_draft",
    "submit_application",
    "submit_matter",
]

_NUMBER_TRIES = 5


def submit_application(
    *, draft_token: str, idempotency_key: str, channel: str, now: datetime, address: str = ""
) -> Receipt:
    """Hand a finished draft in. Raises DraftNotFound, DraftExpired, AnswersIncomplete (`.faults`:
    {field code: message}), MatterRefused, OnlyInPerson, NoOfficeForPlace, KeyMissing. A draft that was handed
    in before answers with its receipt again, whatever the key."""
    draft = get_draft(token=draft_token, now=now)
    if draft.matter is not None:
        return _receipt_again(draft.matter)
    definition = get_service(draft.service_code, draft.service_version)
    answers, facts = read_kept(draft=draft)
    materials = materials_of(draft=draft)
    attached = {one.code for one in materials}
    checked = check_all(definition, answers, today=day_of(now), attached=attached)
    if checked.faults:
        raise AnswersIncomplete(checked.faults, checked.first_fault)
    new = matter_from_answers(definition, checked.values, facts, channel=channel)
    files = tuple((one.code, one.sha256) for one in materials)
    key_hash, content = _hashes(idempotency_key, new, files)
    if earlier := submission_of(key_hash):
        return _same_again(earlier, content)
    prepared = prepare(
        new,
        definition,
        key_hash=key_hash,
        content=content,
        now=now,
        actor="applicant",
        address=address,
        draft=draft,
        files=files,
    )
    return _written(prepared)


def submit_matter(
    *, new: NewMatter, idempotency_key: str, now: datetime, actor: str = "applicant", address: str = ""
) -> Receipt:
    """Open a matter from any door. Same key and content: the same receipt; same key, other content:
    KeyReused. Raises MatterRefused (`.faults`), OnlyInPerson, NoOfficeForPlace, KeyMissing for what cannot be
    accepted."""
    key_hash, content = _hashes(idempotency_key, new, ())
    if earlier := submission_of(key_hash):
        return _same_again(earlier, content)
    if new.service_version:
        definition = get_service(new.service_code, new.service_version)
    else:
        definition = pin_service(code=new.service_code, now=now)
    prepared = prepare(
        new,
        definition,
        key_hash=key_hash,
        content=content,
        now=now,
        actor=actor,
        address=address,
        draft=None,
        files=(),
    )
    return _written(prepared)


def receipt_for_draft(*, draft_token: str, now: datetime) -> Receipt | None:
    """The receipt again (a page reloaded, the back button), None when the draft was not handed in."""
    draft: Draft = get_draft(token=draft_token, now=now)
    return _receipt_again(draft.matter) if draft.matter is not None else None


def _hashes(key: str, new: NewMatter, files: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    if not 8 <= len(key) <= 200:
        raise KeyMissing
    return sha256(key.encode()).hexdigest(), content_hash(new, files)


def _written(prepared: Prepared) -> Receipt:
    for attempt in range(1, _NUMBER_TRIES + 1):
        numbered = number_matter(prepared)
        try:
            with transaction.atomic():
                return write_matter(numbered)
        except HandedInMeanwhile as other:
            return _receipt_again(other.matter)
        except IntegrityError:
            # Either the same draft or the same form arrived twice at the same instant and the other one won,
            # or the random matter number is taken: then another one is tried.
            draft = prepared.draft
            if draft is not None and (known := matter_of_draft(draft=draft, now=prepared.now)):
                return _receipt_again(known)
            if earlier := submission_of(prepared.key_hash):
                return _same_again(earlier, prepared.content_hash)
            if attempt == _NUMBER_TRIES:
                raise
    raise AssertionError("unreachable")


def _same_again(earlier: Submission, content: str) -> Receipt:
    if earlier.content_hash != content:
        raise KeyReused
    return _receipt_again(earlier.matter)


def _receipt_again(matter: Matter) -> Receipt:
    """The receipt of a matter as it was given first, with its present state."""
    definition = definition_of(matter)
    office = matter.organisation
    first = next(iter(clocks_of(matter)), None)
    return Receipt(
        number=matter.number,
        case_code=shown_case_code(matter),
        service_code=definition.code,
        service_name=definition.name,
        state=matter.state,
        state_name=definition.steps.states[matter.state].name,
        organisation_name=office.name if office else "",
        organisation_phone=office.phone if office else "",
        organisation_address=office.address if office else "",
        received_at=matter.created_at,
        due_at=first.due_at if first else None,
        due_label=first.label if first else "",
        due_provisional=first.provisional if first else False,
        repeated=True,
    )
