"""The repairs, each on a made-up law small enough to see whole, and their record on the real source."""

from collections import Counter
from datetime import date

import pytest

from fawang.reference.law.importer.amendments import merge_amendments
from fawang.reference.law.importer.build import Corrections, build_library, read_corrections
from fawang.reference.law.importer.dates import DateCorrection, amended_law, set_dates
from fawang.reference.law.importer.headings import repair_texts
from fawang.reference.law.importer.source import number_of_label, read_source
from fawang.reference.law.models import ArticleState
from fawang.reference.law.queries import defects
from fawang.reference.law.refusals import LawSourceDamaged
from tests.reference.law.sources import make_source

BASE = "中华人民共和国示例法"
CRIMINAL = "中华人民共和国刑法"


@pytest.fixture
def repaired(tmp_path):
    """Run the whole import of some laws but for the writing; gives {(name, version_date): version}."""

    def run(laws, corrections=(), first_book=""):
        found = []
        versions = read_source(make_source(tmp_path / "source.db", laws), found)
        for version in versions:
            repair_texts(version, first_book, found)
        versions = merge_amendments(versions, found)
        set_dates(versions, list(corrections), found)
        return {(v.name, v.version_date.isoformat()): v for v in versions}, found

    return run


def only(result):
    versions, _ = result
    return next(iter(versions.values()))


def test_leaked_headings_become_the_books_of_what_follows(repaired):
    law = only(
        repaired(
            [
                {
                    "name": BASE,
                    "chapter": "第一章 一般规定",
                    "articles": [
                        ("第一条", "甲。\n第二编 物 权\n第一分编 通 则"),
                        ("第二条", "乙。\n附 则"),
                        ("第三条", "丙。"),
                    ],
                }
            ],
            first_book="第一编 总则",
        )
    )
    assert [a.text for a in law.articles] == ["甲。", "乙。", "丙。"]
    assert [a.book for a in law.articles] == ["第一编 总则", "第二编 物权 / 第一分编 通则", "附则"]
    assert [a.chapter for a in law.articles] == ["第一章 一般规定", "第一章 一般规定", ""]


def test_a_sentence_that_speaks_of_a_book_is_no_heading(repaired):
    law = only(repaired([{"name": BASE, "articles": [("第一条", "甲。\n第二编 的规定适用于本条。")]}]))
    assert law.articles[0].text.endswith("适用于本条。")
    assert law.articles[0].book == ""


def test_an_article_that_is_nothing_but_a_heading_keeps_its_text(repaired):
    assert only(repaired([{"name": BASE, "articles": [("第一条", "附 则")]}])).articles[0].text == "附 则"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自然资源开发利 用和保护，限期 改正。", "自然资源开发利用和保护，限期改正。"),
        ("依照\\<某法\\>第一条。", "依照〈某法〉第一条。"),
        ("级数 税率", "级数 税率"),
        ("上海 | 每平方米，四十 元", "上海 | 每平方米，四十 元"),
        ("pH 值为 7 的，合格。", "pH 值为 7 的，合格。"),
    ],
)
def test_stray_spaces_leave_sentences_and_stay_in_tables(repaired, text, expected):
    assert only(repaired([{"name": BASE, "articles": [("第一条", text)]}])).articles[0].text == expected


def test_a_lost_number_is_a_gap_and_torn_words_are_cut(repaired):
    law = only(
        repaired(
            [
                {
                    "name": BASE,
                    "articles": [
                        ("第一条", "甲。\n境主管部门责令改正。"),
                        ("第三条", "丙。"),
                        ("第三条之一", "丁。"),
                        ("第四条", "戊。"),
                    ],
                }
            ]
        )
    )
    assert [str(gap) for gap in law.gaps] == ["第二条"]
    assert (law.articles[0].text, law.articles[0].state) == ("甲。", ArticleState.DAMAGED)


def test_a_repeated_number_keeps_its_first_text_and_is_recorded(repaired):
    versions, found = repaired([{"name": BASE, "articles": [("第一条", "先。"), ("第一条", "后。")]}])
    assert [a.text for v in versions.values() for a in v.articles] == ["先。"]
    assert [d.kind for d in found] == ["duplicate"]


def test_the_closing_article_decides_when_a_new_law_starts(repaired):
    law = only(
        repaired(
            [
                {
                    "name": BASE,
                    "version_date": "2026-06-01",
                    "effective": "2026-06-01",
                    "articles": [("第一条", "本法自2027年1月1日起施行。")],
                }
            ]
        )
    )
    assert (law.in_force_from, law.exact) == (date(2027, 1, 1), True)


