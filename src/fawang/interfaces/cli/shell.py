"""`fawang shell`: a Python prompt with the product loaded."""

from __future__ import annotations

import argparse

from django.core.management import call_command

NAME = "shell"
HELP = "打开 Python 提示符 open a Python prompt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`-c` runs one line instead of opening a prompt."""
    parser.add_argument("-c", "--command", help="执行这一行后退出")


def run(args: argparse.Namespace) -> int:
    """Open the prompt, or run the given line."""
    call_command("shell", command=args.command, no_startup=True)
    return 0
