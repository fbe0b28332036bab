"""One article: found, or a plain reason why not."""

from __future__ import annotations

import sqlite3
from datetime import date

from fawang.reference.law.library import connect
from fawang.reference.law.models import (
    ArticleState,
    ArticleText,
    LawVersion,
    Lookup,
    LookupStatus,
)
from fawang.reference.law.names import full_law_name
from fawang.reference.law.numbers import ArticleNumber, parse_article
from fawang.reference.law.queries.rows import (
    ARTICLE_COLUMNS,
    JOINED,
    VERSION_COLUMNS,
    article_of,
    today,
    version_of,
    written,
)
from fawang.reference.law.refusals import LawLibraryMissing
from fawang.reference.law.rules import paragraph_text, version_on


def library_ready() -> bool:
    """Whether there is a library that can be read."""
    try:
        connect()
    except LawLibraryMissing:
        return False
    return True


def find_article(law: str, article: str, on: date | None = None) -> ArticleText | None:
    """The article in the text that applies on the day, None when there is none to show.

    `law` is a full name or any known short one; `article` is 第四十二条, 42, 第276条之一 and the like. Raises
    LawLibraryMissing. `look_up` tells why nothing was found.
    """
    return look_up(law, article, on).article


def look_up(law: str, article: str, on: date | None = None) -> Lookup:
    """Find an article and say in Chinese what was found. Raises LawLibraryMissing."""
    name = full_law_name(law)
    if name is None:
        return Lookup(LookupStatus.NO_SUCH_LAW, f"法律库里没有《{law.strip(' 《》')[:60]}》，请核对名称。")
    day = on or today()
    version = version_on(versions_of(name), day)
    if version is None:
        status, message = why_none(name, day)
        return Lookup(status, message, law=name)
    wanted = parse_article(article)
    if wanted is None and article.strip() != "全文":
        message = f"“{article.strip()[:30]}”不是条号，请写成“第四十二条”或“42”。"
        return Lookup(LookupStatus.NO_SUCH_ARTICLE, message, law=name)
    return _in_version(version, wanted or ArticleNumber(0), article.strip(), day)


def _in_version(version: LawVersion, wanted: ArticleNumber, label: str, day: date) -> Lookup:
    connection = connect()
    row = connection.execute(
        f"SELECT {ARTICLE_COLUMNS} FROM {JOINED} WHERE v.id = ? AND a.number = ? AND a.suffix = ?"  # noqa: S608
        " ORDER BY a.label = ? DESC, a.label LIKE '条目%' LIMIT 1",
        # An amendment numbers its items and may quote articles of the same numbers.
        (version.id, wanted.number, wanted.suffix, label),
    ).fetchone()
    if row is None:
        return _absent(connection, version, wanted)
    article = article_of(row, day)
    if article.state is ArticleState.DELETED:
        message = f"《{version.short_name}》{article.article}已被删去，条号保留，没有内容。"
        return Lookup(LookupStatus.DELETED, message, law=version.law)
    return Lookup(LookupStatus.FOUND, "", article, version.law)


def _absent(connection: sqlite3.Connection, version: LawVersion, wanted: ArticleNumber) -> Lookup:
    gap = connection.execute(
        "SELECT 1 FROM gaps WHERE version_id = ? AND number = ? AND suffix = ?",
        (version.id, wanted.number, wanted.suffix),
    ).fetchone()
    if gap:
        message = f"《{version.short_name}》有{wanted}，但法律库的数据源缺少它的文字，待核。"
        return Lookup(LookupStatus.MISSING_TEXT, message, law=version.law)
    last = connection.execute(
        "SELECT label FROM articles WHERE version_id = ? ORDER BY ordinal DESC LIMIT 1", (version.id,)
    ).fetchone()
    message = (
        f"《{version.short_name}》（{version.version_date.year}年文本）没有{wanted}，"
        f"最后一条是{last['label'] if last else '无'}。"
    )
    return Lookup(LookupStatus.NO_SUCH_ARTICLE, message, law=version.law)


def why_none(law: str, day: date) -> tuple[LookupStatus, str]:
    """Why no text of the law applies on the day, with a Chinese sentence that says so."""
    texts = versions_of(law)
    if texts and all(v.in_force_from > day for v in texts):
        first = texts[0].in_force_from
        row = connect().execute("SELECT known_since FROM laws WHERE name = ?", (law,)).fetchone()
        if date.fromisoformat(row["known_since"]) <= day:
            message = (
                f"《{law}》在{written(day)}已有效力，但法律库里最早的文本自{written(first)}起施行，"
                "没有当时的文字，待核。"
            )
            return LookupStatus.NO_TEXT_THEN, message
        return LookupStatus.NOT_IN_FORCE, f"《{law}》自{written(first)}起施行，{written(day)}还没有生效。"
    ended = next((v.note for v in reversed(texts) if v.note), "")
    message = f"《{law}》在{written(day)}已经失效" + (f"（{ended}）。" if ended else "。")
    return LookupStatus.REPEALED, message


def find_paragraph(
    law: str, article: str, paragraph: int | None = None, item: int | None = None, on: date | None = None
) -> str | None:
    """The wording of 第…条第…款第…项; None when the article, the 款 or the 项 does not exist."""
    found = find_article(law, article, on)
    return paragraph_text(found.text, paragraph, item) if found else None


def versions_of(law: str) -> list[LawVersion]:
    """Every dated text of a law by its full name, in the order in which they apply."""
    rows = connect().execute(
        f"SELECT {VERSION_COLUMNS} FROM versions v JOIN laws l ON l.id = v.law_id"  # noqa: S608
        " WHERE l.name = ? ORDER BY v.in_force_from, v.version_date",
        (law,),
    )
    return [version_of(row) for row in rows]
