"""`fawang version`: what is running, for a bug report."""

from __future__ import annotations

import argparse
import platform
import sqlite3
from importlib import metadata

import django

from fawang import __version__

NAME = "version"
HELP = "显示版本 show versions"
DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Print the versions that matter, one a line."""
    print(f"fawang {__version__}")
    print(f"Python {platform.python_version()} ({platform.machine()}, {platform.system()})")
    print(f"Django {django.get_version()}, granian {metadata.version('granian')}")
    print(f"SQLite {sqlite3.sqlite_version}")
    return 0
