"""Works out which article of a new text took the place of which article of the old one.

Two kinds of texts follow each other: two versions of one law, and a law with the law that repealed it by
name. Nothing is written by hand; what the words do not show is not claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fawang.reference.law.importer.dates import TITLE
from fawang.reference.law.importer.source import DraftVersion
from fawang.reference.law.likeness import pair_articles


@dataclass(frozen=True)
class Succession:
    """Article `before` of one version is, in other or the same words, article `after` of a later one."""

    from_version: DraftVersion
    to_version: DraftVersion
    before: str
    after: str
    likeness: float


def successions(versions: Sequence[DraftVersion]) -> Iterator[Succession]:
    """Every pair of articles of texts that follow each other."""
    for earlier, later in _following(versions):
        old = [(article.label, article.text) for article in earlier.articles]
        new = [(article.label, article.text) for article in later.articles]
        for pair in pair_articles(old, new):
            yield Succession(earlier, later, old[pair.before][0], new[pair.after][0], pair.likeness)


def _following(versions: Sequence[DraftVersion]) -> Iterator[tuple[DraftVersion, DraftVersion]]:
    by_name: dict[str, list[DraftVersion]] = defaultdict(list)
    for version in versions:
        by_name[version.name].append(version)
    for texts in by_name.values():
        texts.sort(key=lambda v: (v.in_force_from, v.version_date))
        yield from pairwise(texts)
        last = texts[-1]
        for other in by_name.get(last.repealed_by, ()):
            if other.in_force_from == last.in_force_until:
                yield last, other


def known_since(versions: Sequence[DraftVersion]) -> dict[str, str]:
    """From when at the latest each law has been law, as an ISO date, which may be long before the oldest
    text the library has.

    Told by the source's own date of the first version, or by an older text that names the law in full.
    """
    since: dict[str, str] = {}
    for version in versions:
        # An imported text without a first day of its own has date.min there, which tells nothing.
        first = version.effective if version.effective > date.min else version.in_force_from
        day = min(first, version.in_force_from).isoformat()
        since[version.name] = min(since.get(version.name, day), day)
    for version in versions:
        day = version.version_date.isoformat()
        titles = {title for article in version.articles for title in TITLE.findall(article.text)}
        for name in titles & since.keys():
            since[name] = min(since[name], day)
    return since
