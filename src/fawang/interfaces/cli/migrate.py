"""`fawang migrate`: bring the database to the shape this version wants."""

from __future__ import annotations

import argparse
import sys

from fawang.interfaces.cli.serve.database import migrate

NAME = "migrate"
HELP = "升级数据库结构 migrate the database"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Migrate, and say whether there was anything to do."""
    done = migrate(lambda line: print(line, file=sys.stderr))
    print("数据库已升级。" if done else "数据库已经是最新的。", file=sys.stderr)
    return 0
