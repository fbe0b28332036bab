"""The traps of the source, one by one, against the real library."""

from datetime import date

import pytest

from fawang.reference.law.models import ArticleState, LookupStatus
from fawang.reference.law.queries import (
    article_neighbours,
    find_article,
    find_paragraph,
    law_contents,
    list_laws,
    look_up,
    toc,
    versions_of,
)

pytestmark = pytest.mark.usefixtures("law_library")
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("law", "today", "later"),
    [("商标法", date(2019, 4, 23), date(2026, 6, 26)), ("农业法", date(2012, 12, 28), date(2026, 8, 28))],
)
def test_a_text_not_yet_in_force_waits_for_its_day(law, today, later):
    assert find_article(law, "第一条", TODAY).version_date == today
    assert find_article(law, "第一条", date(2026, 12, 31)).version_date == today
    assert find_article(law, "第一条", date(2027, 1, 1)).version_date == later
    assert find_article(law, "第一条", date(2027, 1, 2)).version_date == later


def test_an_article_only_the_coming_text_has_is_not_found_today():
    assert find_article("商标法", "第八十七条", TODAY) is None
    assert find_article("商标法", "第八十七条", date(2027, 1, 2)) is not None


@pytest.mark.parametrize("law", ["医疗保障法", "耕地保护和质量提升法"])
def test_a_new_law_not_yet_in_force_is_refused_with_its_day(law):
    looked = look_up(law, "第一条", TODAY)
    assert looked.status is LookupStatus.NOT_IN_FORCE
    assert "2027年1月1日起施行" in looked.message
    assert look_up(law, "第一条", date(2027, 1, 1)).status is LookupStatus.FOUND


def test_criminal_law_is_in_force_with_its_inserted_articles():
    wages = find_article("刑法", "第二百七十六条之一", TODAY)
    assert wages.text.startswith("以转移财产、逃匿等方法逃避支付劳动者的劳动报酬")
    assert (wages.number, wages.suffix) == (276, 1)
    assert find_article("刑法", "276", TODAY).text.startswith("由于泄愤报复")


def test_criminal_law_has_the_twelfth_amendment_from_its_day_on():
    before, since = (find_article("刑法", "165", day) for day in (date(2024, 2, 29), date(2024, 3, 1)))
    assert "其他公司、企业的董事" not in before.text
    assert since.text.split("\n")[1].startswith(
        "其他公司、企业的董事、监事、高级管理人员违反法律、行政法规规定"
    )
    assert '"' not in since.text


@pytest.mark.parametrize(
    ("article", "paragraph", "words"),
    [
        ("166", None, "（三）从自己的亲友经营管理的单位采购、接受不合格商品、服务的。"),
        ("169", 2, "其他公司、企业直接负责的主管人员"),
        ("387", 1, "情节特别严重的，处三年以上十年以下有期徒刑。"),
        ("387", 2, "在帐外暗中收受各种名义的回扣"),
        ("390", 2, "（七）将违法所得用于行贿的。"),
        ("391", 1, "情节严重的，处三年以上七年以下有期徒刑，并处罚金。"),
        ("391", 2, "单位犯前款罪的"),
        ("393", None, "情节特别严重的，处三年以上十年以下有期徒刑，并处罚金。"),
    ],
)
def test_every_article_of_the_twelfth_amendment_is_merged_and_the_rest_kept(article, paragraph, words):
    assert words in find_paragraph("刑法", article, paragraph, on=TODAY)


def test_a_struck_out_article_says_so():
    looked = look_up("刑法", "第一百九十九条", TODAY)
    assert looked.status is LookupStatus.DELETED
    assert "删去" in looked.message


def test_rural_land_contracting_law_is_in_force_although_the_source_says_repealed():
    assert find_article("农村土地承包法", "第一条", TODAY).text.startswith("为了巩固和完善")


@pytest.mark.parametrize("law", ["环境保护法", "大气污染防治法", "清洁生产促进法"])
def test_laws_repealed_by_the_environmental_code_end_on_its_day(law):
    assert find_article(law, "第一条", date(2026, 8, 14)) is not None
    looked = look_up(law, "第一条", date(2026, 8, 15))
    assert looked.status is LookupStatus.REPEALED
    assert "2026年8月15日起废止" in looked.message


def test_a_repeal_without_a_known_day_is_taken_as_done():
    assert look_up("乡镇企业法", "第一条", TODAY).status is LookupStatus.REPEALED


@pytest.mark.parametrize("article", ["1120", "1201"])
def test_an_article_the_source_lost_is_missing_not_absent(article):
    looked = look_up("生态环境法典", article, TODAY)
    assert looked.status is LookupStatus.MISSING_TEXT
    assert "待核" in looked.message


@pytest.mark.parametrize("article", ["1119", "1200"])
def test_an_article_that_swallowed_part_of_a_lost_one_is_marked(article):
    found = find_article("生态环境法典", article, TODAY)
    assert found.state is ArticleState.DAMAGED
    assert "\n境主管部门" not in found.text
    assert "待核" in found.warning


