"""`fawang manage …`: Django's own administrative commands, for those who know them."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line

NAME = "manage"
HELP = "运行 Django 管理命令 run a Django management command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after the name is Django's."""
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")


def run(args: argparse.Namespace) -> int:
    """Hand the rest of the line to Django."""
    execute_from_command_line(["fawang manage", *args.rest])
    return 0