def test_the_first_law_s_old_date_does_not_date_an_amended_text(repaired):
    law = only(
        repaired(
            [
                {
                    "name": BASE,
                    "version_date": "2020-05-01",
                    "effective": "1990-01-01",
                    "articles": [("第一条", "本法自1990年1月1日起施行。")],
                }
            ]
        )
    )
    assert (law.in_force_from, law.exact) == (date(2020, 5, 1), False)


def test_an_amending_decision_dates_the_text_it_made(repaired):
    versions, _ = repaired(
        [
            {
                "name": BASE,
                "version_date": "2025-10-28",
                "effective": "2000-01-01",
                "articles": [("第一条", "甲。")],
            },
            {
                "name": f"全国人民代表大会常务委员会关于修改《{BASE}》的决定",
                "kind": "修改决定",
                "version_date": "2025-10-28",
                "articles": [("条目一", "本决定自2026年1月1日起施行。")],
            },
        ]
    )
    law = versions[BASE, "2025-10-28"]
    assert (law.in_force_from, law.exact) == (date(2026, 1, 1), True)


def test_a_correction_overrides_everything(repaired):
    fix = DateCorrection(BASE, date(2020, 1, 1), date(2021, 7, 1), "依据")
    law = only(repaired([{"name": BASE, "articles": [("第一条", "甲。")]}], [fix]))
    assert law.in_force_from == date(2021, 7, 1)


def test_an_older_text_ends_where_the_newer_begins(repaired):
    versions, _ = repaired(
        [
            {"name": BASE, "status": "历史版本", "articles": [("第一条", "旧。")]},
            {
                "name": BASE,
                "version_date": "2026-08-28",
                "effective": "2027-01-01",
                "articles": [("第一条", "新。")],
            },
        ]
    )
    assert versions[BASE, "2020-01-01"].in_force_until == date(2027, 1, 1)
    assert versions[BASE, "2026-08-28"].in_force_until is None


def test_a_law_named_in_a_repeal_ends_and_its_own_forerunner_s_name_does_not_end_it(repaired):
    versions, _ = repaired(
        [
            {"name": "中华人民共和国旧法", "status": "已废止", "articles": [("第一条", "甲。")]},
            {
                "name": BASE,
                "version_date": "2026-03-01",
                "effective": "2026-08-15",
                "articles": [
                    ("第一条", f"本法自2026年8月15日起施行。《中华人民共和国旧法》、《{BASE}》同时废止。")
                ],
            },
        ]
    )
    assert versions["中华人民共和国旧法", "2020-01-01"].in_force_until == date(2026, 8, 15)
    assert versions[BASE, "2026-03-01"].in_force_until is None


@pytest.mark.parametrize(("mention", "ends"), [("依照旧法的规定。", False), ("依照别法的规定。", True)])
def test_a_repeal_without_any_text_is_believed_only_when_no_law_relies_on_it(repaired, mention, ends):
    versions, _ = repaired(
        [
            {"name": "中华人民共和国旧法", "status": "已废止", "articles": [("第一条", "甲。")]},
            {"name": BASE, "articles": [("第一条", mention)]},
        ]
    )
    assert (versions["中华人民共和国旧法", "2020-01-01"].in_force_until is not None) is ends


def criminal(*items):
    return [
        {
            "name": CRIMINAL,
            "version_date": "2020-12-26",
            "articles": [
                ("第一条", "一款旧。\n二款旧。"),
                ("第二条", "有下列情形的：\n（一）甲；\n（二）乙。"),
                ("第三条", "丙。"),
            ],
        },
        {
            "name": f"{CRIMINAL}修正案（十三）",
            "kind": "修正案",
            "version_date": "2025-01-01",
            "effective": "2025-03-01",
            "articles": [(f"条目{n}", item) for n, item in zip("一二三四五", items, strict=False)],
        },
    ]


