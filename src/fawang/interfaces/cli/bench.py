"""`fawang bench NAME`: one of the measurements in bench/, which prints the table it claims."""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
from pathlib import Path

NAME = "bench"
HELP = "运行一项性能测量 run one of the measurements (developers)"
#: Every measurement settles itself which data and which database it uses.
DJANGO = False
ROOT = Path(__file__).resolve().parents[4]


def measurements() -> dict[str, str]:
    """Every measurement by name, with the first sentence it says about itself. The other files of the folder
    are what measurements share: they cannot be run."""
    found = {}
    for path in sorted((ROOT / "bench").glob("*.py")):
        text = path.read_text("utf-8")
        if "__main__" in text:
            about = ast.get_docstring(ast.parse(text)) or ""
            found[path.stem] = " ".join(about.partition("\n\n")[0].split())
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The measurement, and what it wants to be told."""
    parser.add_argument("name", nargs="?", help="测量的名称；不写则列出全部")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help="交给这项测量的选项")


def run(args: argparse.Namespace) -> int:
    """The measurement's own status; 2 when there is none of that name."""
    known = measurements()
    if not known:
        print("bench 只能在源代码文件夹中运行。", file=sys.stderr)
        return 2
    if args.name in known:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        command = [sys.executable, "-m", f"bench.{args.name}", *args.rest]
        try:
            return subprocess.run(  # noqa: S603 - ours
                command, cwd=ROOT, env=os.environ | {"PYTHONPATH": path}, check=False
            ).returncode
        except KeyboardInterrupt:
            return 130
    stream = sys.stderr if args.name else sys.stdout
    if args.name:
        print(f"没有“{args.name}”这项测量。\n", file=stream)
    for name, about in known.items():
        print(f"  {name:<12}{about}", file=stream)
    return 2 if args.name else 0
