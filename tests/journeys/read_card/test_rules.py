"""What the lines of a card mean; above all, what is left empty."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.checks import identity_check_character, identity_number_fault
from fawang.gateways.ocr import Line
from fawang.journeys.read_card.rules import Card, read_card, read_rows

TODAY = date(2026, 11, 21)
NUMBER = "99012119850307001" + identity_check_character("99012119850307001")


def line(text: str, x: float, y: float, width: float = 0, height: float = 40, score: float = 0.98) -> Line:
    right = x + (width or 34 * len(text))
    return Line(text, ((x, y), (right, y), (right, y + height), (x, y + height)), score)


#: As the engine gives the lines of a real photo: labels apart or joined, digits in a box of their own.
FACE = [
    line("姓名", 70, 60),
    line("王建国", 180, 54),
    line("性别", 70, 140),
    line("男", 180, 138),
    line("民族汉", 290, 139),
    line("出生", 70, 215),
    line("1985", 180, 213),
    line("年3月7日", 280, 214),
    line("住址", 70, 295),
    line("示例省淮畔市石港县大王镇", 180, 293),
    line("柳树村12号", 180, 345),
    line("公民身份号码", 70, 545),
    line(NUMBER, 340, 540),
]
WANG = Card("王建国", NUMBER, "示例省淮畔市石港县大王镇柳树村12号")


def change(old: str, *new: Line) -> list[Line]:
    assert any(one.text == old for one in FACE)
    return [one for one in FACE if one.text != old] + list(new)


def turned(lines: list[Line], degrees: float) -> list[Line]:
    a = math.radians(degrees)
    return [
        Line(
            one.text,
            tuple((x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)) for x, y in one.box),
            one.score,
        )
        for one in lines
    ]


def test_a_clean_card() -> None:
    assert read_card(FACE, TODAY) == WANG


def test_the_order_of_the_lines_means_nothing() -> None:
    assert read_card(FACE[::-1], TODAY) == WANG


@pytest.mark.parametrize("degrees", [-12, -6, -2, 3, 8, 12])
def test_a_card_that_leans(degrees: float) -> None:
    assert read_card(turned(FACE, degrees), TODAY) == WANG


def test_labels_joined_to_their_values_and_spaces_and_wide_digits() -> None:
    wide = NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    joined = [
        line("姓 名 王 建 国", 70, 60),
        line("性别男民族汉", 70, 140),
        line("出生1985年3月7日", 70, 215),
        line("住址示例省淮畔市石港县大王镇", 70, 295),
        line("柳树村12号", 180, 345),
        line(f"公民身份号码 {wide}", 70, 540),
    ]
    assert read_card(joined, TODAY) == WANG


def test_letters_seen_in_the_place_of_digits() -> None:
    seen = NUMBER.replace("0", "O", 1).replace("1", "l", 1)
    assert read_card(change(NUMBER, line(seen, 340, 540)), TODAY).identity_number == NUMBER


def test_a_number_that_ends_in_a_small_x() -> None:
    births = (f"99010219561102{n:03}" for n in range(1000))
    first = next(one for one in births if identity_check_character(one) == "X")
    card = read_card([line(f"公民身份号码{first}x", 70, 540)], TODAY)
    assert card.identity_number == first + "X"


@pytest.mark.parametrize(
    "number",
    [
        NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"),  # the check character
        NUMBER[:5] + ("3" if NUMBER[5] != "3" else "4") + NUMBER[6:],  # a digit misread
        NUMBER[:-1],
        NUMBER + "1",
        "1" + NUMBER,
        "9901211985133100" + "11",
        "000000198503070011",
    ],
)
def test_a_number_that_is_not_certain_stays_empty(number: str) -> None:
    card = read_card(change(NUMBER, line(number, 340, 540)), TODAY)
    assert card.identity_number == ""
    assert card.name == "王建国"


def test_a_number_that_belies_the_birth_date_or_the_sex_stays_empty() -> None:
    other = "99012119860307001" + identity_check_character("99012119860307001")
    assert read_card(change(NUMBER, line(other, 340, 540)), TODAY).identity_number == ""
    assert read_card(change("男", line("女", 180, 138)), TODAY).identity_number == ""


def test_two_cards_in_one_picture_give_nothing() -> None:
    other = "99010219561102004" + identity_check_character("99010219561102004")
    below = [line("姓名李秀英", 70, 760), line(f"公民身份号码{other}", 70, 1240)]
    assert read_card([*FACE, *below], TODAY).empty
    assert read_card([*FACE, below[1]], TODAY).empty
    assert read_card([*FACE, below[0]], TODAY).empty


def test_the_side_with_the_emblem_is_told_from_the_face() -> None:
    back = [
        line("中华人民共和国", 300, 60),
        line("居民身份证", 300, 160),
        line("签发机关示例省淮畔市公安局", 100, 480),
        line("有效期限2016.01.01-2036.01.01", 100, 545),
    ]
    card = read_card(back, TODAY)
    assert card.back
    assert card.empty


@pytest.mark.parametrize(
    "name",
    ["阿依古丽·买买提", "欧阳春", "李·", "王", "王建国性别", "王建国123", "<script>alert(1)</script>", "Wang",
     "王' OR 1=1", "𬭎", "张𬭎", "王建国" * 30],
)  # fmt: skip
def test_a_name_is_a_name_or_nothing(name: str) -> None:
    good = {"阿依古丽·买买提", "欧阳春", "张𬭎"}
    read = read_card(change("王建国", line(name, 180, 54)), TODAY)
    assert read.name == (name if name in good else "")


def test_the_dot_of_a_name_is_written_the_one_way() -> None:
    for dot in "•・.．":
        read = read_card(change("王建国", line(f"阿依古丽{dot}买买提", 180, 54)), TODAY)
        assert read.name == "阿依古丽·买买提"


def test_unsure_lines_are_not_believed() -> None:
    card = read_card(change("王建国", line("王建囯", 180, 54, score=0.5)), TODAY)
    assert (card.name, card.identity_number) == ("", NUMBER)
    card = read_card(change("柳树村12号", line("柳树村12号", 180, 345, score=0.4)), TODAY)
    assert (card.name, card.address) == ("王建国", "")


def test_an_address_without_the_foot_of_the_card_may_be_cut_off() -> None:
    cut = [one for one in FACE if one.text not in ("公民身份号码", NUMBER)]
    assert read_card(cut, TODAY).address == ""


def test_an_address_of_three_rows_and_with_a_flat_number() -> None:
    lines = change("柳树村12号", line("柳树小区3-2号楼", 180, 345), line("1单元502室", 180, 397))
    assert read_card(lines, TODAY).address == "示例省淮畔市石港县大王镇柳树小区3-2号楼1单元502室"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("", 0, 0)],
        [line("   ", 0, 0)],
        [line("欠条 今借到王建国人民币四万元", 0, 0)],
        [Line("姓名王建国", ((math.nan, 0), (1, 0), (1, 1), (0, 1)), 0.99)],
        [Line("姓名王建国", ((math.inf, 0), (1, 0), (1, 1), (0, 1)), 0.99)],
        [line("9" * 100_000, 0, 0)],
        [line("姓名", 0, 10 * n) for n in range(5000)],
    ],
)
def test_what_is_no_card_gives_nothing_and_never_fails(lines: list[Line]) -> None:
    assert read_card(lines, TODAY).empty


def test_an_iou_with_a_number_in_it_is_no_name_and_no_address() -> None:
    iou = [
        line("借条", 100, 0),
        line(f"今借到李四(身份证{NUMBER})四万元", 0, 60),
        line("2026年3月5日", 0, 120),
    ]
    card = read_card(iou, TODAY)
    assert (card.name, card.address) == ("", "")


text = st.text(
    alphabet=st.sampled_from("姓名性别男女出生年月日住址公民身份号码王建国·0123456789Xx <>'\"\u202e\x00"),
    max_size=40,
)
edge = st.floats(-5000, 5000)


@given(st.lists(st.tuples(text, edge, edge, st.floats(1, 900), st.floats(0, 1)), max_size=20))
def test_whatever_is_read_what_comes_out_passes_its_checks(found) -> None:
    card = read_card([line(t, x, y, w, score=s) for t, x, y, w, s in found], TODAY)
    if card.identity_number:
        assert identity_number_fault(card.identity_number, TODAY) is None
    for words in (card.name, card.address):
        assert not set(words) & set("<>'\"\u202e\x00")
    assert len(card.name) <= 100
    assert len(card.address) <= 80


def test_rows_are_read_from_the_left() -> None:
    rows = read_rows([line("国", 300, 12), line("王", 100, 10), line("建", 200, 8), line("下", 0, 80)])
    assert [row.text for row in rows] == ["王建国", "下"]
