"""The matter and everything kept in its file."""

from fawang.records.matters.models.conversation import FollowUp, Message, Rating
from fawang.records.matters.models.intake import AttemptCounter, Draft, OneTimeCode, Submission
from fawang.records.matters.models.matter import ClockRun, Material, Matter, TimelineEntry

__all__ = [
    "AttemptCounter",
    "ClockRun",
    "Draft",
    "FollowUp",
    "Material",
    "Matter",
    "Message",
    "OneTimeCode",
    "Rating",
    "Submission",
    "TimelineEntry",
]
