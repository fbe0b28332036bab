"""The matter and everything kept in its file."""

from fawang.records.matters.models.conversation import FollowUp, Message, Rating
from fawang.records.matters.models.document import Document, DocumentSeries
from fawang.records.matters.models.intake import AttemptCounter, Draft, OneTimeCode, Submission
from fawang.records.matters.models.material import Material, MaterialText
from fawang.records.matters.models.matter import ClockRun, Matter, MatterLink, TimelineEntry
from fawang.records.matters.models.stand_in import PromiseBar, StandIn

__all__ = [
    "AttemptCounter",
    "ClockRun",
    "Document",
    "DocumentSeries",
    "Draft",
    "FollowUp",
    "Material",
    "MaterialText",
    "Matter",
    "MatterLink",
    "Message",
    "OneTimeCode",
    "PromiseBar",
    "Rating",
    "StandIn",
    "Submission",
    "TimelineEntry",
]
