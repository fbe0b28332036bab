"""`fawang places load FILE`: take over an official division table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fawang.core import clock
from fawang.reference.places import operations

NAME = "places"
HELP = "导入行政区划代码表（CSV，五级，UTF-8 或 GB18030）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands of `fawang places`."""
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("load", help="导入代码表；列为 代码(code)、名称(name)，可有 上级、纬度、经度")
    load.add_argument("file", type=Path, help="CSV 文件")


def run(args: argparse.Namespace) -> int:
    """Load the table; 1 when it cannot be read. Mistakes in it are a refusal that the caller prints."""
    try:
        raw = args.file.read_bytes()
    except OSError as error:
        print(f"读不到文件 {args.file}：{error.strerror}", file=sys.stderr)
        return 1
    result = operations.load_table(raw=raw, now=clock.now())
    print(result.message)
    return 0
