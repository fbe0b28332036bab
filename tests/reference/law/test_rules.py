"""Wording, dates, 款 and 项: on plain values."""

from datetime import date

import pytest

from fawang.reference.law.models import LawVersion
from fawang.reference.law.rules import (
    contains_quote,
    paragraph_text,
    paragraphs,
    place_name,
    start_is_doubtful,
    version_on,
)

LIST = (
    "有下列情形之一的，免予核查：\n（一）老年人；\n（二）务工人员；\n（三）其他。"
    "\n前款规定由省级规定。\n（一）第二串。"
)


def version(start: date, end: date | None = None, *, exact: bool = True) -> LawVersion:
    return LawVersion(1, "中华人民共和国某法", "某法", start, start, end, exact)


OLD = version(date(2019, 11, 1), date(2027, 1, 1))
NEW = version(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 10, 31), None),
        (date(2019, 11, 1), OLD),
        (date(2026, 12, 31), OLD),
        (date(2027, 1, 1), NEW),
        (date(2099, 1, 1), NEW),
    ],
)
def test_the_text_of_a_day_is_the_one_in_force_on_it(day, expected):
    assert version_on([NEW, OLD], day) == expected


def test_a_text_that_ended_the_day_it_began_is_never_in_force():
    assert version_on([version(date(1997, 1, 1), date(1997, 1, 1))], date(1997, 1, 1)) is None


def test_a_recent_amendment_without_a_known_start_is_doubtful_for_a_year():
    guessed = version(date(2026, 6, 26), exact=False)
    assert start_is_doubtful(guessed, date(2026, 11, 21))
    assert not start_is_doubtful(guessed, date(2028, 1, 1))
    assert not start_is_doubtful(version(date(2026, 6, 26)), date(2026, 11, 21))


def test_paragraphs_keep_their_items():
    assert [p.count("\n") for p in paragraphs(LIST)] == [3, 1]


@pytest.mark.parametrize(
    ("paragraph", "item", "expected"),
    [
        (None, None, LIST),
        (2, None, "前款规定由省级规定。\n（一）第二串。"),
        (None, 2, "（二）务工人员；"),
        (1, 3, "（三）其他。"),
        (2, 1, "（一）第二串。"),
        (3, None, None),
        (0, None, None),
        (1, 4, None),
        (2, 2, None),
        (None, 9, None),
    ],
)
def test_a_part_of_an_article_is_found_or_it_does_not_exist(paragraph, item, expected):
    assert paragraph_text(LIST, paragraph, item) == expected


@pytest.mark.parametrize(
    ("quote", "holds"),
    [
        ("有下列情形之一的,免予核查:", True),
        ("有下列情形之一的 免予\n核查", True),
        ("“免予核查”", True),
        ("免予核查……其他", True),
        ("其他……免予核查", False),
        ("免于核查", False),
        ("免予核查经济状况", False),
        ("。，、", False),
        ("", False),
        ("……", False),
    ],
)
def test_a_quote_holds_word_for_word_whatever_its_punctuation(quote, holds):
    assert contains_quote(LIST, quote) is holds


def test_a_quote_that_leaves_out_a_not_is_a_misquote():
    assert not contains_quote("用人单位不得收取财物。", "用人单位得收取财物")


def test_a_place_is_named_as_statutes_name_it():
    assert place_name("第四十二条", 1, 3) == "第四十二条第一款第三项"
    assert place_name("第四十二条", None, None) == "第四十二条"
