"""`fawang worker`: the background worker alone, for machines that run it apart from the web server."""

from __future__ import annotations

import argparse

from fawang.gateways.sms import LocalMessage, has_operator, hear_local
from fawang.interfaces.cli.messages import line_of
from fawang.interfaces.workers.worker import work
from fawang.journeys.demo import demo_loaded

NAME = "worker"
HELP = "只运行后台任务 run the background worker alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--once` delivers what is due and leaves; `--with-parent` stops when the starter is gone. In the demo
    city `--show-messages` prints each text message, so that whoever tries it out can read the codes."""
    parser.add_argument("--once", action="store_true", help="处理完到期的任务就退出")
    parser.add_argument("--show-messages", action="store_true", help="演示系统里把短信显示在终端")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop."""
    if args.show_messages and not has_operator() and demo_loaded():
        hear_local(_show)
    work(once=args.once, with_parent=args.with_parent)
    return 0


def _show(message: LocalMessage) -> None:
    print(f"短信（演示）：{line_of(message)}", flush=True)
