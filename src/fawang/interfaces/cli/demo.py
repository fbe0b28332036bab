"""`fawang demo load` and `fawang demo logins`: the made-up city to try the product with."""

from __future__ import annotations

import argparse
import sys
import time

from fawang.core import clock
from fawang.journeys.demo import DemoLogin, demo_loaded, demo_logins, load_demo

NAME = "demo"
HELP = "演示城市：装入数据（load），列出演示账号（logins）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands of `fawang demo`."""
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("load", help="装入虚构的淮畔市：区划、机构、人员和往期事项（可重复执行）")
    load.add_argument("--matters", type=int, default=2000, help="往期事项的件数，默认 2000")
    commands.add_parser("logins", help="列出演示账号")


def run(args: argparse.Namespace) -> int:
    """Load or list; 1 when there is no demo to list."""
    if args.command == "load":
        began = time.monotonic()
        result = load_demo(show_progress, clock.now(), matters=args.matters)
        print(
            f"演示城市已就绪：区划 {result.regions}，网格 {result.grid_points}，机构 {result.organisations}，"
            f"人员 {result.staff}，往期事项 {result.matters}（新增，用时 {time.monotonic() - began:.1f} 秒）",
            file=sys.stderr,
        )
    if not demo_loaded():
        print("这里没有演示数据，请先运行 fawang demo load", file=sys.stderr)
        return 1
    for line in login_lines(demo_logins()):
        print(line)
    return 0


def show_progress(fraction: float, sentence: str) -> None:
    """One line on stderr that overwrites itself on a terminal; nothing where there is none."""
    if sys.stderr.isatty():
        end = "\n" if fraction >= 1 else ""
        print(f"\r\x1b[K  {fraction:4.0%} {sentence}", end=end, file=sys.stderr, flush=True)


def login_lines(logins: list[DemoLogin]) -> list[str]:
    """The logins as lines for a terminal."""
    if not logins:
        return ["没有可用的演示账号（密码已被修改或人员已停用）"]
    head = [f"演示账号（密码都是 {logins[0].password}）："]
    return head + [f"  {x.username:<12} {x.name} · {x.organisation} · {x.role}：{x.shows}" for x in logins]
