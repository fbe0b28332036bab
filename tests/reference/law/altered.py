"""Citations made wrong on purpose, drawn from the library itself by a seed; nothing is written by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from fawang.reference.law.library import connect
from fawang.reference.law.numbers import to_chinese
from fawang.reference.law.queries import law_contents, list_laws, versions_of
from fawang.reference.law.queries.history import _articles, successor
from fawang.reference.law.rules import contains_quote, paragraphs, skeleton

DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class Altered:
    """A text with one wrong citation, the true text it was made from (empty when there is none), the
    statuses that say what is wrong, and the article that is right (empty when none is expected)."""

    kind: str
    text: str
    true: str
    statuses: frozenset[str]
    right: str = ""


class Drawer:
    """Draws from the texts in force on a day, always the same for the same seed."""

    def __init__(self, seed: int, day: date) -> None:
        self.random, self.day = random.Random(seed), day
        self.laws = [e.law for e in list_laws(day) if e.articles >= 20]
        self.memory = {}

    def sound(self, law: str):
        if law not in self.memory:
            texts = [a for a in law_contents(law, self.day) if a.state.value == "sound" and a.number]
            self.memory[law] = [a for a in texts if a.article[0] == "第" and not set(a.text) & set("“|")]
        return self.memory[law]

    def article(self, accept: Callable[..., bool] = lambda _: True):
        while True:
            articles = [a for a in self.sound(self.random.choice(self.laws)) if accept(a)]
            if articles:
                return self.random.choice(articles)

    def quote(self, text: str, others: list[str]) -> str:
        """Words of a text that stand in none of the others, long enough to be traced; empty when none do."""
        lines = [line for line in text.split("\n") if len(skeleton(line)) >= 24]
        self.random.shuffle(lines)
        for line in lines:
            start = self.random.randrange(max(1, len(line) - 24))
            words = line[start : start + 24].strip("，。；：、（）")
            if len(skeleton(words)) >= 14 and not any(contains_quote(other, words) for other in others):
                return words
        return ""

    def own_words(self, article) -> str:
        return self.quote(article.text, [a.text for a in self.sound(article.law) if a != article])


def wrong_number(draw: Drawer) -> Altered | None:
    article = draw.article(lambda a: not a.suffix)
    words = draw.own_words(article)
    digits = [i for i, c in enumerate(article.article) if c in DIGITS]
    if not words or not digits:
        return None
    place = draw.random.choice(digits)
    other = draw.random.choice([d for d in DIGITS if d != article.article[place]])
    label = article.article[:place] + other + article.article[place + 1 :]
    cited = f"《{article.short_name}》{{}}规定：“{words}”。"
    return Altered(
        "number",
        cited.format(label),
        cited.format(article.article),
        frozenset({"renumbered", "misquoted", "no_such_article", "not_in_force"}),
        f"《{article.short_name}》{article.article}",
    )


def wrong_figure(draw: Drawer) -> Altered | None:
    article = draw.article(lambda a: any(f"{d}十" in a.text or f"{d}日" in a.text for d in DIGITS))
    words = draw.own_words(article)
    digits = [i for i, c in enumerate(words) if c in DIGITS]
    if not words or not digits:
        return None
    place = draw.random.choice(digits)
    other = draw.random.choice([d for d in DIGITS if d != words[place]])
    changed = words[:place] + other + words[place + 1 :]
    if any(contains_quote(a.text, changed) for a in draw.sound(article.law)):
        return None
    cited = f"《{article.short_name}》{article.article}规定：“{{}}”。"
    return Altered("figure", cited.format(changed), cited.format(words), frozenset({"misquoted"}))


def wrong_paragraph(draw: Drawer) -> Altered | None:
    article = draw.article(lambda a: len(paragraphs(a.text)) > 1)
    parts = paragraphs(article.text)
    true = draw.random.randrange(len(parts))
    words = draw.quote(parts[true], parts[:true] + parts[true + 1 :])
    if not words:
        return None
    other = draw.random.choice([i for i in range(len(parts) + 1) if i != true])
    cited = f"根据《{article.short_name}》{article.article}第{{}}款“{words}”"
    return Altered(
        "paragraph",
        cited.format(to_chinese(other + 1)),
        cited.format(to_chinese(true + 1)),
        frozenset({"misquoted", "no_such_article"}),
    )


def wrong_suffix(draw: Drawer) -> Altered | None:
    article = draw.article()
    labels = {a.article for a in draw.sound(article.law)}
    if article.suffix:
        words = draw.own_words(article)
        label, tail = article.article.partition("之")[0], f"“{words}”"
        if not words:
            return None
    else:
        label, tail = f"{article.article}之一", ""
        if label in labels:
            return None
    cited = f"《{article.short_name}》{{}}{tail}"
    statuses = frozenset({"no_such_article", "renumbered", "misquoted"})
    return Altered("suffix", cited.format(label), cited.format(article.article), statuses)


def repealed(draw: Drawer) -> Altered | None:
    ended = [
        v
        for row in connect().execute("SELECT name FROM laws WHERE name LIKE '%法' ORDER BY name")
        for v in versions_of(row["name"])[-1:]
        if v.in_force_until and v.in_force_until <= draw.day
    ]
    version = draw.random.choice(ended)
    article = draw.random.choice(_articles(version))
    place = successor(version, article.article)
    right = f"《{place.short_name}》{place.article}" if place else ""
    return Altered(
        "repealed", f"《{version.short_name}》{article.article}", "", frozenset({"repealed"}), right
    )


def not_yet(draw: Drawer) -> Altered | None:
    coming = connect().execute(
        "SELECT l.name FROM versions v JOIN laws l ON l.id = v.law_id WHERE v.in_force_from > ?"
        " ORDER BY l.name",
        (draw.day.isoformat(),),
    )
    version = versions_of(draw.random.choice([row["name"] for row in coming]))[-1]
    article = draw.random.choice(_articles(version))
    now = [a.text for a in law_contents(version.law, draw.day)]
    words = draw.quote(article.text, now)
    if not words or "“" in article.text:
        return None
    return Altered(
        "not_yet",
        f"《{version.short_name}》{article.article}规定：“{words}”",
        "",
        frozenset({"not_in_force"}),
        f"《{version.short_name}》{article.article}" if now else "",
    )


def renumbered(draw: Drawer) -> Altered | None:
    revised = connect().execute(
        "SELECT DISTINCT l.name FROM successions s JOIN versions f ON f.id = s.from_version"
        " JOIN versions t ON t.id = s.to_version JOIN laws l ON l.id = t.law_id"
        " WHERE f.law_id = t.law_id AND t.in_force_from <= ? AND s.from_label <> s.to_label ORDER BY l.name",
        (draw.day.isoformat(),),
    )
    law = draw.random.choice([row["name"] for row in revised])
    texts = [v for v in versions_of(law) if v.in_force_from <= draw.day]
    before = texts[-2]
    article = draw.random.choice(_articles(before))
    went = successor(before, article.article)
    others = [a.text for a in _articles(before) if a != article]
    words = draw.quote(article.text, others)
    if not words or went is None or went.article == article.article or "“" in article.text:
        return None
    still = [a for a in law_contents(law, draw.day) if contains_quote(a.text, words)]
    if any(a.article == article.article for a in still):
        return None
    right = f"《{went.short_name}》{still[0].article if still else went.article}"
    return Altered(
        "renumbered",
        f"《{before.short_name}》{article.article}规定：“{words}”",
        "",
        frozenset({"renumbered"}),
        right,
    )


KINDS = (wrong_number, wrong_figure, wrong_paragraph, wrong_suffix, repealed, not_yet, renumbered)


def draw_altered(seed: int, count: int, day: date) -> Iterator[Altered]:
    """`count` altered citations, every kind in turn."""
    draw = Drawer(seed, day)
    for index in range(count):
        made = None
        while made is None:
            made = KINDS[index % len(KINDS)](draw)
        yield made