@pytest.mark.parametrize(
    ("item", "label", "expected"),
    [
        ('将刑法第一条修改为："全新。\n"第二款。"', "第一条", "全新。\n第二款。"),
        ('将刑法第一条第二款修改为："二款新。"', "第一条", "一款旧。\n二款新。"),
        ('在刑法第三条中增加一款作为第二款，将该条修改为："丙。\n"丁。"', "第三条", "丙。\n丁。"),
        ('在刑法第三条后增加一条，作为第三条之一："插入。"', "第三条之一", "插入。"),
        ("删去刑法第三条。", "第三条", "（删去）"),
    ],
)
def test_an_amendment_that_says_its_whole_outcome_is_merged(repaired, item, label, expected):
    versions, _ = repaired(criminal(item))
    texts = {a.label: a.text for a in versions[CRIMINAL, "2025-01-01"].articles}
    assert texts[label] == expected
    earlier = {a.label: a.text for a in versions[CRIMINAL, "2020-12-26"].articles}
    assert earlier.get(label) != expected
    assert versions[CRIMINAL, "2025-01-01"].in_force_from == date(2025, 3, 1)


@pytest.mark.parametrize(
    "item",
    [
        '将刑法第二条第一款修改为："会弄丢两项。"',
        '将刑法第一条第五款修改为："没有这一款。"',
        '刑法第二条增加一项，作为第三项："丙；"原第三项改为第四项。',
        '将刑法第一条第一款中的"旧"修改为"新"。',
        '在刑法第二条中增加一款作为第二款："增加的。"\n原第二款作为第三款。',
    ],
)
def test_an_amendment_that_leaves_room_for_doubt_only_marks_the_article(repaired, item):
    versions, found = repaired(criminal(item))
    before, after = (
        {a.label: a for a in versions[CRIMINAL, day].articles} for day in ("2020-12-26", "2025-01-01")
    )
    label = "第一条" if "第一条" in item else "第二条"
    assert after[label].text == before[label].text
    assert after[label].state is ArticleState.AMENDED
    assert "待核" in after[label].note
    assert [d.kind for d in found if d.article == label] == ["amendment_not_merged"]


def test_an_amendment_older_than_the_text_is_in_it_already(repaired):
    laws = criminal("删去刑法第三条。")
    laws[1]["version_date"] = "2015-01-01"
    assert (CRIMINAL, "2015-01-01") not in repaired(laws)[0]


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("中华人民共和国刑法修正案（十二）", CRIMINAL),
        ("中华人民共和国刑法修正案", CRIMINAL),
        ("全国人民代表大会常务委员会关于修改《中华人民共和国网络安全法》的决定", "中华人民共和国网络安全法"),
        ("中华人民共和国宪法修正案（2018年）", None),
        (CRIMINAL, None),
    ],
)
def test_what_a_document_amends_is_told_by_its_name(name, law):
    assert amended_law(name) == law


@pytest.mark.parametrize(
    ("label", "number"), [("第二百七十六条之一", (276, 1)), ("条目十一", (11, 0)), ("全文", (0, 0))]
)
def test_labels_of_the_source_are_numbers(label, number):
    assert number_of_label(label) == number


def test_a_label_nobody_knows_stops_the_import(tmp_path):
    source = make_source(tmp_path / "s.db", [{"name": BASE, "articles": [("第X条", "甲。")]}])
    with pytest.raises(LawSourceDamaged, match="第X条"):
        read_source(source, [])


def test_a_file_that_is_no_database_stops_the_import(tmp_path):
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"not a database" * 100)
    with pytest.raises(LawSourceDamaged):
        read_source(junk, [])


def test_an_empty_source_makes_no_empty_library(tmp_path):
    source = make_source(tmp_path / "s.db", [])
    with pytest.raises(LawSourceDamaged):
        build_library(source, tmp_path / "out", Corrections([], {}), "stamp", lambda *_: None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dates: 3",
        "dates: []",
        "dates:\n  - {law: x}\nfirst_books: {}",
        "a: [",
        "dates:\n- {law: x, version_date: soon, in_force_from: 2024-01-01, reason: y}\nfirst_books: {}",
    ],
)
def test_a_corrections_file_of_another_shape_is_named(tmp_path, text):
    path = tmp_path / "corrections.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawSourceDamaged, match=r"corrections\.yaml"):
        read_corrections(path)


@pytest.mark.usefixtures("law_library")
def test_the_real_import_wrote_down_what_it_repaired():
    kinds = Counter(defect.kind for defect in defects())
    assert kinds["heading_leak"] == 35
    assert kinds["amendment_merged"] == 7
    assert kinds["amendment_not_merged"] == 0
    assert {d.law for d in defects() if d.kind == "wrong_status"} == {"中华人民共和国农村土地承包法"}
    assert {d.article for d in defects() if d.kind == "torn_text"} == {"第一千一百一十九条", "第一千二百条"}
    assert kinds["picture_residue"] >= 3
    assert "stray_characters" in kinds
