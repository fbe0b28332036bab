"""Cleaning keeps what a person meant; masks show what they may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.text import bigrams, clean, mask_identity, mask_name, mask_phone, one_line


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  欠我工资\u0000\u0007 ", "欠我工资"),
        ("ＡＢｃ１２３，你好！", "ABc123，你好！"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("一\n\n\n\n\n二", "一\n\n二"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("零\u200b宽\ufeff字", "零宽字"),
        ("多　　个\t 空格", "多 个 空格"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_cleaning(raw, cleaned):
    assert clean(raw) == cleaned


def test_cleaning_cuts_to_the_limit_and_leaves_no_hanging_space():
    assert clean("一二三 四五", 4) == "一二三"
    assert one_line("第一行\n第二行") == "第一行 第二行"


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


def test_bigrams_run_over_words_and_stop_at_marks():
    assert bigrams("欠薪，AB1。我") == ["欠薪", "ab", "b1", "我"]
    assert bigrams("拖欠工资") == ["拖欠", "欠工", "工资"]
    assert bigrams("！？ ") == []
    assert bigrams("哈哈哈") == ["哈哈", "哈哈"]


@given(st.text(alphabet="张三李四王五欠薪", min_size=2, max_size=12), st.data())
def test_every_part_of_a_text_is_found_by_its_bigrams(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    part = text[start : data.draw(st.integers(start + 2, len(text)))]
    assert set(bigrams(part)) <= set(bigrams(text))


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("051783812345", "********2345"), ("12345", "*****"), ("", "")],
)
def test_masked_phones(phone, shown):
    assert mask_phone(phone) == shown


def test_masked_identity_shows_neither_county_nor_birthday():
    shown = mask_identity("990104199001011237")
    assert shown == "990*************37"
    assert "1990" not in shown
    assert mask_identity("123") == "***"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("欧阳明月", "欧***"), ("买买提·艾力江", "买***"), ("", ""), ("王", "王*")],
)
def test_masked_names(name, shown):
    assert mask_name(name) == shown
