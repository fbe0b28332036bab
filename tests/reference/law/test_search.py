"""Search: fits, names read as names, and nothing a person types can hurt."""

import threading
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fawang.reference.law.grams import grams
from fawang.reference.law.queries import search

pytestmark = pytest.mark.usefixtures("law_library")
TODAY = date(2026, 11, 21)


def places(text, k=10, on=TODAY):
    return [(hit.article.short_name, hit.article.article) for hit in search(text, k, on)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("拒不支付劳动报酬罪", ("刑法", "第二百七十六条之一")),
        ("没有签订书面劳动合同 二倍工资", ("劳动合同法", "第八十二条")),
        ("请求工伤事故人身损害赔偿的进城务工人员免予核查经济困难状况", ("法律援助法", "第四十二条")),
        ("家庭暴力 人身安全保护令 申请", ("反家庭暴力法", "第二十三条")),
        ("夫妻感情破裂 准予离婚", ("民法典", "第一千零七十九条")),
    ],
)
def test_a_question_finds_its_article(question, expected):
    assert expected in places(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("劳动合同法第八十二条", ("劳动合同法", "第八十二条")),
        ("《民法典》第1079条是什么意思", ("民法典", "第一千零七十九条")),
        ("民诉法 225条 支付令", ("民事诉讼法", "第二百二十五条")),
        ("刑法第276条之一", ("刑法", "第二百七十六条之一")),
    ],
)
def test_an_article_that_is_named_comes_first(question, first):
    assert places(question)[0] == first


def test_scores_fall_and_no_article_comes_twice():
    hits = search("劳动合同法第三十条 劳动报酬 支付", 20, TODAY)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    found = [(h.article.law, h.article.article) for h in hits]
    assert len(found) == len(set(found)) == 20


def test_only_texts_in_force_on_the_day_are_found():
    today, later = (search("商标注册 恶意申请", 30, day) for day in (TODAY, date(2027, 1, 2)))
    versions = {h.article.version_date for h in today if h.article.short_name == "商标法"}
    assert versions == {date(2019, 4, 23)}
    assert {h.article.version_date for h in later if h.article.short_name == "商标法"} == {date(2026, 6, 26)}


def test_amendments_do_not_hide_the_law_they_amend():
    assert not any("修正案" in law for law, _ in places("拒不支付劳动报酬", 20))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "。，！",
        "的",
        "\x00\x01\x1b[2J",
        '"',
        '"劳动" AND',
        "劳动 NEAR(1 2)",
        "劳动*",
        "terms:劳动",
        "-劳动",
        "'; DROP TABLE articles; --",
        "(((",
        "劳动 OR",
        "NOT",
        "^劳动",
        "{劳动}",
        "🙂" * 50,
        "\ud83d",
        "a" * 1000,
    ],
)
def test_no_text_is_read_as_a_query_language(text):
    assert isinstance(search(text, 5, TODAY), list)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_can_be_searched(text):
    assert len(search(text, 3, TODAY)) <= 3


def test_a_hundred_kilobytes_are_cut_and_quick():
    began = time.thread_time()
    hits = search("老板拖欠农民工工资怎么办，" * 4000, 5, TODAY)
    assert time.thread_time() - began < 0.5
    assert hits


@pytest.mark.parametrize("k", [-1, 0])
def test_nothing_asked_for_nothing_given(k):
    assert search("劳动合同法第八十二条", k, TODAY) == []


def test_ten_threads_read_at_once():
    expected, found = places("劳动报酬"), []
    threads = [threading.Thread(target=lambda: found.append(places("劳动报酬"))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 10


def test_grams_are_pairs_of_neighbours_and_never_cross_punctuation():
    assert grams("劳动合同,ABC 12") == ["劳动", "动合", "合同", "abc", "12"]
    assert grams("我。你们") == ["我", "你们"]
    assert grams("！？\n") == []
