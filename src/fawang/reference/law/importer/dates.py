"""From when until when a text applies, worked out from the source's dates and the laws' own words.

The source's status column says what the newest text is, not what applies today: four laws that are not
yet in force are called 现行有效 there. Nothing below reads that column except to notice repeals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fawang.reference.law.importer.source import DraftVersion
from fawang.reference.law.models import Defect

EFFECTIVE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实行|生效)")
REPEALED = "已废止"
TITLE = re.compile(r"《([^《》]{2,60})》")
DECISION = re.compile(r"关于修改《([^》]+)》的决定$")
AMENDMENT = re.compile(r"^(.+法)修正案(?:（[一二三四五六七八九十]+）)?$")


@dataclass(frozen=True)
class DateCorrection:
    """A date that no text in the source tells, with where it is known from."""

    law: str
    version_date: date
    in_force_from: date
    reason: str


def set_dates(versions: list[DraftVersion], corrections: list[DateCorrection], defects: list[Defect]) -> None:
    """Fill `in_force_from`, `in_force_until`, `exact` and `note` of every version."""
    amending = _amending_dates(versions)
    corrected = {(c.law, c.version_date): c for c in corrections}
    for version in versions:
        correction = corrected.get((version.name, version.version_date))
        if correction:
            version.in_force_from = correction.in_force_from
            defects.append(Defect("wrong_date", version.name, "", f"施行日期改为{correction.in_force_from}"))
        else:
            _start(version, amending)
    _end_by_successor(versions, defects)
    _end_by_repeal(versions, defects)


def _start(version: DraftVersion, amending: dict[tuple[str, date], date]) -> None:
    told = _told_date(version)
    by_decision = amending.get((version.name, version.version_date))
    if version.stated_from:
        version.in_force_from = version.stated_from
    elif told and told >= version.version_date:
        version.in_force_from = told
    elif by_decision:
        version.in_force_from = by_decision
    elif version.effective >= version.version_date:
        version.in_force_from = version.effective
    else:
        # An amended text whose amending decision is not in the source: the day of its adoption stands in.
        version.in_force_from = version.version_date
        version.exact = False


def _told_date(version: DraftVersion) -> date | None:
    """The date the closing articles themselves name: 本法自…年…月…日起施行."""
    for article in reversed(version.articles[-3:]):
        # Amending decisions quote other dates; only the law's own last articles are decisive.
        found = EFFECTIVE.search(article.text)
        if found:
            return date(*(int(part) for part in found.groups()))
    return None


def _amending_dates(versions: list[DraftVersion]) -> dict[tuple[str, date], date]:
    """When the text of (law, version date) came into force, told by the amending document itself."""
    told: dict[tuple[str, date], date] = {}
    for version in versions:
        law = amended_law(version.name)
        if law:
            told[law, version.version_date] = _told_date(version) or version.effective
    return told


def amended_law(name: str) -> str | None:
    """The law that a 修正案 or a 修改决定 of this name amends, None for any other document."""
    found = DECISION.search(name) or AMENDMENT.match(name)
    return found[1] if found else None


def _end_by_successor(versions: list[DraftVersion], defects: list[Defect]) -> None:
    by_name: dict[str, list[DraftVersion]] = defaultdict(list)
    for version in versions:
        by_name[version.name].append(version)
    for name, texts in by_name.items():
        texts.sort(key=lambda v: (v.in_force_from, v.version_date))
        for earlier, later in pairwise(texts):
            earlier.in_force_until = later.in_force_from
            defects.append(
                Defect("versions", name, "", f"{earlier.version_date}文本适用至{later.in_force_from}前")
            )


def _end_by_repeal(versions: list[DraftVersion], defects: list[Defect]) -> None:
    repeals = _repeals(versions)
    for version in versions:
        stated = version.stated_until
        if stated and (version.in_force_until is None or stated < version.in_force_until):
            version.in_force_until, version.note = stated, f"自{stated:%Y年%-m月%-d日}起失效"
        ends = repeals.get(version.name, [])
        end, by = min(((day, law) for day, law in ends if day > version.in_force_from), default=(None, ""))
        if end and (version.in_force_until is None or end < version.in_force_until):
            version.in_force_until = end
            version.note = f"自{end:%Y年%-m月%-d日}起废止"
            version.repealed_by = by
        elif version.status == REPEALED and end is None:
            _doubtful_repeal(version, versions, defects)


def _repeals(versions: list[DraftVersion]) -> dict[str, list[tuple[date, str]]]:
    """Which laws a closing article names as repealed, from when, and by which law."""
    repeals: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for version in versions:
        for article in version.articles[-2:]:
            for sentence in article.text.split("。"):
                if "同时废止" not in sentence and "即行废止" not in sentence:
                    continue
                for title in TITLE.findall(sentence):
                    # A law that names itself means its own forerunner of the same title.
                    if title != version.name:
                        repeals[title].append((version.in_force_from, version.name))
    return repeals


def _doubtful_repeal(version: DraftVersion, versions: list[DraftVersion], defects: list[Defect]) -> None:
    """Marked repealed, but no text says so: believed only when no law still relies on it."""
    short = version.name.removeprefix("中华人民共和国")
    for other in versions:
        if other.name == version.name or other.status == REPEALED or other.in_force_until is not None:
            continue
        if any(short in article.text for article in other.articles):
            version.note = ""
            defects.append(
                Defect(
                    "wrong_status",
                    version.name,
                    "",
                    f"数据源标为已废止，但没有废止依据，且《{other.name}》仍在引用，按有效处理",
                )
            )
            return
    version.in_force_until = version.in_force_from
    version.note = "数据源标为已废止，废止日期不详，一律按已失效处理"
    defects.append(Defect("repeal_date_unknown", version.name, "", version.note))
