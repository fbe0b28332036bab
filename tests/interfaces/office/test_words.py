"""Small words of the staff pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fawang.core.clock import ZONE
from fawang.interfaces.office.words import at, blank_field, for_staff, holds, left, step_name, told
from fawang.interfaces.public.words import icon
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


def test_a_picture_is_named_in_the_set_and_hidden_from_readers() -> None:
    drawn = icon("alert")
    assert "icons.svg#alert" in drawn
    assert 'aria-hidden="true"' in drawn
    assert "<b>" not in icon("<b>")


def test_a_field_nobody_has_filled_in_is_that_of_its_action() -> None:
    reason = FieldView("reasons", "理由", "long_text", True, "写清楚", ())
    for code in ("refuse", "return"):
        drawn = blank_field(ActionView(code, "不予援助", (reason,), "", ""), reason)
        assert f'id="{code}-reasons"' in drawn
        assert "写清楚" in drawn
        assert "></textarea>" in drawn
    longer = FieldView("reasons", "理由<b>", "long_text", False, "", ())
    drawn = blank_field(ActionView("refuse", "不予援助", (longer,), "", ""), longer)
    assert "可不填" in drawn
    assert "<b>" not in drawn


def test_a_step_in_the_applicants_words_is_named_as_theirs() -> None:
    assert step_name("这个时间不行，我要改期") == "申请人提出：这个时间不行，我要改期"
    assert step_name("定时间") == "定时间"
