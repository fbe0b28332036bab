"""Numbers, sums and lengths of time as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.money import formal_yuan, show_yuan, to_fen
from fawang.core.numerals import find_amounts, find_durations, parse_number

_CN = "零一二三四五六七八九"


def _spoken(number: int) -> str:
    """A number below 10^8 in plain Chinese words, written independently of the reader."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if rest and rest < 1000 else ""
        return _spoken(number // 10_000) + "万" + gap + (_spoken(rest) if rest else "")
    words, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if zero and words else "") + _CN[digit] + name
            zero = False
        else:
            zero = True
    return words or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_is_read_back_from_its_words(number):
    assert parse_number(_spoken(number)) == number


@given(st.integers(0, 10**9))
def test_digits_with_and_without_commas(number):
    assert parse_number(str(number)) == parse_number(f"{number:,}") == number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("四万", 40000),
        ("3万5", 35000),
        ("两千三", 2300),
        ("三千五百六", 3560),
        ("一百零五", 105),
        ("一万零五", 10005),
        ("2万零3", 20003),
        ("3万500", 30500),
        ("十五", 15),
        ("二十", 20),
        ("一百一十二", 112),
        ("3.5万", 35000),
        ("三点五万", 35000),
        ("4w", 40000),
        ("6k", 6000),
        ("壹万贰仟", 12000),
        ("一亿二", 120_000_000),
        ("二〇二六", 2026),
        ("１２００", 1200),
        ("俩", 2),
    ],
)
def test_everyday_forms(words, value):
    assert parse_number(words) == value


@pytest.mark.parametrize(
    "words", ["", "三五千", "一二百", "百", "几千", "abc", "四万块", "千万百", "三三万万五", "1.2.3"]
)
def test_what_is_no_number_is_none(words):
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("在工地干了五个月,老板欠我四万块工资不给,也没签合同", [40000]),
        ("欠我3万5一直不给", [35000]),
        ("欠我四万一直不给，一共拖了很久", [40000]),
        ("工资两千三，押金一千", [2300, 1000]),
        ("一个月五千多块，干了半年", [5000]),
        ("三块五毛", ["3.5"]),
        ("借给他20000，打了欠条", [20000]),
        ("每月3500元，花了医药费三千", [3500, 3000]),
        ("骗了我5万多", [50000]),
        ("¥1,200.50", ["1200.50"]),
        ("月薪6k，年终奖2w没发", [6000]),
        ("电话13812345678，2025年3月5日，120平，3间房，8个人，500米", []),
        ("我欠他一个道理，他打了我三次", []),
        ("身份证990104199001011237", []),
    ],
)
def test_sums_are_found_and_other_counts_are_not(text, sums):
    assert [a.yuan for a in find_amounts(text)] == [Decimal(str(s)) for s in sums]


def test_a_found_sum_says_where_and_whether_roughly():
    text = "老板欠我四万多块钱"
    (amount,) = find_amounts(text)
    assert text[amount.start : amount.end].strip() == amount.text == "四万多块钱"
    assert amount.approximate
    assert not find_amounts("欠我四万块")[0].approximate


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("干了五个月", 5, 0),
        ("拖了半年", 6, 0),
        ("两年半", 30, 0),
        ("1年半", 18, 0),
        ("三个半月", 3, 15),
        ("一年零三个月", 15, 0),
        ("45天", 0, 45),
        ("两周", 0, 14),
        ("俩礼拜", 0, 14),
        ("半个月", 0, 15),
        ("3个多月", 3, 0),
        ("一年多", 12, 0),
        ("十五日内", 0, 15),
        ("十来天", 0, 10),
        ("12个月", 12, 0),
    ],
)
def test_lengths_of_time(text, months, days):
    (found,) = find_durations(text)
    assert (found.months, found.days) == (months, days)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text", ["2025年", "98年生的", "3月5日", "三年级", "五月份", "好几个月", "第三天性"[:2]]
)
def test_dates_and_names_are_no_lengths_of_time(text):
    assert find_durations(text) == []


@given(st.text(alphabet="0123456789零一二两三十百千万亿点多块元个月年天半周.,¥欠我", max_size=30))
def test_no_text_breaks_the_finders(text):
    for found in [*find_amounts(text), *find_durations(text)]:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("yuan", "shown", "formal"),
    [
        ("0", "0 元", "零元整"),
        ("40000", "40,000 元", "肆万元整"),
        ("10005", "10,005 元", "壹万零伍元整"),
        ("100010000.5", "100,010,000.50 元", "壹亿零壹万元伍角整"),
        ("1000.03", "1,000.03 元", "壹仟元零叁分"),
        ("0.05", "0.05 元", "伍分"),
        ("12345678.91", "12,345,678.91 元", "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角壹分"),
    ],
)
def test_money_is_shown_and_written_formally(yuan, shown, formal):
    assert show_yuan(Decimal(yuan)) == shown
    assert formal_yuan(Decimal(yuan)) == formal


@given(st.integers(1, 99_999_999))
def test_the_formal_form_reads_back_to_the_same_sum(yuan):
    assert parse_number(formal_yuan(Decimal(yuan)).removesuffix("元整")) == yuan


def test_money_outside_the_range_is_refused():
    assert to_fen(Decimal("0.005")) == 1
    with pytest.raises(ValueError, match="between"):
        formal_yuan(Decimal(-1))
