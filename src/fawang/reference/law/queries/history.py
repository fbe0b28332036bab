"""What changed from one text of a law to the next, and where an article went."""

from __future__ import annotations

from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import pairwise

from fawang.reference.law.library import connect
from fawang.reference.law.models import (
    ArticleChange,
    ArticleText,
    ChangeKind,
    DayChange,
    LawChange,
    LawVersion,
    Part,
    Successor,
)
from fawang.reference.law.names import full_law_name
from fawang.reference.law.queries.articles import versions_of
from fawang.reference.law.queries.rows import ARTICLE_COLUMNS, JOINED, VERSION_COLUMNS, article_of, version_of
from fawang.reference.law.rules import skeleton, version_on

#: A longer article is compared line by line: character by character it would take minutes.
LONGEST_COMPARED = 4000


def texts_around(law: str, day: date) -> tuple[LawVersion | None, LawVersion | None]:
    """The text before the one that applies on the day, and that one; None where there is none."""
    name = full_law_name(law)
    texts = versions_of(name) if name else []
    after = version_on(texts, day)
    earlier = [v for v in texts if after and v.in_force_from < after.in_force_from]
    return (earlier[-1] if earlier else None), after


def changes_of(law: str, day: date, *, against: date | None = None) -> LawChange | None:
    """What the text of a law on the day changed in the text before it, or in that of the day `against`.

    None when the law is unknown or has no text on the day; without an earlier text `before` is None and no
    article is listed. Raises LawLibraryMissing.
    """
    before, after = texts_around(law, day)
    if after is None:
        return None
    if against is not None:
        before = version_on(versions_of(after.law), against)
    if before is None or before.id == after.id:
        return LawChange(after.law, after.short_name, None, after)
    return LawChange(after.law, after.short_name, before, after, tuple(_compare(before, after)))


def _compare(before: LawVersion, after: LawVersion) -> list[ArticleChange]:
    old = {a.article: a for a in _articles(before)}
    new = {a.article: a for a in _articles(after)}
    came_from = {came: went for went, came in _pairs(before, after)}
    gone = set(came_from.values())
    changes: list[ArticleChange] = []
    waiting = list(old.values())
    for label, article in new.items():
        source = came_from.get(label)
        if source is None:
            changes.append(ArticleChange(ChangeKind.ADDED, None, article))
            continue
        # What was struck out is shown where it stood, before the first article that followed it.
        while waiting and waiting[0].article not in gone:
            changes.append(ArticleChange(ChangeKind.REMOVED, waiting.pop(0), None))
        if waiting and waiting[0].article == source:
            waiting.pop(0)
        else:
            waiting = [a for a in waiting if a.article != source]
        changes.append(_change(old[source], article))
    changes += [ArticleChange(ChangeKind.REMOVED, a, None) for a in waiting if a.article not in gone]
    return changes


def _change(before: ArticleText, after: ArticleText) -> ArticleChange:
    moved = before.article != after.article
    if skeleton(before.text) == skeleton(after.text):
        return ArticleChange(ChangeKind.MOVED if moved else ChangeKind.SAME, before, after)
    kind = ChangeKind.MOVED_REWORDED if moved else ChangeKind.REWORDED
    return ArticleChange(kind, before, after, compare(before.text, after.text))


def compare(before: str, after: str) -> tuple[Part, ...]:
    """Two wordings as runs of kept, struck out and new characters; joined without "-" they give `after`."""
    if max(len(before), len(after)) > LONGEST_COMPARED:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    else:
        old, new = list(before), list(after)
    parts: list[Part] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            parts.append(Part("", "".join(old[a:b])))
            continue
        if a < b:
            parts.append(Part("-", "".join(old[a:b])))
        if c < d:
            parts.append(Part("+", "".join(new[c:d])))
    return tuple(parts)


def _articles(version: LawVersion) -> list[ArticleText]:
    rows = connect().execute(
        f"SELECT {ARTICLE_COLUMNS} FROM {JOINED} WHERE v.id = ? ORDER BY a.ordinal",  # noqa: S608
        (version.id,),
    )
    return [article_of(row, version.in_force_from) for row in rows]


def _pairs(before: LawVersion, after: LawVersion) -> list[tuple[str, str]]:
    """(old label, new label); over more than one revision each step is followed."""
    steps = [
        v for v in versions_of(after.law) if before.in_force_from <= v.in_force_from <= after.in_force_from
    ]
    found: dict[str, str] | None = None
    for earlier, later in pairwise(steps):
        rows = connect().execute(
            "SELECT from_label, to_label FROM successions WHERE from_version = ? AND to_version = ?",
            (earlier.id, later.id),
        )
        step = dict(rows.fetchall())
        found = step if found is None else {a: step[b] for a, b in found.items() if b in step}
    return list((found or {}).items())


def article_in(version: LawVersion, label: str) -> ArticleText | None:
    """An article of one version by its label, whether that version applies or not."""
    row = (
        connect()
        .execute(
            f"SELECT {ARTICLE_COLUMNS} FROM {JOINED} WHERE v.id = ? AND a.label = ?",  # noqa: S608
            (version.id, label),
        )
        .fetchone()
    )
    return article_of(row, version.in_force_from) if row else None


def successor(version: LawVersion, label: str) -> Successor | None:
    """Where an article of one version stands in the text that followed, None when its words ended there."""
    row = (
        connect()
        .execute(
            "SELECT l.name, l.short_name, s.to_label, v.in_force_from, s.likeness FROM successions s"
            " JOIN versions v ON v.id = s.to_version JOIN laws l ON l.id = v.law_id"
            " WHERE s.from_version = ? AND s.from_label = ? ORDER BY s.likeness DESC LIMIT 1",
            (version.id, label),
        )
        .fetchone()
    )
    return Successor(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4]) if row else None


def changes_between(first: date, last: date) -> list[DayChange]:
    """Every law that is new, revised or repealed from the first to the last day, both included, newest first.

    Amending decisions and amendments are not listed: what they changed is listed under the law itself.
    """
    texts: dict[str, list[LawVersion]] = {}
    rows = connect().execute(
        f"SELECT {VERSION_COLUMNS} FROM versions v JOIN laws l ON l.id = v.law_id"  # noqa: S608
        " WHERE l.kind NOT IN ('修正案', '修改决定') ORDER BY v.in_force_from, v.version_date"
    )
    since = dict(connect().execute("SELECT name, known_since FROM laws").fetchall())
    for row in rows:
        texts.setdefault(row["law"], []).append(version_of(row))
    found: list[DayChange] = []
    for law, versions in texts.items():
        for index, version in enumerate(versions):
            if first <= version.in_force_from <= last:
                new = index == 0 and date.fromisoformat(since[law]) > version.in_force_from - timedelta(
                    days=1
                )
                kind = "new" if new else "revised"
                found.append(DayChange(version.in_force_from, kind, law, version.short_name, version.note))
        ended = versions[-1].in_force_until
        if ended and first <= ended <= last and versions[-1].in_force_from != ended:
            found.append(DayChange(ended, "repealed", law, versions[-1].short_name, versions[-1].note))
    return sorted(found, key=lambda change: (-change.day.toordinal(), change.kind, change.short_name))