@pytest.mark.parametrize(
    ("law", "article", "words"),
    [
        ("仲裁法", "第九十六条", "自2026年3月1日起施行"),
        ("行政复议法", "第二十条", "自知道或者应当知道该行政行为之日起六十日内"),
        ("民事诉讼法", "第二百零五条", "申请司法确认的"),
        ("民事诉讼法", "第二百五十条", "申请执行的期间为二年"),
        ("治安管理处罚法", "第一百四十四条", "2026年1月1日起施行"),
        ("公司法", "第二百六十六条", "2024年7月1日起施行"),
        ("监狱法", "第一百二十一条", "2026年11月1日起施行"),
    ],
)
def test_renumbered_laws_have_the_numbers_of_today(law, article, words):
    assert words in find_article(law, article, TODAY).text


def test_civil_procedure_law_of_2023_applies_from_2024():
    assert find_article("民事诉讼法", "1", date(2023, 12, 31)) is None
    assert find_article("民诉法", "1", date(2024, 1, 1)).in_force_from == date(2024, 1, 1)


def test_amended_laws_start_when_their_amending_decision_says():
    starts = {
        law: versions_of(f"中华人民共和国{law}")[-1].in_force_from for law in ("网络安全法", "食品安全法")
    }
    assert starts == {"网络安全法": date(2026, 1, 1), "食品安全法": date(2025, 12, 1)}


def test_a_recent_amendment_without_a_known_start_carries_a_warning():
    assert "没有写明" in find_article("注册会计师法", "第一条", TODAY).warning
    assert find_article("劳动合同法", "第一条", TODAY).warning == ""


@pytest.mark.parametrize("article", ["204", "462", "594", "1258"])
def test_no_heading_hangs_on_an_article_of_the_civil_code(article):
    assert find_article("民法典", article, TODAY).text.endswith("。")


def test_the_anthem_law_is_clean_and_its_appendix_apart():
    last = find_article("国歌法", "第十六条", TODAY)
    assert last.text == "本法自2017年10月1日起施行。"
    assert last.annex.startswith("附件：")
    assert "height=" not in last.annex


def test_books_tell_equal_chapters_apart():
    property_rights, contracts = (find_article("民法典", n, TODAY).chapter for n in ("205", "463"))
    assert property_rights == "第二编 物权 / 第一分编 通则 / 第一章 一般规定"
    assert contracts == "第三编 合同 / 第一分编 通则 / 第一章 一般规定"
    assert find_article("民法典", "1260", TODAY).chapter == "附则"


@pytest.mark.parametrize(
    "name",
    [
        "劳动合同法",
        "中华人民共和国劳动合同法",
        "《劳动合同法》",
        " 劳 动合同法 ",
        "劳动合同法（2012修正）",
        "劳合法",
    ],
)
def test_a_law_is_known_by_all_its_names(name):
    assert find_article(name, "30", TODAY).law == "中华人民共和国劳动合同法"


@pytest.mark.parametrize(
    "name", ["", "法", "劳动", "' OR 1=1 --", "x" * 10_000, "\x00劳动合同法\x00", "民法典民法典"]
)
def test_what_names_no_law_finds_none(name):
    assert look_up(name, "30", TODAY).status is LookupStatus.NO_SUCH_LAW


@pytest.mark.parametrize(
    "article", ["", "0", "第零条", "9999", "全文", "第三十条; DROP TABLE articles", "三十款"]
)
def test_what_is_no_article_of_a_law_finds_none(article):
    assert look_up("劳动合同法", article, TODAY).status is LookupStatus.NO_SUCH_ARTICLE


def test_a_part_of_an_article_is_found():
    third = find_paragraph("法律援助法", "42", None, 3, TODAY)
    assert third.startswith("（三）申请支付劳动报酬")
    assert find_paragraph("法律援助法", "42", 9, None, TODAY) is None


def test_neighbours_cross_inserted_articles_and_end_at_the_ends():
    before, after = article_neighbours("刑法", "276", TODAY)
    assert (before.article, after.article) == ("第二百七十五条", "第二百七十六条之一")
    assert article_neighbours("劳动合同法", "1", TODAY)[0] is None
    assert article_neighbours("劳动合同法", "98", TODAY)[1] is None
    assert article_neighbours("劳动合同法", "99", TODAY) == (None, None)


def test_the_contents_hold_every_article_once_and_the_headings_span_them():
    articles = law_contents("民法典", TODAY)
    assert [a.number for a in articles] == list(range(1, 1261))
    headings = toc("民法典", TODAY)
    outermost = [h for h in headings if h.depth == 0]
    assert [h.heading[:3] for h in outermost] == [f"第{n}编" for n in "一二三四五六七"] + ["附则"]
    assert (outermost[0].first, outermost[0].last) == ("第一条", "第二百零四条")
    assert (outermost[-1].first, outermost[-1].last) == ("第一千二百五十九条", "第一千二百六十条")
    assert max(h.depth for h in headings) == 3


def test_an_unknown_law_has_no_contents():
    assert law_contents("太空法", TODAY) == []
    assert toc("太空法", TODAY) == []


def test_the_list_of_laws_follows_the_day():
    def names(day):
        return {entry.short_name for entry in list_laws(day)}

    assert "医疗保障法" not in names(TODAY)
    assert "医疗保障法" in names(date(2027, 1, 1))
    assert "环境保护法" not in names(TODAY)
    ended = {e.short_name: e for e in list_laws(TODAY, include_ended=True)}["环境保护法"]
    assert ended.version is None
    assert next(e for e in list_laws(TODAY) if e.short_name == "民法典").articles == 1260
