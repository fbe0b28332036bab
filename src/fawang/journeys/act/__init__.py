"""Open a matter and move it on."""

from __future__ import annotations

from fawang.journeys.act.doing import FieldsRefused, applicant_perform, perform, reveal
from fawang.journeys.act.looking import fields_of, open_matter, version_of
from fawang.journeys.act.views import (
    ActionView,
    ClockView,
    EntryView,
    FieldView,
    MatterView,
    PartyView,
)
from fawang.journeys.notify.log import MessageView
from fawang.records.matters.refusals import ChangedMeanwhile, MatterNotFound
from fawang.stages.workflows.refusals import ActionRefused

__all__ = [
    "ActionRefused",
    "ActionView",
    "ChangedMeanwhile",
    "ClockView",
    "EntryView",
    "FieldView",
    "FieldsRefused",
    "MatterNotFound",
    "MatterView",
    "MessageView",
    "PartyView",
    "applicant_perform",
    "fields_of",
    "open_matter",
    "perform",
    "reveal",
    "version_of",
]
