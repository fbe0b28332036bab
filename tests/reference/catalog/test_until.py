"""A period that ends on a day of the form: what the content check refuses, and what it leaves as it was."""

import pytest
from django.conf import settings

from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.definitions import ClockChange
from tests.reference.catalog.bench_service import FOLDER, write_content

START = "{start: legal-aid.decide}"
DATED = "{start: licence.renew-decide, until: ends_on}"
DAY = "{code: ends_on, label: 哪天到期, kind: date}"
CLOCKS = "clocks: [{stop: legal-aid.decide}]"


@pytest.fixture
def faults(tmp_path):
    """What the check tells of the small service with a clock to a day of the form, one thing changed."""

    def told(start=DATED, day=DAY, also=CLOCKS, page="{code: topic"):
        # Cases would repeat what is wrong; they are put right by writing the day into each.
        root = write_content(
            tmp_path,
            settings.CONTENT / "limits",
            steps=(f"[{START}]", f"[{START}, {start}]"),
            form=("      - {code: name,", f"      - {day}\n      - {{code: name,"),
        )
        steps, cases = root / FOLDER / "steps.yaml", root / FOLDER / "cases.yaml"
        steps.write_text(
            steps.read_text("utf-8").replace(CLOCKS, also.replace("]", ", {cancel: licence.renew-decide}]")),
            encoding="utf-8",
        )
        text = cases.read_text("utf-8").replace("{topic: house,", '{topic: house, ends_on: "2026-05-10",')
        due = 'due: {licence.renew-decide: "2026-05-10T23:59:59", '
        cases.write_text(text.replace("due: {", due), encoding="utf-8")
        return [str(fault) for fault in check_content([root]).faults]

    return told


def test_a_clock_runs_to_the_end_of_the_day_that_was_given(faults):
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"start": "{start: licence.renew-decide, until: ends_no}"},
            "没有字段“ends_no”，是不是想写“ends_on”？",
        ),
        ({"start": "{start: licence.renew-decide, until: topic}"}, "“topic”不是日期"),
        ({"day": DAY[:-1] + ", required: false}"}, "“ends_on”不是人人必填"),
        ({"day": DAY[:-1] + ", show_if: {topic: house}}"}, "“ends_on”不是人人必填"),
        ({"start": "{start: licence.renew-decide}"}, "要写 until: 申请表里的日期字段"),
        ({"start": "{start: licence.decide, until: ends_on}"}, "有法定的长度，不能写 until"),
        (
            {"start": "{start: licence.renew-decide, until: ends_on, counted_from: ends_on}"},
            "counted_from 和 until 只能写一个",
        ),
        ({"also": "clocks: [{stop: legal-aid.decide, until: ends_on}]"}, "until 只能和 start 一起用"),
        (
            {"also": "clocks: [{stop: legal-aid.decide}, {pause: licence.renew-decide}]"},
            "不能暂停，也不能延长",
        ),
    ],
)
def test_a_day_that_may_be_missing_is_refused(faults, change, expected):
    told = faults(**change)
    assert [line for line in told if expected in line and "steps.yaml:" in line], told


def test_a_date_may_ask_whether_somebody_came_too_late_for_what_ends_then(faults):
    """`kind: before`: thirty full days must lie between. The cases of the small service come on 2 March."""
    assert faults(day=DAY[:-1] + ", limit: licence.renew-before}") == []
    told = faults(day=DAY[:-1] + ", limit: licence.renew-decide}")
    assert [line for line in told if "content/limits 里没有期限“licence.renew-decide”" in line]


def test_whatever_does_not_use_it_keeps_its_version():
    """The version is a hash of the whole definition: a key that nobody wrote must not stand in it."""
    plain = ClockChange(start="legal-aid.decide")
    assert "until" not in plain.model_dump(mode="json")
    assert ClockChange.model_validate(plain.model_dump(mode="json")) == plain
    dated = ClockChange(start="licence.renew-decide", until="ends_on")
    assert ClockChange.model_validate(dated.model_dump(mode="json")) == dated
