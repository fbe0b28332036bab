"""`fawang worker`: the background worker alone, for machines that run it apart from the web server."""

from __future__ import annotations

import argparse

from fawang.interfaces.workers.worker import work

NAME = "worker"
HELP = "只运行后台任务 run the background worker alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--once` delivers what is due and leaves; `--with-parent` stops when the starter is gone."""
    parser.add_argument("--once", action="store_true", help="处理完到期的任务就退出")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop."""
    work(once=args.once, with_parent=args.with_parent)
    return 0
