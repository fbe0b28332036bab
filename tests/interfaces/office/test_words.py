"""Small words of the staff pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fawang.core.clock import ZONE
from fawang.interfaces.office.words import at, for_staff, holds, left, told
from fawang.journeys.act import ActionView, FieldView

MORNING = datetime(2026, 11, 17, 9, 30, tzinfo=ZONE)
TONIGHT = datetime(2026, 11, 17, 23, 59, 59, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (TONIGHT, "今天到期"),
        (TONIGHT + timedelta(days=1), "还剩 1 天"),
        (TONIGHT + timedelta(days=7), "还剩 7 天"),
        (MORNING - timedelta(hours=1), "今天已逾期"),
        (TONIGHT - timedelta(days=1), "已逾期 1 天"),
        (TONIGHT - timedelta(days=30), "已逾期 30 天"),
    ],
)
def test_what_is_left_is_counted_in_calendar_days(due: datetime, words: str) -> None:
    assert left(due, MORNING) == words


def test_words_to_the_applicant_are_turned() -> None:
    assert for_staff("等您补充材料") == "等申请人补充材料"


def test_places_in_what_is_told_show_their_fields() -> None:
    reason = FieldView("reasons", "理由", "long_text", True, "", ())
    action = ActionView("refuse", "不予援助", (reason,), "", "不给：{reasons}，{lawyer}。")
    assert told(action) == "不给：〔理由〕，〔…〕。"


def test_looking_up_and_holding() -> None:
    assert (at({"a": 1}, "a"), at({"a": 1}, "b"), at(None, "a")) == (1, "", "")
    assert holds(["a", "b"], "b")
    assert holds("b", "b")
    assert not holds("ab", "b")
    assert not holds(None, "b")
