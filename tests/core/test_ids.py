"""Case codes survive paper, telephone and clumsy fingers."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.ids import (
    ALPHABET,
    CaseCodeFault,
    format_case_code,
    new_case_code,
    new_token,
    normalise_case_code,
)


def test_a_new_code_has_the_shown_form_and_no_doubtful_letter():
    for _ in range(200):
        assert re.fullmatch(
            r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}",
            new_case_code(),
        )


def test_codes_do_not_repeat():
    assert len({new_case_code() for _ in range(5000)}) == 5000


@given(st.randoms(use_true_random=False))
def test_spacing_case_and_lookalikes_do_not_matter(random):
    code = new_case_code()
    typed = code.replace("0", random.choice("0oO")).replace("1", random.choice("1iIlL")).lower()
    typed = typed.replace("-", random.choice([" ", "", "—", " - ", "－", "\u200b"]))
    assert format_case_code(normalise_case_code(f"  {typed}\n")) == code


def test_full_width_letters_of_a_chinese_keyboard_are_understood():
    code = new_case_code()
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code)
    assert format_case_code(normalise_case_code(wide)) == code


def test_every_single_wrong_symbol_is_noticed():
    bare = normalise_case_code(new_case_code())
    for place, wrong in itertools.product(range(14), ALPHABET):
        if bare[place] != wrong:
            with pytest.raises(CaseCodeFault, match="输错"):
                normalise_case_code(bare[:place] + wrong + bare[place + 1 :])


def test_every_swap_of_two_symbols_is_noticed():
    bare = normalise_case_code(new_case_code())
    for a, b in itertools.combinations(range(14), 2):
        if bare[a] != bare[b]:
            swapped = list(bare)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            with pytest.raises(CaseCodeFault):
                normalise_case_code("".join(swapped))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请输入查询码"),
        ("  -  ", "请输入查询码"),
        ("ABCD-EFGH", "少了 6 位"),
        ("0" * 16, "多了 2 位"),
        ("UBCD-EFGH-JKMN-PQ", "字母 V"),
        ("ABCD-EFGH-JKMN-P?", "“?”"),
        ("ABCD-EFGH-JKMN-张三", "“张”"),
        ("' OR 1=1 --", "'"),
    ],
)
def test_a_fault_says_what_to_do(typed, told):
    with pytest.raises(CaseCodeFault) as refused:
        normalise_case_code(typed)
    assert told in refused.value.message


def test_tokens_are_long_and_safe_in_an_address():
    token = new_token()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token != new_token()
