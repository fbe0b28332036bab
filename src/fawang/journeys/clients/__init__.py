"""What programs of other bodies do through the API: open matters, follow them, act for the applicant, and be
told by callback."""

from fawang.journeys.clients.following import (
    ClientMatterView,
    act_for_applicant,
    add_for_applicant,
    list_matters,
    paper_for_applicant,
    rate_for_applicant,
    see_matter,
)
from fawang.journeys.clients.opening import Opened, SentFile, open_matter

__all__ = [
    "ClientMatterView",
    "Opened",
    "SentFile",
    "act_for_applicant",
    "add_for_applicant",
    "list_matters",
    "open_matter",
    "paper_for_applicant",
    "rate_for_applicant",
    "see_matter",
]
