"""The applicant's word on how it went (一事一评)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from fawang.core.audit.operations import record
from fawang.core.text import clean
from fawang.journeys.casework import case_of, write_effects
from fawang.journeys.progress import rateable
from fawang.journeys.proof import ProofExpired, number_of_proof
from fawang.records.matters.operations.files import open_follow_up, write_rating
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.one import rating_of
from fawang.records.matters.rules.chain import NewEntry
from fawang.stages.feedback.rules import (
    REASONS,
    AlreadyRated,
    NotYetRateable,
    RatingRefused,
    check_rating,
    follow_up_reason,
)
from fawang.stages.workflows.rules import NoticeDue

__all__ = ["AlreadyRated", "NotYetRateable", "ProofExpired", "Rated", "RatingRefused", "rate"]
COMMENT_LIMIT = 500


@dataclass(frozen=True)
class Rated:
    """What the page says after a rating."""

    score: int
    solved: bool
    #: A supervisor will call back.
    follow_up: bool


def rate(*, proof: str, score: int, solved: bool, comment: str, now: datetime, address: str = "") -> Rated:
    """Rate a matter once. Raises ProofExpired, NotYetRateable, AlreadyRated, RatingRefused."""
    number = number_of_proof(proof, now=now)
    try:
        with transaction.atomic():
            return _rated(number, score, solved, clean(comment, COMMENT_LIMIT), now, address)
    except IntegrityError:
        raise AlreadyRated from None


def _rated(number: str, score: int, solved: bool, comment: str, now: datetime, address: str) -> Rated:
    locked = lock_matter(number=number)
    matter = locked.matter
    open_ = not rateable(case_of(matter, locked.present), matter)
    check_rating(score=score, open_=open_, rated=rating_of(matter) is not None)
    reason = follow_up_reason(score=score, solved=solved)
    write_rating(matter=matter, score=score, solved=solved, comment=comment, now=now)
    said = "问题解决了" if solved else "问题没有解决"
    entries = [
        NewEntry(
            "rated",
            "applicant",
            "申请人",
            {"score": score, "solved": solved, "who": "您"},
            f"您打了 {score} 分，认为{said}。",
        )
    ]
    notices = []
    if reason:
        open_follow_up(matter=matter, reason=reason, now=now)
        data = {"reason": reason, "who": "系统"}
        entries.append(NewEntry("follow_up", "system", "系统", data, "已请主管回访，会有人和您联系。"))
        text = f"{number} 的当事人{REASONS[reason]}（{score} 分），请安排回访。"
        notices.append(NoticeDue("follow_up", "supervisor", text))
    written = append_entries(locked=locked, new=entries, now=now)
    write_effects(written, notices, event="matter.rated", now=now)
    record(
        actor="applicant",
        action="matter.rate",
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
        detail={"score": score, "solved": solved},
    )
    return Rated(score, solved, reason is not None)
