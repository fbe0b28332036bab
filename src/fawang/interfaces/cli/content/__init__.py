"""`fawang content …`: check the services and their data, count them, show one, make one, see what a change
does to running matters."""

from __future__ import annotations

import argparse
from pathlib import Path

from fawang.interfaces.cli.content import changes, checking, making, showing, stats

NAME = "content"
HELP = "检查、统计、查看和新增服务内容 check, count, show and make services"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """check | stats | show CODE | versions | migrate CODE | new FAMILY/SERVICE --like OTHER."""
    parts = parser.add_subparsers(dest="part", required=True)
    check = parts.add_parser(
        "check",
        help="检查全部内容，列出每一处错误所在的行",
        description="检查全部内容。退出码：0 全部核对过、没有错误；1 有错误；3 没有发现错误，但有没能核对的"
        "（例如还没有法律库）。",
    )
    check.add_argument("--strict", action="store_true", help="没能核对的也算错误（退出码 1）")
    check.add_argument("--changed", action="store_true", help="再列出在办事项所用的旧版本和现行版本的不同")
    check.add_argument("folders", nargs="*", type=Path, help="要检查的内容文件夹；不写就检查正在用的")
    check.set_defaults(run=checking.run)
    stats.add_arguments(parts)
    show = parts.add_parser("show", help="显示一项服务")
    show.add_argument("service")
    show.add_argument("--json", action="store_true", help="完整定义")
    show.add_argument("--schema", action="store_true", help="申请表的 JSON Schema")
    show.set_defaults(run=showing.show)
    versions = parts.add_parser("versions", help="每项服务有多少在办事项还在用旧版本")
    versions.set_defaults(run=changes.versions)
    changes.add_arguments(parts)
    making.add_arguments(parts)


def run(args: argparse.Namespace) -> int:
    """0 when all is well, 1 when something is wrong; `check` says 3 for what could not be checked."""
    return int(args.run(args))
