"""How rows of the library become values; the words every query shares."""

from __future__ import annotations

import sqlite3
from datetime import date

from fawang.core.clock import day_of, now
from fawang.reference.law.models import ArticleState, ArticleText, LawVersion
from fawang.reference.law.rules import start_is_doubtful

VERSION_COLUMNS = (
    "v.id, l.name AS law, l.short_name, v.version_date, v.in_force_from, v.in_force_until, v.exact,"
    " v.note AS version_note, v.number AS document_number, v.origin"
)
ARTICLE_COLUMNS = (
    f"{VERSION_COLUMNS}, a.ordinal, a.label, a.number, a.suffix, a.book, a.chapter, a.section, a.text,"
    " a.annex, a.state, a.note AS article_note"
)
JOINED = "articles a JOIN versions v ON v.id = a.version_id JOIN laws l ON l.id = v.law_id"


def today() -> date:
    """The day on which the law is asked when nobody says otherwise."""
    return day_of(now())


def written(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def version_of(row: sqlite3.Row) -> LawVersion:
    """A row that has VERSION_COLUMNS as a version."""
    until = row["in_force_until"]
    return LawVersion(
        id=row["id"],
        law=row["law"],
        short_name=row["short_name"],
        version_date=date.fromisoformat(row["version_date"]),
        in_force_from=date.fromisoformat(row["in_force_from"]),
        in_force_until=date.fromisoformat(until) if until else None,
        exact=bool(row["exact"]),
        note=row["version_note"],
        number=row["document_number"],
        origin=row["origin"],
    )


def article_of(row: sqlite3.Row, day: date) -> ArticleText:
    """A row that has ARTICLE_COLUMNS as an article asked for on `day`."""
    version = version_of(row)
    warning = row["article_note"]
    if not warning and start_is_doubtful(version, day):
        warning = (
            f"本法于{written(version.version_date)}修改，数据源没有写明修改后的文字何时施行，"
            "暂按通过之日计算，请核对。"
        )
    return ArticleText(
        law=version.law,
        short_name=version.short_name,
        article=row["label"],
        text=row["text"],
        in_force_from=version.in_force_from,
        version_date=version.version_date,
        chapter=" / ".join(part for part in (row["book"], row["chapter"]) if part),
        in_force_until=version.in_force_until,
        section=row["section"],
        annex=row["annex"],
        state=ArticleState(row["state"]),
        warning=warning,
        number=row["number"],
        suffix=row["suffix"],
    )
