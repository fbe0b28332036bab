"""Names: every short name leads to a law that is there, and a bureau can bring its own."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings

from fawang.reference.law.citations import cite
from fawang.reference.law.names import full_law_name, name_book, plain, regulation
from fawang.reference.law.queries import find_article, law_contents, list_laws
from fawang.reference.law.refusals import CitationRefused

pytestmark = pytest.mark.usefixtures("law_library")
CONTENT = Path(django_settings.CONTENT) / "law"
TODAY = date(2026, 11, 21)


def shipped(name):
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


def test_every_short_name_leads_to_a_law_of_the_library():
    wrong = {a: n for a, n in shipped("short-names").items() if full_law_name(a) != n}
    assert wrong == {}


def test_no_two_short_names_are_the_same_when_written_plainly():
    aliases = list(shipped("short-names"))
    assert len({plain(alias) for alias in aliases}) == len(aliases)


def test_every_regulation_is_found_by_each_of_its_names():
    for entry in shipped("known-regulations")["regulations"]:
        assert {regulation(name).name for name in entry["names"]} == {entry["names"][0]}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("《中华人民共和国民法典》", "民法典"),
        (" 民 法 典 ", "民法典"),
        ("刑法(2020修正)", "刑法"),
        ("刑法（2020年修正）", "刑法"),
        ("刑法修正案(十二)", "刑法修正案（十二）"),
        ("<<民法典>>", "民法典"),
        ("Ｃ法", "C法"),
    ],
)
def test_a_name_is_compared_without_its_dress(written, name):
    assert plain(written) == name


def test_an_amendment_keeps_its_number_and_is_found():
    assert find_article("刑法修正案(十二)", "第一条", TODAY).article == "条目一"


def test_a_bureau_s_own_short_names_take_the_place_of_ours(tmp_path, settings):
    own = tmp_path / "law"
    own.mkdir()
    (own / "short-names.yaml").write_text(
        "本地简称: 中华人民共和国民法典\n刑法: 中华人民共和国民法典\n空名: 没有这部法\n", encoding="utf-8"
    )
    settings.CONTENT_OVERLAY = tmp_path
    assert full_law_name("本地简称") == "中华人民共和国民法典"
    assert full_law_name("民诉法") is None
    assert full_law_name("刑法") == "中华人民共和国刑法", "no short name takes a law's own name away"
    assert full_law_name("空名") is None


def test_a_bureau_s_own_regulations_are_known(tmp_path, settings):
    own = tmp_path / "law"
    own.mkdir()
    (own / "known-regulations.yaml").write_text(
        "regulations:\n- names: [示例省法律援助条例]\n  issuer: 示例省人大常委会\n- names: [刑法]\n",
        encoding="utf-8",
    )
    settings.CONTENT_OVERLAY = tmp_path
    assert not cite("示例省法律援助条例", "3", on=TODAY).verified
    assert cite("刑法", "1", on=TODAY).verified, "a law of the library stays a law"
    with pytest.raises(CitationRefused):
        cite("工伤保险条例", "1", on=TODAY)


def test_every_law_in_force_can_be_opened_and_cited_from_end_to_end():
    """Each law's first and last article go through the gate; no article is empty or out of order."""
    for entry in list_laws(TODAY):
        articles = law_contents(entry.law, TODAY)
        assert articles, entry.law
        numbers = [(a.number, a.suffix) for a in articles if a.article.startswith("第")]
        # Decisions and amendments quote articles of other laws; only laws count upwards.
        if entry.kind == "法律" and entry.law.startswith("中华人民共和国"):
            assert numbers == sorted(numbers), entry.law
        for article in (articles[0], articles[-1]):
            assert article.text.strip(), (entry.law, article.article)
            found = find_article(entry.law, article.article, TODAY)
            assert found == article, (entry.law, article.article)


def test_no_text_carries_residue_of_the_source():
    residue = ("{width=", "height=", "\\<", "\\>", "\x00")
    for entry in list_laws(TODAY):
        for article in law_contents(entry.law, TODAY):
            assert not any(mark in article.text + article.annex for mark in residue), (
                entry.law,
                article.article,
            )


def test_no_heading_is_left_at_the_end_of_any_article():
    for entry in list_laws(TODAY):
        for article in law_contents(entry.law, TODAY):
            last = article.text.split("\n")[-1]
            assert not last.startswith("第") or last.endswith(("。", "；", "：", "”", '"', "）")), (
                entry.law,
                article.article,
                last,
            )


def test_names_of_laws_and_regulations_never_meet():
    book = name_book()
    assert not set(book.laws) & set(book.regulations)
    assert len(book.laws) > 400
