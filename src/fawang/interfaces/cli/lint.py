"""`fawang lint`: every check that reads the code rather than running it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

NAME = "lint"
HELP = "检查代码规则 check the code (developers)"
DJANGO = False
ROOT = Path(__file__).resolve().parents[4]
_BIN = Path(sys.executable).parent

CHECKS = (
    ("ruff", [str(_BIN / "ruff"), "check", "."]),
    ("mypy", [sys.executable, "-m", "mypy"]),
    ("import-linter", [str(_BIN / "lint-imports")]),
    ("house rules", [sys.executable, "-m", "pytest", "tests/house", "-p", "no:cacheprovider"]),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Run every check even when one fails; 1 when any did."""
    if not (ROOT / "tests").is_dir():
        print("lint 只能在源代码文件夹中运行。", file=sys.stderr)
        return 2
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    # The house rules are tests, and conftest.py names the settings when it has made them a folder.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    failed = []
    for name, command in CHECKS:
        print(f"── {name}", file=sys.stderr, flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:  # noqa: S603 - ours
            failed.append(name)
    if failed:
        print(f"未通过：{'、'.join(failed)}", file=sys.stderr)
    return 1 if failed else 0
