"""The applicant's word on how it went (一事一评)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rated:
    """What the page says after a rating."""

    score: int
    solved: bool
    #: A supervisor will call back.
    follow_up: bool


def rate(*, proof: str, score: int, solved: bool, comment: str, now: datetime) -> Rated:
    """Rate a matter once. Raises ProofExpired, NotYetRateable, AlreadyRated, RatingRefused."""
    raise NotImplementedError
