"""What may be done with any matter, whatever its service: hand it over, tie, merge, split, reopen it."""

from fawang.journeys.rearrange.guard import ReasonWanted, SameMatter
from fawang.journeys.rearrange.hand_over import NotAColleague, hand_over
from fawang.journeys.rearrange.link import AlreadyTied, DifferentApplicant, OtherNotFound, link, merge
from fawang.journeys.rearrange.offer import MoreView, more_for
from fawang.journeys.rearrange.reopen import OwnWayBack, StillOpen, reopen
from fawang.journeys.rearrange.split import Part, PartsMissing, split

__all__ = [
    "AlreadyTied",
    "DifferentApplicant",
    "MoreView",
    "NotAColleague",
    "OtherNotFound",
    "OwnWayBack",
    "Part",
    "PartsMissing",
    "ReasonWanted",
    "SameMatter",
    "StillOpen",
    "hand_over",
    "link",
    "merge",
    "more_for",
    "reopen",
    "split",
]
