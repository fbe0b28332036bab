"""Search over the statutes in force: names read as names, everything else ranked by what is learned."""

from __future__ import annotations

import re
from datetime import date

from fawang.reference.law.grams import grams
from fawang.reference.law.library import connect
from fawang.reference.law.models import ArticleText, Hit
from fawang.reference.law.names import name_book
from fawang.reference.law.numbers import NUMERAL
from fawang.reference.law.queries.articles import find_article
from fawang.reference.law.queries.rows import ARTICLE_COLUMNS, JOINED, article_of, today
from fawang.reference.law.retrieval.installed import rank_installed
from fawang.reference.law.retrieval.refusals import RankingMissing

#: What a person types fits; a longer text is a document, and its beginning says what it is about.
LONGEST_QUERY = 400
#: A person reads ten; the most is for who measures or ranks again.
MOST_HITS = 1000
#: Rarer pairs say more; beyond this many the common ones only cost time.
MOST_TERMS = 32
#: A pair in more articles than this share says nothing about which one is meant.
COMMON_SHARE = 0.06
ARTICLE = re.compile(rf"第?\s*{NUMERAL}\s*条(?:\s*之\s*{NUMERAL})?")


def search(text: str, k: int = 10, on: date | None = None) -> list[Hit]:
    """The `k` articles in force on the day that fit the text best, best first.

    A text that names a law and an article gets that article first. Any text is safe: nothing in it is read
    as a query language. Empty when nothing fits. Raises LawLibraryMissing.
    """
    day = on or today()
    text = text[:LONGEST_QUERY]
    k = max(0, min(k, MOST_HITS))
    direct = _direct(text, day)
    ranked = _ranked(text, k + len(direct), day)
    top = max((hit.score for hit in ranked), default=0.0) + 1.0
    named = [Hit(hit.article, top + hit.score) for hit in direct]
    taken = {(hit.article.law, hit.article.article) for hit in named}
    rest = [hit for hit in ranked if (hit.article.law, hit.article.article) not in taken]
    return (named + rest)[:k]


def _direct(text: str, day: date) -> list[Hit]:
    """The articles that the text names outright: 劳动合同法第三十条, 民诉法 225条."""
    laws = name_book().laws
    hits: list[Hit] = []
    for found in ARTICLE.finditer(text):
        before = re.sub(r"[\s\u3000《》]", "", text[: found.start()])[-60:]
        # The longest known name that ends where the article number begins.
        name = next((laws[before[i:]] for i in range(len(before)) if before[i:] in laws), None)
        article = find_article(name, found.group(), day) if name else None
        if article and all(hit.article != article for hit in hits):
            hits.append(Hit(article, 1.0 - len(hits) / 100))
    return hits


def _ranked(text: str, k: int, day: date) -> list[Hit]:
    try:
        ranked = rank_installed(text, k, day)
    except RankingMissing:
        # The index is built after the library; until it stands, the library's own full-text search answers.
        return _by_words(text, k, day)
    articles = _articles([row for row, _ in ranked], day)
    return [Hit(articles[row], score) for row, score in ranked]


def _articles(rows: list[int], day: date) -> dict[int, ArticleText]:
    marks = ",".join("?" * len(rows))
    found = connect().execute(
        f"SELECT {ARTICLE_COLUMNS}, a.id AS row FROM {JOINED} WHERE a.id IN ({marks})",  # noqa: S608
        rows,
    )
    return {row["row"]: article_of(row, day) for row in found}


def _by_words(text: str, k: int, day: date) -> list[Hit]:
    terms = _telling_terms(text)
    if not terms or k <= 0:
        return []
    # Terms hold only Chinese characters, letters and digits, and stand in quotes: no operator can form.
    query = " OR ".join(f'"{term}"' for term in terms)
    rows = (
        connect()
        .execute(
            f"SELECT {ARTICLE_COLUMNS}, found.rank AS score FROM"  # noqa: S608
            " (SELECT rowid, rank FROM grams WHERE grams MATCH ? ORDER BY rank LIMIT ?) found"
            f" JOIN {JOINED.replace('articles a JOIN', 'articles a ON a.id = found.rowid JOIN', 1)}"
            " WHERE v.in_force_from <= ? AND (v.in_force_until IS NULL OR v.in_force_until > ?)"
            " AND a.state <> 'deleted' ORDER BY found.rank LIMIT ?",
            # Texts that no longer apply are indexed too and drop out here, so more are fetched than wanted.
            (query, 4 * k + 40, day.isoformat(), day.isoformat(), k),
        )
        .fetchall()
    )
    return [Hit(article_of(row, day), -float(row["score"])) for row in rows]


def _telling_terms(text: str) -> list[str]:
    """The distinct pairs of the text that the index knows, the rarest ones, without the empty ones."""
    distinct = list(dict.fromkeys(grams(text)))
    if not distinct:
        return []
    connection = connect()
    marks = ",".join("?" * len(distinct))
    counted = f"SELECT gram, articles FROM gram_counts WHERE gram IN ({marks})"  # noqa: S608
    counts = dict(connection.execute(counted, distinct).fetchall())
    total = connection.execute("SELECT max(rowid) FROM articles").fetchone()[0]
    known = sorted((term for term in distinct if term in counts), key=lambda term: counts[term])
    telling = [term for term in known if counts[term] <= COMMON_SHARE * total]
    return (telling or known[:3])[:MOST_TERMS]
