"""`fawang content …`: check the services and their data, show one, say what runs on which version."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from fawang.core.refusals import Refusal
from fawang.records.matters.queries.versions import counts_by_version
from fawang.reference.catalog import queries
from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.holidays import content_roots
from fawang.reference.catalog.schema import json_schema

NAME = "content"
HELP = "检查和查看服务内容 check the content, show a service, compare versions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """check | show CODE | versions."""
    parts = parser.add_subparsers(dest="part", required=True)
    check = parts.add_parser("check", help="检查全部内容，列出每一处错误所在的行")
    check.add_argument("--strict", action="store_true", help="没有法律库也算错误")
    check.add_argument("folders", nargs="*", type=Path, help="要检查的内容文件夹；不写就检查正在用的")
    show = parts.add_parser("show", help="显示一项服务")
    show.add_argument("service")
    show.add_argument("--json", action="store_true", help="完整定义")
    show.add_argument("--schema", action="store_true", help="申请表的 JSON Schema")
    parts.add_parser("versions", help="每项服务有多少在办事项还在用旧版本")


def run(args: argparse.Namespace) -> int:
    """0 when all is well, 1 when something is wrong."""
    if args.part == "check":
        return _check(tuple(args.folders) or content_roots(), args.strict)
    if args.part == "versions":
        return _versions()
    return _show(args)


def _check(roots: tuple[Path, ...], strict: bool) -> int:
    report = check_content(roots)
    for fault in report.faults:
        print(fault)
    for note in report.notes:
        print(note, file=sys.stderr)
    wrong = f"{len(report.faults)} 处错误" if report.faults else "没有错误"
    print(
        f"{report.services} 项服务，{report.cases} 个实例，{report.cites} 处引用"
        f"（其中 {report.unverified} 处待核）：{wrong}。"
    )
    return int(bool(report.faults) or (strict and bool(report.notes)))


def _show(args: argparse.Namespace) -> int:
    try:
        service = queries.get_service(args.service)
    except Refusal as refused:
        codes = "、".join(one.code for one in queries.list_services())
        print(f"{refused.message}\n现有：{codes}", file=sys.stderr)
        return 1
    if args.schema:
        print(json.dumps(json_schema(service), ensure_ascii=False, indent=2))
        return 0
    if args.json:
        print(service.model_dump_json(by_alias=True, exclude_defaults=True, indent=2))
        return 0
    print(f"{service.name}（{service.code}，版本 {service.version}）\n{service.summary}\n")
    for number, page in enumerate(service.form.pages, 1):
        when = f"　仅当 {json.dumps(page.show_if.root, ensure_ascii=False)}" if page.show_if else ""
        print(f"{number:>3}. {page.title}{when}")
    print()
    for action in service.steps.actions:
        there = service.steps.states[action.to].name if action.to else "（状态不变）"
        print(f"  {'、'.join(action.from_)} —{action.name}（{'、'.join(action.by)}）→ {there}")
    return 0


def _versions() -> int:
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
