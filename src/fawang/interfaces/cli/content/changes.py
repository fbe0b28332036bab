"""`fawang content versions`, `check --changed`, `migrate`: running matters and the versions they are on."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from fawang.core.clock import now
from fawang.journeys.change_version import VERDICTS, MatterFit, look, move
from fawang.records.matters.queries.versions import VersionUse, counts_by_version, uses_of_versions
from fawang.reference.catalog import queries
from fawang.reference.catalog.differences import differences
from fawang.reference.catalog.holidays import content_roots
from fawang.reference.catalog.loader import load_catalog


def add_arguments(parts: Any) -> None:
    """migrate SERVICE [--to VERSION] [--apply]."""
    parser = parts.add_parser(
        "migrate",
        help="看在办事项能不能换到新版本；加 --apply 把能换的换过去",
        description="把每件在办事项的办理记录照新版本重走一遍。状态、期限、回答都对得上的才换；换的时候在办理记录"
        "里记一条。不加 --apply 只看不换。",
    )
    parser.add_argument("service", help="服务编码")
    parser.add_argument("--to", default="", metavar="版本", help="换到哪个版本；不写就是现行版本")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="只看不换（不写 --apply 时就是这样）")
    how.add_argument("--apply", action="store_true", help="把能换的换过去")
    parser.set_defaults(run=migrate)


def versions(args: argparse.Namespace) -> int:
    """How many running matters are on an old version."""
    current = {one.code: one for one in queries.list_services()}
    old = 0
    for code, version, count in counts_by_version():
        newest = current.get(code)
        if newest is None or newest.version != version:
            old += count
            state = "服务已下线" if newest is None else f"现行版本 {newest.version}"
            print(f"{code}：{count} 件在办事项仍用版本 {version}（{state}），照旧版本办完。")
    print(f"共有 {old} 件在办事项用的不是现行版本。")
    return 0


def print_changes() -> None:
    """For each old version that matters run on: how many, in which states, and what has changed since."""
    catalog = load_catalog(content_roots())
    found = 0
    for (code, version), uses in _old_uses().items():
        found += 1
        loaded = catalog.services.get(code)
        _print_use(code, version, uses)
        if loaded is None or loaded.definition is None:
            print("  这项服务已下线或者有错误，在办的照旧版本办完。")
            continue
        try:
            old = queries.get_service(code, version)
        except queries.UnknownService:
            print("  旧版本的内容没有找到，请从备份恢复后再比较。")
            continue
        for loc, words in differences(old, loaded.definition):
            fault = loaded.tree.fault(loc, words)
            print(f"  {fault}")
    if not found:
        print("在办事项用的都是现行版本。")


def _old_uses() -> dict[tuple[str, str], list[VersionUse]]:
    current = {row.code: row.version for row in queries.catalogue_index()}
    old: dict[tuple[str, str], list[VersionUse]] = {}
    for use in uses_of_versions():
        if current.get(use.code) != use.version:
            old.setdefault((use.code, use.version), []).append(use)
    return old


def _print_use(code: str, version: str, uses: list[VersionUse]) -> None:
    total = sum(use.matters for use in uses)
    print(f"{code}：{total} 件在办事项用版本 {version}")
    for use in uses:
        print(f"  状态 {use.state}：{use.matters} 件，{use.organisations} 个机构")


def migrate(args: argparse.Namespace) -> int:
    """One line for each running matter, then the sums; 1 when some do not fit."""
    asked = {"service": args.service, "version": args.to}
    found = move(**asked, now=now()) if args.apply else look(**asked)
    counted: Counter[str] = Counter()
    moved = 0
    for one in found:
        counted[one.verdict] += 1
        moved += one.moved
        _print_fit(one)
    told = "，".join(f"{name} {counted[key]} 件" for key, name in VERDICTS.items() if counted[key])
    print(f"{sum(counted.values())} 件在办事项用的是别的版本{'：' + told if told else ''}。")
    if args.apply:
        print(f"换过去 {moved} 件，其余照原来的版本办完。")
    elif counted["fits"]:
        print("还没有换。加 --apply 把能换的换过去。")
    return int(any(key != "fits" for key in counted))


def _print_fit(one: MatterFit) -> None:
    word = "已换" if one.moved else VERDICTS[one.verdict]
    reasons = f"：{'；'.join(one.reasons)}" if one.reasons else ""
    print(f"{one.number}　{one.version}　{one.state}　{word}{reasons}")
