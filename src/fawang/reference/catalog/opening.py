"""What the answers of a new application make of the matter: title, marks, place, parties, eligibility. Pure
over an already checked set of answers; the journey that submits writes what stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fawang.reference.catalog.answers import shown_value
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.eligibility import Assessment

TITLE_LIMIT = 120
_APPLICANT_FACTS = ("name", "identity_number", "phone", "address", "organisation_name", "credit_code")


@dataclass(frozen=True)
class PartyAnswers:
    """A person or an enterprise as the form names them; empty where the service does not ask. Of an
    `organisation` the identity number is its unified social credit code; who may be called for it stands
    among the answers."""

    name: str = ""
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    relation: str = ""
    kind: Literal["person", "organisation"] = "person"


@dataclass(frozen=True)
class Opening:
    """The beginnings of a matter. `organisation_kind` and `region_code` say who gets it."""

    title: str
    story: str
    category: str
    region_code: str
    organisation_kind: str
    flags: tuple[str, ...]
    means: str
    assessment: Assessment | None
    applicant: PartyAnswers
    represented: PartyAnswers | None


def open_with(
    definition: ServiceDefinition,
    answers: Mapping[str, Any],
    *,
    category: str = "",
    assessment: Assessment | None = None,
) -> Opening:
    """Read a matter's beginnings out of checked answers; `category` is the advice stage's word for it."""
    means = assessment.means if assessment else "not_applicable"
    seen = {**answers, "means": means, "category": category}
    flags = list(dict.fromkeys(definition.flags_for(seen) + (assessment.flags if assessment else [])))
    facts = {one.fact: answers.get(one.code, "") for one in definition.form.fields() if one.fact}
    represented = None
    if facts.get("represented_name"):
        represented = PartyAnswers(
            name=str(facts["represented_name"]),
            identity_number=str(facts.get("represented_identity_number", "")),
            relation=str(facts.get("relation", "")),
        )
    return Opening(
        title=title_of(definition, answers),
        story=str(facts.get("story", "")),
        category=category or category_of(definition, answers),
        region_code=str(answers.get(definition.dispatch.region_field, "")),
        organisation_kind=definition.dispatch.office_kind,
        flags=tuple(flags),
        means=means,
        assessment=assessment,
        applicant=_applicant(facts),
        represented=represented,
    )


def _applicant(facts: Mapping[str, Any]) -> PartyAnswers:
    """Who applies: an enterprise where its full name and its code are given, else the person who writes."""
    told = {name: str(facts.get(name) or "") for name in _APPLICANT_FACTS}
    unit = bool(told["organisation_name"] and told["credit_code"])
    return PartyAnswers(
        name=told["organisation_name"] if unit else told["name"],
        identity_number=told["credit_code"] if unit else told["identity_number"],
        phone=told["phone"],
        address=told["address"],
        kind="organisation" if unit else "person",
    )


def category_of(definition: ServiceDefinition, answers: Mapping[str, Any]) -> str:
    """The category for who applied without asking first: the one by which the chosen option would have been
    prefilled, else the service's own."""
    for one in definition.form.fields():
        for option in one.options:
            if option.code != answers.get(one.code) or option.prefill_if is None:
                continue
            for name, wanted in option.prefill_if.tests():
                if name == "category":
                    return str(wanted[0] if isinstance(wanted, list) else wanted)
    return definition.category


def title_of(definition: ServiceDefinition, answers: Mapping[str, Any]) -> str:
    """The matter's title from the definition's template; sealed answers never stand in it."""
    title = definition.title.replace("{service}", definition.name)
    for one in definition.form.fields():
        if "{" + one.code + "}" in title and not one.sealed:
            title = title.replace("{" + one.code + "}", shown_value(one, answers.get(one.code)))
    return title.rstrip("： ")[:TITLE_LIMIT] or definition.name
