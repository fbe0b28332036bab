"""`law diff`, `law changes`, `law repairs`: what changed in a law, and when, and what the import repaired."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date, timedelta

from fawang.interfaces.cli.law.words import day
from fawang.reference.law.models import ArticleChange, ChangeKind
from fawang.reference.law.queries import defects, look_up
from fawang.reference.law.queries.history import changes_between, changes_of
from fawang.reference.law.queries.rows import today

SIGNS = {
    ChangeKind.REWORDED: "改",
    ChangeKind.MOVED: "移",
    ChangeKind.MOVED_REWORDED: "移并改",
    ChangeKind.ADDED: "增",
    ChangeKind.REMOVED: "删",
}
KINDS = {"new": "新法施行", "revised": "修改后的文本施行", "repealed": "废止"}


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """diff LAW | changes | repairs."""
    diff = commands.add_parser("diff", help="一部法律的新旧文本改了什么：diff 仲裁法")
    diff.add_argument("law", help="法律名称或简称")
    diff.add_argument("--on", type=day, default=None, help="看哪一天适用的文本，默认今天")
    diff.add_argument("--against", type=day, default=None, help="与哪一天的文本比，默认与它的前一个文本比")
    changes = commands.add_parser("changes", help="某一天或一段时间里哪些法律有变化：changes 2026-03-01")
    changes.add_argument(
        "first", type=day, nargs="?", default=None, help="哪一天，或从哪一天起；默认最近一年"
    )
    changes.add_argument("last", type=day, nargs="?", default=None, help="到哪一天；只写一天则只看当天")
    commands.add_parser("repairs", help="列出导入时发现和修正的错误")


def run_diff(args: argparse.Namespace) -> int:
    """0 when there is an earlier text to compare with, 1 otherwise."""
    asked = args.on or today()
    change = changes_of(args.law, asked, against=args.against)
    if change is None:
        print(look_up(args.law, "1", asked).message, file=sys.stderr)
        return 1
    if change.before is None:
        print(f"法律库里没有《{change.short_name}》可以比较的另一个文本。", file=sys.stderr)
        return 1
    print(f"《{change.law}》{change.before.version_date}文本 → {change.after.version_date}文本", end="")
    print(f"（{change.after.in_force_from}起施行）")
    for article in change.articles:
        if article.kind is not ChangeKind.SAME:
            _print_change(article)
    counts = "，".join(f"{sign} {change.count(kind)}" for kind, sign in SIGNS.items())
    print(f"{counts}，不变 {change.count(ChangeKind.SAME)}。", file=sys.stderr)
    return 0


def _print_change(change: ArticleChange) -> None:
    labels = [side.article for side in (change.before, change.after) if side]
    print(f"\n[{SIGNS[change.kind]}] {' → '.join(dict.fromkeys(labels))}")
    if change.parts:
        marks = {"": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
        print("".join(marks[part.sign][0] + part.text + marks[part.sign][1] for part in change.parts))
    elif change.kind is not ChangeKind.MOVED:
        side = change.after or change.before
        print(side.text if side else "")


def run_changes(args: argparse.Namespace) -> int:
    """0 when something changed, 1 when nothing did."""
    first, last = _span(args.first, args.last)
    found = changes_between(first, last)
    for change in found:
        note = f"（{change.note}）" if change.note and change.kind != "repealed" else ""
        print(f"{change.day} 《{change.short_name}》{KINDS[change.kind]}{note}")
    if not found:
        print(f"{first} 至 {last} 没有变化。", file=sys.stderr)
    return 0 if found else 1


def _span(first: date | None, last: date | None) -> tuple[date, date]:
    """One day when one is named; without any, from a year ago to all that is known ahead."""
    if first is None:
        return today() - timedelta(days=365), date.max
    return first, last or first


def run_repairs(_args: argparse.Namespace) -> int:
    """Every repair with the law, the article, what was wrong and what was done."""
    found = defects()
    for defect in found:
        print(f"{defect.law} {defect.article} {defect.kind}：{defect.detail}")
    counted = Counter(defect.kind for defect in found)
    print("，".join(f"{kind} {count}" for kind, count in counted.most_common()), file=sys.stderr)
    return 0
