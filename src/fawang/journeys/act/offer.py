"""What may be done with a matter, as forms: actions, their fields and the people on offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fawang.journeys.act.views import ActionView, FieldView
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.one import loads_of_lawyers
from fawang.records.people.queries import LawyerCard, lawyers_for
from fawang.reference.catalog.definitions import Action, FieldDefinition, ServiceDefinition
from fawang.stages.workflows.rules import Actor, Case, available


def lawyers_on_offer(matter: Matter) -> list[LawyerCard]:
    """Lawyers of the office's region, the fitting speciality first, then the least loaded."""
    if matter.organisation is None:
        return []
    return lawyers_for(matter.organisation.region_id, matter.category, loads_of_lawyers())


def actions_on_offer(
    case: Case, matter: Matter, actors: list[Actor], now: datetime
) -> tuple[ActionView, ...]:
    """Everything that these actors (one person in several roles) may do now."""
    found: dict[str, Action] = {}
    for actor in actors:
        for action in available(case, role=actor.role, staff_id=actor.staff_id, now=now):
            found.setdefault(action.code, action)
    chooses = any(one.kind == "staff" for action in found.values() for one in action.fields)
    lawyers = lawyers_on_offer(matter) if chooses else []
    return tuple(action_view(case.definition, action, lawyers) for action in found.values())


def action_view(definition: ServiceDefinition, action: Action, lawyers: list[LawyerCard]) -> ActionView:
    """One action as a page shows it."""
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
                choices=tuple(choices_of(definition, one, lawyers).items()),
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
    definition: ServiceDefinition, one: FieldDefinition, lawyers: list[LawyerCard]
) -> Mapping[str, str]:
    """Value to words of everything that may be chosen in a field."""
    if one.kind == "staff":
        return {str(card.staff_id): _lawyer_words(card) for card in lawyers}
    if one.kind == "materials":
        return {material.code: material.name for material in definition.materials}
    if one.kind in ("yes_no", "statement"):
        return dict(one.yes_no)
    return {option.code: option.label for option in one.options}


def _lawyer_words(card: LawyerCard) -> str:
    fits = "，专长相符" if card.speciality_match else ""
    return f"{card.name}（{card.organisation_name}，在办 {card.load} 件{fits}）"
