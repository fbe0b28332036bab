"""What changed between two texts, and where an article went: on made-up texts and on the real library."""

from datetime import date

import pytest

from fawang.reference.law.likeness import pair_articles
from fawang.reference.law.models import ChangeKind, LookupStatus
from fawang.reference.law.queries import law_contents, look_up
from fawang.reference.law.queries.history import (
    article_in,
    changes_between,
    changes_of,
    compare,
    successor,
    texts_around,
)

TODAY = date(2026, 11, 21)


def test_articles_are_paired_by_their_words_and_used_once():
    before = [
        ("第一条", "为了保护湖泊里的水鸟，制定本办法。"),
        ("第二条", "渔船进出湖区应当提前三日登记。"),
        ("第三条", "本办法自公布之日起施行。"),
    ]
    after = [
        ("第一条", "为了保护湖泊里的水鸟，制定本办法。"),
        ("第二条", "冬季封湖期间禁止任何船只驶入。"),
        ("第三条", "渔船进出湖区应当提前五日登记。"),
        ("第四条", "本办法自公布之日起施行。"),
    ]
    pairs = pair_articles(before, after)
    assert [(p.before, p.after) for p in pairs] == [(0, 0), (1, 2), (2, 3)]
    assert [p.likeness == 1.0 for p in pairs] == [True, False, True]


def test_the_article_that_kept_its_number_is_preferred_among_equals():
    same = "本条已删去的内容不再适用。"
    pairs = pair_articles([("第五条", same)], [("第四条", same), ("第五条", same)])
    assert [(p.before, p.after) for p in pairs] == [(0, 1)]


def test_articles_that_share_no_words_are_not_paired():
    assert pair_articles([("第一条", "甲乙丙丁戊己庚辛")], [("第一条", "子丑寅卯辰巳午未")]) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("三日内受理", "五日内受理"), ("", "新写的"), ("旧的", ""), ("长" * 5000, "长" * 4999)],
)
def test_a_comparison_gives_both_wordings_back(before, after):
    parts = compare(before, after)
    assert "".join(p.text for p in parts if p.sign != "+") == before
    assert "".join(p.text for p in parts if p.sign != "-") == after


@pytest.mark.usefixtures("law_library")
class TestLibrary:
    """The texts of the Arbitration Law before and since 1 March 2026 are both in the library."""

    def test_every_article_of_both_texts_is_accounted_for_once(self):
        change = changes_of("仲裁法", TODAY)
        assert (change.before.version_date, change.after.version_date) == (
            date(2017, 9, 1),
            date(2025, 9, 12),
        )
        old = [c.before.article for c in change.articles if c.before]
        new = [c.after.article for c in change.articles if c.after]
        assert sorted(old) == sorted(a.article for a in law_contents("仲裁法", date(2026, 2, 28)))
        assert new == [a.article for a in law_contents("仲裁法", TODAY)]
        assert change.count(ChangeKind.REMOVED) + change.count(ChangeKind.ADDED) > 5

    def test_a_moved_article_says_where_it_went(self):
        before, after = texts_around("仲裁法", TODAY)
        went = successor(before, "第二十七条")
        assert (went.article, went.since, went.likeness) == ("第三十八条", date(2026, 3, 1), 1.0)
        assert article_in(after, went.article).text == article_in(before, "第二十七条").text

    def test_a_law_with_one_text_lists_no_changes(self):
        change = changes_of("劳动合同法", TODAY)
        assert (change.before, change.articles) == (None, ())
        assert changes_of("太空法", TODAY) is None

    def test_a_chosen_day_is_compared_against(self):
        change = changes_of("商标法", date(2027, 1, 2), against=TODAY)
        assert change.before.in_force_on(TODAY)
        assert changes_of("商标法", TODAY, against=TODAY).articles == ()

    def test_the_days_on_which_law_changed(self):
        march = {(c.kind, c.short_name) for c in changes_between(date(2026, 3, 1), date(2026, 3, 1))}
        assert {("revised", "仲裁法"), ("revised", "对外贸易法")} <= march
        august = {(c.kind, c.short_name) for c in changes_between(date(2026, 8, 15), date(2026, 8, 15))}
        assert {("new", "生态环境法典"), ("repealed", "环境保护法")} <= august

    def test_a_day_before_the_oldest_text_is_not_called_before_the_law(self):
        looked = look_up("劳动合同法", "第三十条", date(2010, 6, 1))
        assert looked.status is LookupStatus.NO_TEXT_THEN
        assert "待核" in looked.message
        assert look_up("民事诉讼法", "1", date(2019, 6, 1)).status is LookupStatus.NO_TEXT_THEN
        assert look_up("社会救助法", "1", date(2026, 6, 30)).status is LookupStatus.NOT_IN_FORCE
