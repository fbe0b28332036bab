"""`fawang registers import NAME FILE`: take over a table of licences that another office keeps."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from django.db.models import Count, Max

from fawang.core import clock
from fawang.gateways.registers.importing import import_register
from fawang.gateways.registers.models import RegisterRow

NAME = "registers"
HELP = "导入证照登记表，登记里有的材料不再让群众交 import registers of licences"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands of `fawang registers`."""
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("import", help="整表导入，替换同名的旧表")
    load.add_argument("name", help="登记的名字，和服务里 from_register 写的一样，例如 lawyers-association")
    load.add_argument("file", type=Path, help=".csv 或 .xlsx；要有证件号码、姓名、证书编号三列")
    load.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    commands.add_parser("list", help="看导入了哪些登记")


def run(args: argparse.Namespace) -> int:
    """0 when done; 1 for a file that cannot be read. Mistakes in it are a refusal that the caller prints."""
    if args.command == "list":
        rows = RegisterRow.objects.values("register").annotate(n=Count("id"), at=Max("imported_at"))
        for row in rows.order_by("register"):
            print(f"{row['register']}　{row['n']} 条　{row['at']:%Y-%m-%d %H:%M}")
        return 0
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,59}", args.name):
        print("登记的名字只用小写字母、数字和短横。", file=sys.stderr)
        return 1
    try:
        raw = args.file.read_bytes()
    except OSError as error:
        print(f"读不到文件 {args.file}：{error.strerror}", file=sys.stderr)
        return 1
    done = import_register(name=args.name, raw=raw, now=clock.now(), dry_run=args.dry_run)
    verb = "检查通过，没有写入" if args.dry_run else "已导入"
    print(f"{verb}：{args.name} {done.rows} 条，替换原来的 {done.replaced} 条。")
    return 0
