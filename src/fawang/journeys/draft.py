"""An application being filled in: started, left, resumed, thrown away. Answers are sealed and expire."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.core import crypto, ids
from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.core.text import clean, mask_phone
from fawang.gateways.storage import file_store
from fawang.journeys.add_material import MaterialView, material_view
from fawang.journeys.ask import warm_up
from fawang.records.matters.models import Draft, Matter
from fawang.records.matters.operations.drafts import (
    begin_draft,
    drop_draft,
    drop_expired,
    read_kept,
    write_answers,
)
from fawang.records.matters.queries.one import get_draft, materials_of
from fawang.records.matters.refusals import DraftAlreadyUsed
from fawang.reference.catalog.answers import prefill
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.in_person import agent_refusal
from fawang.reference.catalog.operations import pin_service
from fawang.reference.catalog.queries import get_service
from fawang.stages.advice.understanding import danger_in

_log = logging.getLogger("fawang.journeys")
STORY_LIMIT = 5000
#: The mark of a matter in which somebody may be in danger.
DANGER = "danger"


@dataclass(frozen=True)
class DraftView:
    """A draft as its writer sees it. `token` is the browser's own secret; keep it in a cookie or session,
    never in a link."""

    token: str
    service_code: str
    service_version: str
    service_name: str
    channel: str
    answers: dict[str, Any]
    #: Shown form `XXXX-XXXX-XXXX-XX`, empty until a phone is known.
    case_code: str
    phone_masked: str
    updated_at: datetime
    expires_at: datetime
    materials: tuple[MaterialView, ...]
    #: Set once the draft has become a matter.
    matter_number: str | None
    #: Somebody may be in danger, by the words or by an answer: pages show a human first.
    danger: bool = False
    #: Why this application cannot be made for somebody else, with the article; empty when it can.
    barred: str = ""


def start_draft(
    *, service_code: str, story: str = "", facts: Mapping[str, Any] | None = None, channel: str, now: datetime
) -> DraftView:
    """Begin an application. `story` and `facts` (by their shared names, with category, urgency and flags as
    the question gave them) are filled in where the form asks for them. Raises UnknownService."""
    known = {**(facts or {}), "story": clean(story, STORY_LIMIT)}
    if channel not in Matter.Channel.values:
        channel = Matter.Channel.WEB
    with transaction.atomic():
        definition = pin_service(code=service_code, now=now)
        answers = prefill(definition.form, known, today=day_of(now))
        known = {**known, **_danger_said(definition, answers, known)}
        draft, token = begin_draft(
            service_code=definition.code,
            service_version=definition.version,
            channel=channel,
            answers=answers,
            facts=_plain(known),
            now=now,
        )
        if phone := phone_in(definition, answers):
            write_answers(draft=draft, answers=answers, facts=_plain(known), phone=phone, now=now)
    return _view(draft, token, definition, answers, known)


def load_draft(*, token: str, now: datetime) -> DraftView:
    """The draft of this token. Raises DraftNotFound or DraftExpired."""
    draft = get_draft(token=token, now=now)
    definition = get_service(draft.service_code, draft.service_version)
    return _view(draft, token, definition, *read_kept(draft=draft))


def save_answers(*, token: str, answers: Mapping[str, Any], now: datetime) -> DraftView:
    """Merge one page's cleaned answers (JSON values by field code) into the draft; a value of None removes
    the answer. The case code appears with the first phone. Raises DraftNotFound, DraftExpired,
    DraftAlreadyUsed."""
    with transaction.atomic():
        draft = get_draft(token=token, now=now)
        # Two pages saved at once: the second waits and merges into what the first left.
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.matter_id:
            raise DraftAlreadyUsed
        definition = get_service(draft.service_code, draft.service_version)
        kept, facts = read_kept(draft=draft)
        merged = {code: value for code, value in {**kept, **answers}.items() if value is not None}
        facts = {**facts, **_danger_said(definition, merged, facts)}
        phone = phone_in(definition, merged)
        write_answers(draft=draft, answers=merged, facts=facts, phone=phone, now=now)
    return _view(draft, token, definition, merged, facts)


def discard_draft(*, token: str, now: datetime) -> None:
    """Throw the draft and its files away. Raises DraftNotFound, DraftExpired, DraftAlreadyUsed."""
    with transaction.atomic():
        draft = get_draft(token=token, now=now)
        if draft.matter_id:
            raise DraftAlreadyUsed
        unused = drop_draft(draft=draft, now=now)
    _remove(unused)


def expire_drafts(*, now: datetime) -> int:
    """Delete drafts whose days are over with their files; how many files went. The worker calls it."""
    with transaction.atomic():
        unused = drop_expired(now=now)
    _remove(unused)
    return len(unused)


def phone_in(definition: ServiceDefinition, answers: Mapping[str, Any]) -> str:
    """The applicant's phone among the answers, "" when it was not given yet."""
    asked = definition.form.field_for("phone")
    return str(answers.get(asked.code) or "") if asked else ""


def _danger_said(
    definition: ServiceDefinition, answers: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts that change when somebody may be in danger, else nothing. The story may be written in the
    form for the first time, or be told differently there than in the question before it. A mark once set
    stays: whoever struck the words out may have had to."""
    flags = [str(flag) for flag in facts.get("flags") or ()]
    told = "\n".join(
        str(answers.get(one.code) or "")
        for page in definition.form.pages
        for one in page.fields
        if one.kind == "long_text"
    )
    if DANGER in flags or not (DANGER in definition.flags_for(answers) or _reads_of_danger(told)):
        return {}
    return {"flags": [*flags, DANGER], "urgency": "emergency"}


def _reads_of_danger(told: str) -> bool:
    """Whether the words tell of danger; no when the rules cannot be read, because what was typed must be
    kept all the same."""
    try:
        return danger_in(told, warm_up())
    except Refusal as fault:
        _log.error("the story of a draft was not read for danger: %s", fault.code)
        return False


def _remove(names: list[str]) -> None:
    for name in names:
        file_store().remove(name)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON can keep them."""
    return {
        str(key): list(value) if isinstance(value, tuple | set | frozenset) else value
        for key, value in facts.items()
        if isinstance(value, str | int | bool | list | tuple | set | frozenset)
    }


def _view(
    draft: Draft,
    token: str,
    definition: ServiceDefinition,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> DraftView:
    phone = crypto.unseal(draft.phone_sealed, "phone") if draft.phone_sealed else ""
    code = crypto.unseal(draft.case_code_sealed, "case_code") if draft.case_code_sealed else ""
    barred = agent_refusal(definition, answers)
    return DraftView(
        token=token,
        service_code=draft.service_code,
        service_version=draft.service_version,
        service_name=definition.name,
        channel=draft.channel,
        answers=dict(answers),
        case_code=ids.format_case_code(code),
        phone_masked=mask_phone(phone),
        updated_at=draft.updated_at,
        expires_at=draft.expires_at,
        materials=tuple(map(material_view, materials_of(draft=draft))),
        matter_number=draft.matter.number if draft.matter else None,
        danger=DANGER in ((draft.matter.flags if draft.matter else facts.get("flags")) or ()),
        barred=barred.message if barred else "",
    )
