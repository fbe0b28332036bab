"""The rules of rating and follow-up on plain values."""

from __future__ import annotations

from fawang.core.refusals import Refusal

LOWEST_CONTENT_SCORE = 3
SHORTEST_CONCLUSION = 10
REASONS = {"not_solved": "反映没有解决", "low_score": "评分偏低"}


class RatingRefused(Refusal):
    """The score is no whole number from one to five."""

    default_message = "请在 1 到 5 分之间选择。"


class NotYetRateable(Refusal):
    """The matter is still being handled."""

    default_message = "这件事项还在办理，办结后就可以评价。有意见可以拨打 12348 反映。"


class AlreadyRated(Refusal):
    """One matter, one rating."""

    default_message = "这件事项您已经评价过了，谢谢。还有问题请拨打 12348。"


class ConclusionTooShort(Refusal):
    """A follow-up is closed with words that say what was done."""

    default_message = f"请写明回访情况和处理结果，至少 {SHORTEST_CONCLUSION} 个字。"


def check_rating(*, score: int, open_: bool, rated: bool) -> None:
    """Whether a matter may be rated so now. Raises RatingRefused, NotYetRateable, AlreadyRated."""
    if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= 5:
        raise RatingRefused
    if open_:
        raise NotYetRateable
    if rated:
        raise AlreadyRated


def follow_up_reason(*, score: int, solved: bool) -> str | None:
    """Code of the reason to call the person back, or None when they are content."""
    if not solved:
        return "not_solved"
    return "low_score" if score < LOWEST_CONTENT_SCORE else None


def check_conclusion(text: str) -> None:
    """Raise ConclusionTooShort for a conclusion that says nothing."""
    if len("".join(text.split())) < SHORTEST_CONCLUSION:
        raise ConclusionTooShort
