"""Where the words of a citation stand that does not hold: another article, an older or a coming text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from fawang.reference.law.library import signature
from fawang.reference.law.models import ArticleState, ArticleText, LawVersion
from fawang.reference.law.queries import find_article, law_contents, search, versions_of
from fawang.reference.law.queries.history import article_in, successor, texts_around
from fawang.reference.law.queries.rows import written
from fawang.reference.law.rules import contains_quote, skeleton

#: A shorter run of characters is in many articles; finding it elsewhere proves nothing.
SHORTEST_TRACE = 10
#: How long after a revision people still go by the old numbers.
HABIT = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Place:
    """The article that should have been cited, with a Chinese sentence that says so."""

    message: str
    law: str = ""
    article: str = ""
    text: str = ""

    @property
    def name(self) -> str:
        """《仲裁法》第二十七条, empty when no article is known."""
        return f"《{self.law}》{self.article}" if self.article else ""


def quoted_elsewhere(quote: str, law: str, day: date) -> Place | None:
    """Where the quoted words stand on the day: in the same law first, else in any other."""
    wanted = skeleton(quote)
    if len(wanted) < SHORTEST_TRACE:
        return None
    for article, body in _skeletons(law, day, signature()):
        if wanted in body:
            return Place(
                f"这段文字现在是{article.article}。", article.short_name, article.article, article.text
            )
    for hit in search(quote, 5, day):
        if contains_quote(hit.article.text, quote):
            found = hit.article
            message = f"这段文字出自《{found.short_name}》{found.article}。"
            return Place(message, found.short_name, found.article, found.text)
    return None


@lru_cache(maxsize=16)
def _skeletons(law: str, day: date, _library: tuple[str, int, int]) -> tuple[tuple[ArticleText, str], ...]:
    return tuple((a, skeleton(a.text)) for a in law_contents(law, day))


def in_coming_text(law: str, label: str, quote: str, day: date) -> Place | None:
    """The article in a text adopted but not yet in force, when it is there and says what is quoted."""
    for version in versions_of(law):
        if version.in_force_from <= day or version.in_force_from == version.in_force_until:
            continue
        article = _sound(version, label)
        if article and (not quote or contains_quote(article.text, quote)):
            begins = written(version.in_force_from)
            message = f"这是《{version.short_name}》{begins}起施行的文本，{written(day)}还没有生效。"
            return Place(message, version.short_name, label, article.text)
    return None


def in_old_text(law: str, label: str, quote: str, day: date) -> Place | None:
    """The article in a text that no longer applies on the day, and where it went."""
    for version in reversed(versions_of(law)):
        if version.in_force_until is None or version.in_force_until > day:
            continue
        article = _sound(version, label)
        if article and (not quote or contains_quote(article.text, quote)):
            return _went(version, label, day)
    return None


def _sound(version: LawVersion, label: str) -> ArticleText | None:
    """The article with words that can be relied on; a number struck out or a text damaged proves nothing."""
    article = article_in(version, label)
    return article if article and article.state is ArticleState.SOUND else None


def _went(version: LawVersion, label: str, day: date) -> Place:
    ended = written(version.in_force_until or day)
    old = f"《{version.short_name}》{label}是{ended}前适用的文本"
    place = successor(version, label)
    if place is None:
        return Place(f"{old}，现行文本里没有与它相当的条文。")
    found = find_article(place.law, place.article, day)
    # What was renumbered more than once is followed to the text of the day, or not at all.
    if found is None or place.since != found.in_force_from:
        return Place(f"{old}，之后已经修改，请核对现行文本。")
    how = "文字相同" if place.likeness == 1.0 else "文字有改动"
    message = f"{old}，现在是《{place.short_name}》{place.article}（{how}）。"
    return Place(message, place.short_name, place.article, found.text)


def where_repealed_went(law: str, label: str) -> Place | None:
    """What took the place of an article of a law that is repealed, when the words show it."""
    texts = versions_of(law)
    last = texts[-1] if texts else None
    if last is None or last.in_force_until is None or article_in(last, label) is None:
        return None
    place = successor(last, label)
    found = find_article(place.law, place.article, place.since) if place else None
    if place is None or found is None:
        return None
    message = f"相当的条文现在是《{place.short_name}》{place.article}，请核对。"
    return Place(message, place.short_name, place.article, found.text)


def number_has_moved(article: ArticleText, day: date) -> Place | None:
    """A warning for a citation that holds but may mean the old number: what bore it before the last revision
    stands elsewhere since. Only while people still go by the old numbers."""
    before, after = texts_around(article.law, day)
    if before is None or after is None or day - after.in_force_from > HABIT:
        return None
    place = successor(before, article.article)
    if place is None or place.article == article.article:
        return None
    message = (
        f"{written(after.in_force_from)}起条号有变：修订前的{article.article}现在是{place.article}；"
        "如果指的是修订前的条文，请改条号。"
    )
    found = find_article(place.law, place.article, day)
    return Place(message, place.short_name, place.article, found.text if found else "")
