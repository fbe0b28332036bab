"""The citation gate: what it lets out, what it refuses, and what it says to the reader."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fawang.reference.law.citations import FindingStatus, check_text, cite
from fawang.reference.law.names import name_book
from fawang.reference.law.queries import find_article
from fawang.reference.law.refusals import CitationRefused

pytestmark = pytest.mark.usefixtures("law_library")
TODAY = date(2026, 11, 21)
WAGES = "用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬。"


def statuses(text, on=TODAY):
    return [finding.status.value for finding in check_text(text, on)]


def test_a_citation_carries_the_article_s_own_words():
    cited = cite("劳动合同法", "30", on=TODAY)
    assert (cited.law, cited.article, cited.verified) == ("中华人民共和国劳动合同法", "第三十条", True)
    assert cited.text == find_article("劳动合同法", "30", TODAY).text
    assert cited.note == ""


def test_a_part_of_an_article_is_cited_as_that_part():
    cited = cite("法律援助法", "第四十二条", "申请支付劳动报酬", TODAY, item=3)
    assert cited.article == "第四十二条第三项"
    assert cited.text.startswith("（三）")


@pytest.mark.parametrize(
    ("law", "article", "quote", "status"),
    [
        ("太空法", "第一条", "", "no_such_law"),
        ("", "第一条", "", "no_such_law"),
        ("民法典", "第一千二百六十一条", "", "no_such_article"),
        ("民法典", "随便哪条", "", "no_such_article"),
        ("刑法", "第一百九十九条", "", "no_such_article"),
        ("医疗保障法", "第一条", "", "not_in_force"),
        ("环境保护法", "第一条", "", "repealed"),
        ("商标法", "第八十七条", "", "not_in_force"),
        ("劳动合同法", "第三十条", "用人单位可以不支付劳动报酬", "misquoted"),
        ("法律援助法", "第四十三条", "应当自收到法律援助申请之日起十日内进行审查", "misquoted"),
        ("民事诉讼法", "第一百九十四条", "经依法设立的调解组织调解达成调解协议", "renumbered"),
        ("办理法律援助案件程序规定", "第四十七条", "", "no_such_article"),
    ],
)
def test_what_does_not_hold_is_refused_by_name(law, article, quote, status):
    with pytest.raises(CitationRefused) as refusal:
        cite(law, article, quote, TODAY)
    assert refusal.value.status == status
    assert refusal.value.message.endswith("。")


def test_a_part_that_the_article_lacks_is_refused():
    with pytest.raises(CitationRefused, match="没有第九项"):
        cite("法律援助法", "42", on=TODAY, item=9)


def test_a_quote_from_another_paragraph_is_refused():
    with pytest.raises(CitationRefused, match="不在所引的款、项"):
        cite("劳动合同法", "30", "可以依法向当地人民法院申请支付令", TODAY, paragraph=1)


def test_a_renumbered_quote_is_told_its_number_of_today():
    with pytest.raises(CitationRefused, match="第二百零五条"):
        cite("民事诉讼法", "第一百九十四条", "经依法设立的调解组织调解达成调解协议", TODAY)


def test_words_of_another_law_are_told_whose_they_are():
    with pytest.raises(CitationRefused, match="《法律援助法》第四十三条"):
        cite("劳动合同法", "第三十条", "法律援助机构应当自收到法律援助申请之日起七日内进行审查", TODAY)


@pytest.mark.parametrize("law", ["保障农民工工资支付条例", "《工伤保险条例》", "劳动争议司法解释一"])
def test_a_known_regulation_is_named_without_text(law):
    cited = cite(law, "30", on=TODAY)
    assert (cited.verified, cited.text, cited.note) == (False, "", "待核")
    assert cited.article == "第三十条"


def test_even_a_quote_of_a_regulation_is_not_vouched_for():
    assert not cite("保障农民工工资支付条例", "30", "随便什么话", TODAY).verified


@pytest.mark.parametrize("article", ["1119", "1120", "1200", "1201"])
def test_an_article_the_source_damaged_is_not_vouched_for(article):
    cited = cite("生态环境法典", article, on=TODAY)
    assert (cited.verified, cited.text, cited.note) == (False, "", "待核")


def test_the_gate_goes_by_the_day():
    assert cite("商标法", "87", on=date(2027, 1, 2)).verified
    assert cite("环境保护法", "1", on=date(2026, 8, 14)).verified


def test_every_known_regulation_has_an_issuer_and_takes_no_name_from_a_law():
    book = name_book()
    assert len({r.name for r in book.regulations.values()}) >= 20
    assert all(r.issuer for r in book.regulations.values())
    assert not set(book.laws) & set(book.regulations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依据《劳动合同法》第三十条", ["ok"]),
        ("依据《中华人民共和国劳动合同法》（2012年修正）第30条第一款", ["ok"]),
        ("根据劳动合同法第三十条、第八十五条和第四十六条", ["ok"] * 3),
        ("刑法第276条之一", ["ok"]),
        ("民诉法225条", ["ok"]),
        ("民法典合同编第五百零九条", ["ok"]),
        ("<<民法典>>第9999条", ["no_such_article"]),
        ("民\u200b法典第9999条", ["no_such_article"]),
        ("《太空法》第三条", ["no_such_law"]),
        ("月球殖民法第三条", ["no_such_law"]),
        ("《法律援助法》第四十二条第九项", ["no_such_article"]),
        ("《医疗保障法》第一条", ["not_in_force"]),
        ("《保障农民工工资支付条例》第三十条", ["unverified"]),
        ("我公司规定第三条", ["unverified"]),
        ("最高人民法院关于适用《中华人民共和国民法典》有关担保制度的解释第三条", ["unverified"]),
        (f"劳动合同法第三十条规定：“{WAGES}”", ["ok"]),
        ("劳动合同法第三十条规定：“老板不给钱就去堵门”", ["misquoted"]),
        ("劳动合同法第三十条规定：“用人单位应当……及时足额支付劳动报酬”", ["ok"]),
        (f"《劳动合同法》第二十九条、第三十条规定：“{WAGES}”", ["ok", "ok"]),
        (f"“{WAGES}”（《劳动合同法》第三十条）", ["ok"]),
        ("“自收到申请之日起十日内进行审查并作出决定”（《法律援助法》第四十三条）", ["misquoted"]),
        ("民事诉讼法第一百九十四条规定：“经依法设立的调解组织调解达成调解协议”", ["renumbered"]),
        ("《法律援助法》第四十三条所称的“七日”", ["ok"]),
    ],
)
def test_citations_in_a_text_are_found_and_judged(text, expected):
    assert statuses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有法条",
        "本合同第三条",
        "《劳动合同》第三条约定",
        "该法第三条",
        "第三条",
        "发了3条短信",
        "方法第三条",
        "本法第五条",
    ],
)
def test_what_cites_no_statute_is_left_alone(text):
    assert check_text(text, TODAY) == []


def test_a_number_after_a_citation_is_no_further_article():
    assert len(check_text("见民法典第三条，3条短信为证", TODAY)) == 1


def test_a_finding_says_where_it_stands():
    text = "前言。\u200b根据《劳动合同法》第三十条、第九百条。"
    first, second = check_text(text, TODAY)
    assert text[first.start : first.end] == first.text == "《劳动合同法》第三十条"
    assert text[second.start : second.end] == "第九百条"
    assert second.status is FindingStatus.NO_SUCH_ARTICLE
    assert second.refused
    assert first.as_json()["status"] == "ok"


@pytest.mark.parametrize(
    "hostile",
    [
        "《" * 20_000,
        "《民法典》第" * 5_000,
        "“" * 20_000,
        "关于" * 20_000,
        "民" * 50_000,
        "第一条" * 10_000,
        "《民法典》第一条" + "、第一条" * 3_000,
    ],
)
def test_hostile_texts_end_in_time(hostile):
    assert isinstance(check_text(hostile, TODAY), list)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="《民法典刑》第一二三九条之款项、和“”（）该法规定：的 \u200b\n1", max_size=60))
def test_any_text_can_be_checked(text):
    for finding in check_text(text, TODAY):
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    ("text", "status", "right"),
    [
        # The 2017 text's own words under its own number.
        ("仲裁法第二十七条“申请人可以放弃或者变更仲裁请求”", "renumbered", "《仲裁法》第三十八条"),
        ("《大气污染防治法》第九十九条", "repealed", "《生态环境法典》"),
        ("《商标法》第八十七条", "not_in_force", "《商标法》第八十七条"),
        ("《劳动合同法》第三十条", "ok", ""),
    ],
)
def test_a_citation_of_another_text_is_told_the_right_one(text, status, right):
    (finding,) = check_text(text, TODAY)
    assert finding.status.value == status
    assert finding.right.startswith(right)
    assert bool(finding.right_text) == bool(right)


def test_a_number_that_moved_is_warned_of_unless_its_words_are_quoted():
    (finding,) = check_text("《仲裁法》第二十七条", TODAY)
    assert not finding.refused
    assert "条号有变" in finding.message
    assert finding.right == "《仲裁法》第三十八条"
    words = find_article("仲裁法", "27", TODAY).text.split("。")[0]
    assert check_text(f"《仲裁法》第二十七条“{words}”", TODAY)[0].message == ""


def test_words_belong_to_the_citation_next_to_them():
    text = "〔民法典第一千一百三十五条〕〔民法典第一千一百三十六条“打印遗嘱应当有两个以上见证人在场见证”〕"
    assert [(f.status.value, bool(f.quote)) for f in check_text(text, TODAY)] == [("ok", False), ("ok", True)]


def test_this_law_inside_a_quote_is_no_citation_of_its_own():
    text = "《仲裁法》第八十四条规定：“证据证明涉外仲裁裁决有本法第八十三条第一款规定的”。"
    assert [f.law for f in check_text(text, TODAY)] == ["中华人民共和国仲裁法"]
