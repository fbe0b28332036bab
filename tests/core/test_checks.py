"""What a person types is checked, and a fault says what to do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.checks import (
    amount_fault,
    date_fault,
    identity_check_character,
    identity_number_fault,
    mobile_fault,
    normalise_identity,
    normalise_phone,
    parse_amount,
    parse_date,
    phone_fault,
)

TODAY = date(2026, 11, 21)


def identity(body: str) -> str:
    return body + identity_check_character(body)


GOOD = identity("99010419900101123")


def test_the_published_example_of_the_standard_passes():
    # GB 11643-1999 gives this number as its example.
    assert identity_check_character("11010519491231002") == "X"
    assert identity_number_fault("11010519491231002X", TODAY) is None


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(110000, 999999))
def test_every_well_formed_number_passes_and_every_wrong_digit_is_noticed(born, serial, region):
    number = identity(f"{region}{born:%Y%m%d}{serial:03d}")
    assert identity_number_fault(number, TODAY) is None
    for place in (0, 5, 14, 16):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert identity_number_fault(wrong, TODAY) is not None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写身份证"),
        (GOOD[:-1], "17 位"),
        (GOOD + "1", "19 位"),
        ("990104900101123", "15 位的老号码"),
        ("9901041990A101123X", "只能是数字"),
        (identity("99010419900230123"), "第 7 到 14 位"),
        (identity("99010418500101123"), "1850 年"),
        (identity("99010420270101123"), "2027 年"),
        (identity("00000019900101123"), "前 6 位"),
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), "校验不符"),
        ("<script>alert(1)</", "只能是数字"),
    ],
)
def test_identity_faults_say_what_to_do(typed, told):
    assert told in (identity_number_fault(typed, TODAY) or "")


def test_spaces_small_x_and_full_width_are_understood():
    number = "11010519491231002X"
    typed = " 110105 19491231 002ｘ "
    assert identity_number_fault(typed, TODAY) is None
    assert normalise_identity(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "+86 138-1234-5678",
        "008613812345678",
        "０５１７-83812345",
        "010 83812345",
        "(0517)8381234",
    ],
)
def test_good_phones(typed):
    assert phone_fault(typed) is None
    assert normalise_phone(typed).isdigit()


def test_one_phone_has_one_stored_form():
    assert normalise_phone("+86 138 1234 5678") == normalise_phone("１３８-1234-5678") == "13812345678"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写电话"),
        ("1381234567", "10 位"),
        ("138123456789", "12 位"),
        ("12012345678", "前三位"),
        ("83812345", "区号"),
        ("0517-123", "区号"),
        ("电话", "只能是数字"),
        ("13812345678;DROP", "只能是数字"),
        ("55", "11 位手机号码"),
    ],
)
def test_phone_faults_say_what_to_do(typed, told):
    assert told in (phone_fault(typed) or "")


def test_a_landline_cannot_receive_a_code():
    assert "手机号码" in (mobile_fault("0517-83812345") or "")
    assert mobile_fault("13812345678") is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("40000", 40000),
        ("4万", 40000),
        ("四万块", 40000),
        ("3万5", 35000),
        ("约三千元", 3000),
        ("¥ 1,200", 1200),
        ("贰万元整", 20000),
    ],
)
def test_amounts(typed, value):
    assert parse_amount(typed) == value
    assert amount_fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写金额"),
        ("-5", "负数"),
        ("很多", "只写数字"),
        ("0", "大于 0"),
        ("1.234", "小数"),
        ("999999999999", "多写了零"),
        ("1e5", "只写数字"),
        ("NaN", "只写数字"),
        ("Infinity", "只写数字"),
    ],
)
def test_amount_faults_say_what_to_do(typed, told):
    assert told in (amount_fault(typed) or "")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026年3月5日", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        ("20260305", date(2026, 3, 5)),
        ("3/5", date(2026, 3, 5)),
        ("12/31", date(2025, 12, 31)),
        ("去年3月5号", date(2025, 3, 5)),
        ("二〇二六年三月五日", date(2026, 3, 5)),
        ("三月十五日", date(2026, 3, 15)),
        ("昨天", date(2026, 11, 20)),
        ("２０２６年３月５日", date(2026, 3, 5)),
        ("2/29", date(2024, 2, 29)),
        ("十一月二十一日", TODAY),
    ],
)
def test_dates(typed, day):
    assert parse_date(typed, TODAY) == day
    assert date_fault(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写日期"),
        ("2月30日", "2 月没有 30 日"),
        ("2026-02-29", "2 月没有 29 日"),
        ("13/5", "没看懂"),
        ("明年吧", "没看懂"),
        ("2027年1月1日", "还没到"),
        ("1850年1月1日", "检查年份"),
        ("0000-01-01", "没看懂"),
    ],
)
def test_date_faults_say_what_to_do(typed, told):
    assert told in (date_fault(typed, TODAY) or "")


def test_a_day_to_come_is_fine_where_it_may_be():
    assert date_fault("2027年1月1日", TODAY, future=True) is None


@given(st.text(max_size=40))
def test_no_text_breaks_a_check(text):
    for check in (identity_number_fault, phone_fault, mobile_fault, amount_fault, date_fault):
        assert check(text) is None or "。" in (check(text) or "")
