"""Drafting the papers of a step, in the transaction of the step itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from fawang.core import crypto
from fawang.core.text import clean
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.papers import NewPaper, draft_document
from fawang.records.matters.queries.papers import office_of_supervisor
from fawang.records.matters.rules.chain import Entry, NewEntry
from fawang.records.matters.rules.papers import DAY_LATER, NUMBER_LATER, Content
from fawang.records.people.models import Staff
from fawang.reference.catalog.definitions import (
    Action,
    Cite,
    DocumentTemplate,
    FieldDefinition,
    ServiceDefinition,
)
from fawang.reference.law.names import full_law_name
from fawang.reference.law.refusals import LawLibraryMissing
from fawang.reference.places.queries import path_of
from fawang.stages.workflows.rules import Case, day_words, fill, words_of_value

_WORD = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
#: Words that a matter may have nothing for.
OPTIONAL_WORDS = frozenset({"represented", "lawyer", "due"})
#: Characters of one paragraph, as a form's longest text.
LONGEST = 3000


def papers_of_entry(definition: ServiceDefinition, entry: Entry | NewEntry) -> tuple[str, ...]:
    """Codes of the papers that a written entry drafts: those of its step."""
    if entry.kind == "received":
        return definition.steps.on_start.documents
    action = definition.steps.action(str(entry.data.get("action") or ""))
    return action.documents if action else ()


def draft_papers(
    *, matter: Matter, case: Case, entry: Entry | NewEntry, organisation_id: int | None, now: datetime
) -> None:
    """Draft every paper that this entry's step has, in the name of that office. `case` is the matter as it
    is after the step."""
    codes = papers_of_entry(case.definition, entry)
    if not codes or organisation_id is None:
        return
    action = case.definition.steps.action(str(entry.data.get("action") or ""))
    words = paper_words(matter, case, action, entry)
    asked = asked_words(case.definition, action)
    role = _role(matter, action, entry)
    if role == "supervisor":
        # What a supervisor decides is decided by the bureau, not by the office it is about.
        organisation_id = office_of_supervisor(entry.actor, matter.region_id) or organisation_id
    for code in codes:
        template = case.definition.documents[code]
        draft_document(
            matter=matter,
            new=NewPaper(
                code=code,
                template_version=matter.service_version,
                name=template.name,
                series=template.series,
                served_on=template.served_on,
                signed_by=template.signed_by,
                organisation_id=organisation_id,
                step=action.code if action else "",
                content=filled(template, words, asked, _signers(matter, template)),
            ),
            by=entry.actor,
            role=role,
            now=now,
        )


def filled(
    template: DocumentTemplate,
    words: Mapping[str, str],
    asked: Iterable[str],
    signers: tuple[str, ...] = (),
) -> Content:
    """A template with its words put in. A paragraph whose answers are all missing is left out, whatever
    words of its own stand around them."""
    fields = frozenset(asked)

    def put(texts: Iterable[str]) -> tuple[str, ...]:
        found = [clean(fill(text, words), LONGEST) for text in texts if _said(text, words, fields)]
        # What somebody wrote in several lines becomes several paragraphs.
        return tuple(line for text in found for line in text.split("\n") if line)

    body = put(template.body)
    return Content(
        to=clean(fill(template.to, words), 200),
        template=body,
        body=body,
        cites=cited(template.cites),
        remedy=clean(fill(template.remedy, words), LONGEST),
        signers=signers,
        english=put(template.english),
    )


def _said(text: str, words: Mapping[str, str], asked: frozenset[str]) -> bool:
    used = [word for word in _WORD.findall(text) if word in asked]
    return not used or any(words.get(word) for word in used)


def asked_words(definition: ServiceDefinition, action: Action | None) -> set[str]:
    """Words that may be empty: the form's fields, the step's, and what not every matter has."""
    fields = (*definition.form.fields(), *(action.fields if action else ()))
    return {one.code for one in fields} | OPTIONAL_WORDS


def paper_words(matter: Matter, case: Case, action: Action | None, entry: Entry | NewEntry) -> dict[str, str]:
    """What the braces of a paper stand for. Full names: a paper is served on the person."""
    definition, present = case.definition, case.present
    states = definition.steps.states
    asked: dict[str, str] = {}
    for one in definition.form.fields():
        asked[one.code] = _answer(definition, one, case.answers.get(one.code))
    entered: Mapping[str, Any] = entry.data.get("fields") or {}
    for one in action.fields if action else ():
        asked[one.code] = _entered(definition, one, entered.get(one.code), case.names)
    # {phone} is the office's in every text, also where the form asks for the applicant's.
    return asked | {
        **case.words,
        "state": states[present.state].name if present.state in states else present.state,
        "due": day_words(present.due_at) if present.due_at else "",
        "lawyer": _lawyer(present.lawyer, case.names),
        "actor": entry.actor_name,
        "applicant": crypto.unseal(matter.applicant.name_sealed, "name"),
        "represented": crypto.unseal(matter.represented.name_sealed, "name") if matter.represented else "",
        "today": DAY_LATER,
        "applied_on": day_words(matter.created_at),
        "document_number": NUMBER_LATER,
    }


def _answer(definition: ServiceDefinition, one: FieldDefinition, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if one.kind == "region":
        return "".join(region.name for region in path_of(str(value)))
    return words_of_value(definition, one, value)


def _entered(
    definition: ServiceDefinition, one: FieldDefinition, value: Any, names: Mapping[int, str]
) -> str:
    if value in (None, "", []):
        return ""
    if one.sealed:
        opened = crypto.unseal(str(value), "answers")
        return words_of_value(definition, one, _as_entered(one, opened))
    if one.kind == "staff":
        return _lawyer(int(value), names)
    return _answer(definition, one, value)


def _as_entered(one: FieldDefinition, text: str) -> Any:
    """A sealed value as it was entered: several are sealed as JSON."""
    return json.loads(text) if one.kind in ("list", "choices", "materials") else text


def _lawyer(staff_id: int | None, names: Mapping[int, str]) -> str:
    if staff_id is None:
        return ""
    found = names.get(staff_id)
    return found or Staff.objects.filter(pk=staff_id).values_list("name", flat=True).first() or ""


def _signers(matter: Matter, template: DocumentTemplate) -> tuple[str, ...]:
    if template.signed_by != "office_and_lawyer" or matter.lawyer_id is None:
        return ()
    return (f"承办人：{_lawyer(matter.lawyer_id, {})}",)


def _role(matter: Matter, action: Action | None, entry: Entry | NewEntry) -> str:
    """In which part the step was done; decides who besides the officer may work on its paper."""
    if not entry.actor.startswith("staff:"):
        return entry.actor
    if action and set(action.by) == {"supervisor"}:
        return "supervisor"
    return "lawyer" if entry.actor == f"staff:{matter.lawyer_id}" else "officer"


def cited(sources: Iterable[Cite]) -> tuple[str, ...]:
    """Legal sources as a paper names them, each law once: 《法律援助法》第四十三条、第四十九条."""
    laws: dict[str, list[str]] = {}
    for source in sources:
        try:
            name = full_law_name(source.law) or source.law
        except LawLibraryMissing:
            name = source.law
        places = laws.setdefault(name.strip("《》"), [])
        if source.article and source.article not in places:
            places.append(source.article)
    return tuple(f"《{name}》{'、'.join(places)}" for name, places in laws.items())
