"""Take over what a person told in an earlier matter: facts about themselves only, after a code to the phone,
shown before they are used, and of their own choice.

A telephone number may have come to somebody else since. So the name given then has to be told as well, and
numbers are shown masked until the person has taken them over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.core import signing
from django.db import transaction

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.journeys.casework import case_of
from fawang.journeys.draft import DraftView, load_draft, save_answers
from fawang.journeys.identify import CodeSent, confirm_code, request_code
from fawang.records.matters.hashes import token_index
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.applicants import newest_matter_of
from fawang.records.matters.queries.one import get_proven_matter, timeline_of
from fawang.records.matters.rules.projection import replay
from fawang.records.people.queries import parties_with_phone
from fawang.reference.catalog.answers import PERSON_FACTS, facts_of, prefill, shown_value
from fawang.reference.catalog.definitions import FormDefinition
from fawang.reference.catalog.queries import get_service
from fawang.reference.catalog.summary import place_words

_PURPOSE = "recall"
_SALT = "fawang.recall"
LIFETIME = timedelta(minutes=15)


class NothingToRecall(Refusal):
    """No earlier matter of this name and phone, or none that answers what is asked here."""

    default_message = "没有找到用这个姓名和手机号办过的事，或者没有能带过来的内容。请直接填，不会耽误。"


class RecallExpired(Refusal):
    """What was shown is too old, or belongs to another draft."""

    default_message = "离验证手机太久了，请再收一次验证码；也可以直接填。"


@dataclass(frozen=True)
class RecalledFact:
    """One thing that may be taken over, as it is shown before."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Recalled:
    """What was found. `token` is signed, good for this draft only and for a quarter of an hour."""

    token: str
    service_name: str
    told_at: datetime
    facts: tuple[RecalledFact, ...]


def request_recall(*, phone: str, address: str = "", now: datetime) -> CodeSent:
    """Send a code to the phone. Raises PhoneRefused, TooManyCodes."""
    return request_code(phone=phone, purpose=_PURPOSE, address=address, now=now)


def find_facts(
    *, draft_token: str, name: str, phone: str, code: str, address: str = "", now: datetime
) -> Recalled:
    """What this person told last, as far as the draft asks for it. Raises WrongCode, TooManyTries,
    CodeExpired, TooManyGuesses, NothingToRecall, DraftNotFound, DraftExpired."""
    draft = load_draft(token=draft_token, now=now)
    confirm_code(phone=phone, purpose=_PURPOSE, code=code, address=address, now=now)
    wanted = crypto.blind_index(one_line(name, 120), "name")
    parties = [one for one in parties_with_phone(phone) if compare_digest(one.name_index, wanted)]
    matter = newest_matter_of(party_ids=[one.pk for one in parties]) if parties else None
    if matter is None:
        raise NothingToRecall
    form = get_service(draft.service_code, draft.service_version).form
    shown = _shown(form, _facts(matter, form, now))
    if not shown:
        raise NothingToRecall
    said = {
        "number": matter.number,
        "draft": token_index(draft_token),
        "until": (now + LIFETIME).timestamp(),
    }
    earlier = get_service(matter.service_code, matter.service_version)
    return Recalled(signing.dumps(said, salt=_SALT), earlier.name, matter.created_at, shown)


def take_facts(
    *, draft_token: str, token: str, facts: Collection[str], address: str = "", now: datetime
) -> DraftView:
    """Fill the chosen facts into the draft; what was typed there before stays unless its fact was chosen.
    Raises RecallExpired, DraftNotFound, DraftExpired, DraftAlreadyUsed."""
    draft = load_draft(token=draft_token, now=now)
    matter = get_proven_matter(_number_in(token, draft_token, now))
    form = get_service(draft.service_code, draft.service_version).form
    known = _facts(matter, form, now)
    chosen = {name: known[name] for name in facts if name in known}
    with transaction.atomic():
        answers = prefill(form, chosen, today=day_of(now))
        view = save_answers(token=draft_token, answers=answers, now=now)
        record(
            actor="applicant",
            action="facts.take_over",
            object_type="matter",
            object_ref=matter.number,
            now=now,
            address=address,
            detail={"facts": sorted(chosen), "service": draft.service_code},
        )
    return view


def _number_in(token: str, draft_token: str, now: datetime) -> str:
    try:
        said: dict[str, Any] = signing.loads(token, salt=_SALT)
        number, draft, until = str(said["number"]), str(said["draft"]), float(said["until"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise RecallExpired from None
    if now.timestamp() >= until or not compare_digest(draft, token_index(draft_token)):
        raise RecallExpired
    return number


def _facts(matter: Matter, form: FormDefinition, now: datetime) -> dict[str, Any]:
    """Facts about the person in a matter that another form asks for and that pass its own checks."""
    case = case_of(matter, replay(timeline_of(matter)))
    told = {
        name: value
        for name, value in facts_of(case.definition.form, case.answers).items()
        if name in PERSON_FACTS
    }
    good = prefill(form, told, today=day_of(now))
    return {name: value for name, value in told.items() if (one := form.field_for(name)) and one.code in good}


def _shown(form: FormDefinition, facts: dict[str, Any]) -> tuple[RecalledFact, ...]:
    shown = []
    for one in form.fields():
        if one.fact in facts and one == form.field_for(one.fact or ""):
            value = facts[one.fact or ""]
            words = place_words(str(value)) if one.kind == "region" else shown_value(one, value)
            shown.append(RecalledFact(one.fact or "", one.label, words))
    return tuple(shown)
