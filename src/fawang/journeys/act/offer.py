"""What may be done with a matter, as forms: actions, their fields and the people on offer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fawang.journeys.act.views import ActionView, FieldView
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.one import loads_of_lawyers
from fawang.records.people.queries import LawyerCard, lawyers_for, organisations_for
from fawang.records.people.rules import profession_name
from fawang.reference.catalog.definitions import Action, FieldDefinition, ServiceDefinition
from fawang.stages.workflows.rules import Actor, Body, Case, available

#: Who is on offer where a field names no profession and the office has nobody of its own.
DEFAULT_PROFESSIONS = ("lawyer", "legal_worker")


@dataclass(frozen=True)
class Offer:
    """Who and what may be chosen in the fields of a step: professionals, and bodies by kind."""

    professionals: Sequence[LawyerCard] = ()
    #: The office that has the matter.
    organisation_id: int | None = None
    #: Kind of organisation → those competent for the matter's place, the nearest first.
    bodies: Mapping[str, Sequence[Body]] | None = None

    def people_for(self, one: FieldDefinition) -> list[LawyerCard]:
        """The people who may be chosen in a field: of the professions it names. An office with people of its
        own profession gives its work to them; lawyers are asked from every firm of the region."""
        wanted = one.professions or DEFAULT_PROFESSIONS
        fitting = [card for card in self.professionals if card.profession in wanted]
        own = [card for card in self.professionals if card.organisation_id == self.organisation_id]
        if one.professions:
            own = [card for card in own if card.profession in wanted]
        return own or fitting

    def bodies_of(self, one: FieldDefinition) -> list[Body]:
        """The organisations that may be chosen in a field."""
        known = self.bodies or {}
        return [body for kind in one.office_kinds for body in known.get(kind, ())]

    @property
    def every_body(self) -> list[Body]:
        """Every organisation on offer."""
        return [body for found in (self.bodies or {}).values() for body in found]

    @property
    def names(self) -> dict[int, str]:
        """Names of the people on offer by id."""
        return {card.staff_id: card.name for card in self.professionals}


def offer_for(matter: Matter, actions: Iterable[Action]) -> Offer:
    """What the fields of these steps may be filled with; asks only for what they need."""
    fields = [one for action in actions for one in action.fields]
    kinds = tuple(dict.fromkeys(kind for one in fields for kind in one.office_kinds))
    found = organisations_for(kinds, matter.region_id) if kinds else {}
    return Offer(
        professionals_on_offer(matter) if any(one.kind == "staff" for one in fields) else (),
        matter.organisation_id,
        {
            kind: [Body(o.pk, o.name, o.phone) for o in rows if o.pk != matter.organisation_id]
            for kind, rows in found.items()
        },
    )


def professionals_on_offer(matter: Matter) -> list[LawyerCard]:
    """Professionals of the office's region, the fitting speciality first, then the least loaded."""
    if matter.organisation is None:
        return []
    return lawyers_for(matter.organisation.region_id, matter.category, loads_of_lawyers())


def actions_on_offer(
    case: Case, matter: Matter, actors: list[Actor], now: datetime
) -> tuple[ActionView, ...]:
    """Everything that these actors (one person in several roles) may do now."""
    found: dict[str, Action] = {}
    roles: dict[str, set[str]] = {}
    for actor in actors:
        for action in available(case, role=actor.role, staff_id=actor.staff_id, now=now):
            found.setdefault(action.code, action)
            roles.setdefault(action.code, set()).add(actor.role)
    offer = offer_for(matter, found.values())
    return tuple(action_view(case.definition, one, offer, roles[one.code]) for one in found.values())


def action_view(
    definition: ServiceDefinition, action: Action, offer: Offer, roles: Collection[str] = ()
) -> ActionView:
    """One action as a page shows it. `roles`: those of the viewer in which it may be done; an outcome that
    is somebody else's is left out (empty: every outcome)."""
    article = action.article
    return ActionView(
        code=action.code,
        name=action.name,
        help=action.help,
        serious=action.serious,
        fields=tuple(
            FieldView(
                code=one.code,
                label=one.label,
                kind=one.kind,
                required=one.required,
                help=one.help,
                choices=tuple(choices_of(definition, one, offer, roles).items()),
                public=one.public,
                unit=one.unit,
                max_length=one.max_length,
            )
            for one in action.fields
        ),
        article=f"{article.law}{article.article}" if article else "",
        tell=action.tell,
    )


def choices_of(
    definition: ServiceDefinition, one: FieldDefinition, offer: Offer, roles: Collection[str] = ()
) -> Mapping[str, str]:
    """Value to words of everything that may be chosen in a field."""
    if one.kind == "staff":
        return {str(card.staff_id): _card_words(card) for card in offer.people_for(one)}
    if one.kind == "organisation":
        return {str(body.organisation_id): body.name for body in offer.bodies_of(one)}
    if one.kind == "materials":
        return {material.code: material.name for material in definition.materials}
    if one.kind in ("yes_no", "statement"):
        return dict(one.yes_no)
    return {
        option.code: option.label
        for option in one.options
        if not roles or not option.by or set(option.by) & set(roles)
    }


def _card_words(card: LawyerCard) -> str:
    fits = "，专长相符" if card.speciality_match else ""
    what = "" if card.profession == "lawyer" else f"{profession_name(card.profession)}，"
    return f"{card.name}（{what}{card.organisation_name}，在办 {card.load} 件{fits}）"
