"""Article numbers in every way people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.reference.law.numbers import ArticleNumber, parse_article, to_chinese, to_integer


@pytest.mark.parametrize(
    ("text", "number", "suffix"),
    [
        ("第四十二条", 42, 0),
        ("42", 42, 0),
        ("第 42 条", 42, 0),
        ("４２条", 42, 0),
        ("第二百七十六条之一", 276, 1),
        ("276条之1", 276, 1),
        ("276-1", 276, 1),
        ("第276条 之一", 276, 1),
        ("第一千二百六十条", 1260, 0),
        ("第一千零一条", 1001, 0),
        ("第十条", 10, 0),
        ("第一百一十条", 110, 0),
        ("第一百十五条", 115, 0),
        ("二七六", 276, 0),
        ("第一百二十条之六", 120, 6),
        ("条目十一", 11, 0),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number, suffix):
    assert parse_article(text) == ArticleNumber(number, suffix)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "第条",
        "条",
        "第零条",
        "0",
        "abc",
        "第四十二章",
        "第十十条",
        "第十百条",
        "99999",
        "42; DROP TABLE laws",
        "第" + "九" * 500 + "条",
        "-1",
        "1.5",
        "第四十二条第三款",
        "\x00",
        "第四十二条之",
    ],
)
def test_what_is_no_article_number_is_not_read_as_one(text):
    assert parse_article(text) is None


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=30))
def test_every_number_survives_being_written_out(number, suffix):
    article = ArticleNumber(number, suffix)
    assert parse_article(str(article)) == article


@given(st.integers(min_value=0, max_value=9999))
def test_chinese_numerals_come_back_as_the_same_value(value):
    assert to_integer(to_chinese(value)) == value


@pytest.mark.parametrize("value", [-1, 10_000])
def test_numbers_no_statute_has_are_not_spelled(value):
    with pytest.raises(ValueError, match="outside"):
        to_chinese(value)


def test_inserted_articles_come_after_their_article_and_before_the_next():
    assert ArticleNumber(276) < ArticleNumber(276, 1) < ArticleNumber(276, 2) < ArticleNumber(277)
