"""一事一评, and when somebody must call back."""

from __future__ import annotations

import pytest

from fawang.stages.feedback.rules import (
    AlreadyRated,
    ConclusionTooShort,
    NotYetRateable,
    RatingRefused,
    check_conclusion,
    check_rating,
    follow_up_reason,
)


@pytest.mark.parametrize(
    ("score", "solved", "reason"),
    [
        (5, True, None),
        (3, True, None),
        (2, True, "low_score"),
        (1, True, "low_score"),
        (5, False, "not_solved"),
        (1, False, "not_solved"),
    ],
)
def test_the_unhelped_are_called_back(score, solved, reason):
    assert follow_up_reason(score=score, solved=solved) == reason


@pytest.mark.parametrize("score", [0, 6, -1, True, "5", 3.5, None])
def test_a_score_is_one_to_five(score):
    with pytest.raises(RatingRefused):
        check_rating(score=score, open_=False, rated=False)


def test_once_and_at_the_end():
    check_rating(score=1, open_=False, rated=False)
    with pytest.raises(NotYetRateable):
        check_rating(score=5, open_=True, rated=False)
    with pytest.raises(AlreadyRated):
        check_rating(score=5, open_=False, rated=True)


def test_a_conclusion_says_something():
    check_conclusion("已电话回访，当事人表示满意。")
    for empty in ("", "好", "   好    的     " * 2, "\n" * 50):
        with pytest.raises(ConclusionTooShort):
            check_conclusion(empty)
