"""A law as a whole: its articles, its headings, an article's neighbours, and the list of laws."""

from __future__ import annotations

from datetime import date

from fawang.reference.law.library import connect
from fawang.reference.law.models import ArticleText, Defect, LawEntry, LawVersion, TocEntry
from fawang.reference.law.names import full_law_name
from fawang.reference.law.queries.articles import find_article, versions_of
from fawang.reference.law.queries.rows import (
    ARTICLE_COLUMNS,
    JOINED,
    VERSION_COLUMNS,
    article_of,
    today,
    version_of,
)
from fawang.reference.law.rules import version_on


def list_laws(on: date | None = None, *, include_ended: bool = False) -> list[LawEntry]:
    """All laws by name, each with its text on the day; without `include_ended` only those in force."""
    day = on or today()
    texts: dict[str, list[LawVersion]] = {}
    for row in connect().execute(
        f"SELECT {VERSION_COLUMNS} FROM versions v JOIN laws l ON l.id = v.law_id"  # noqa: S608
    ):
        texts.setdefault(row["law"], []).append(version_of(row))
    counts = dict(connect().execute("SELECT version_id, count(*) FROM articles GROUP BY 1").fetchall())
    entries = []
    for row in connect().execute(
        "SELECT name, short_name, kind, issuer, department FROM laws ORDER BY short_name"
    ):
        version = version_on(texts[row["name"]], day)
        if version or include_ended:
            articles = counts.get(version.id, 0) if version else 0
            entries.append(
                LawEntry(
                    row["name"],
                    row["short_name"],
                    row["kind"],
                    row["issuer"],
                    version,
                    articles,
                    row["department"],
                )
            )
    return entries


def law_contents(law: str, on: date | None = None) -> list[ArticleText]:
    """All articles of a law in their order; empty when the law is unknown or not in force on the day."""
    name, day = full_law_name(law), on or today()
    version = version_on(versions_of(name), day) if name else None
    if version is None:
        return []
    rows = connect().execute(
        f"SELECT {ARTICLE_COLUMNS} FROM {JOINED} WHERE v.id = ? ORDER BY a.ordinal",  # noqa: S608
        (version.id,),
    )
    return [article_of(row, day) for row in rows]


def toc(law: str, on: date | None = None) -> list[TocEntry]:
    """The headings of a law with the first and last article under each; empty as `law_contents` is."""
    entries: list[TocEntry] = []
    # Where in `entries` each level of the last article's headings stands.
    open_at: list[int] = []
    path: list[str] = []
    for article in law_contents(law, on):
        headings = [h for h in (*article.chapter.split(" / "), article.section) if h]
        shared = 0
        while shared < min(len(path), len(headings)) and path[shared] == headings[shared]:
            shared += 1
        open_at = open_at[:shared]
        for depth, heading in enumerate(headings[shared:], start=shared):
            open_at.append(len(entries))
            entries.append(TocEntry(heading, depth, article.article, article.article))
        for index in open_at:
            entry = entries[index]
            entries[index] = TocEntry(entry.heading, entry.depth, entry.first, article.article)
        path = headings
    return entries


def article_neighbours(
    law: str, article: str, on: date | None = None
) -> tuple[ArticleText | None, ArticleText | None]:
    """The articles before and after one, None at either end or when the article is not found."""
    found, day = find_article(law, article, on), on or today()
    if found is None:
        return None, None
    version = version_on(versions_of(found.law), day)
    rows = connect().execute(
        f"SELECT {ARTICLE_COLUMNS} FROM {JOINED} WHERE v.id = :version AND abs(a.ordinal - "  # noqa: S608
        "(SELECT ordinal FROM articles WHERE version_id = :version AND label = :label)) = 1",
        {"version": version.id if version else 0, "label": found.article},
    )
    near = {(row["number"], row["suffix"]): article_of(row, day) for row in rows}
    here = (found.number, found.suffix)
    before = next((a for place, a in near.items() if place < here), None)
    after = next((a for place, a in near.items() if place > here), None)
    return before, after


def defects() -> list[Defect]:
    """Everything the import found wrong in the source and repaired or marked."""
    rows = connect().execute("SELECT kind, law, article, detail FROM defects ORDER BY law, rowid")
    return [Defect(*row) for row in rows]
