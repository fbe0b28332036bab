"""The command line. Every module in this folder is one command: it gives `NAME`, `HELP`,
`add_arguments(parser)` and `run(args) -> int`. A module that must run before Django is set up, or without
it, also says `DJANGO = False`.

Names and help are read from the source text, so that listing the commands imports none of them; the one
that is asked for is imported after Django is ready.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import django

from fawang.core.refusals import Refusal

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Command:
    """One command as its module announces it."""

    name: str
    help: str
    module: str
    needs_django: bool


def commands() -> dict[str, Command]:
    """Every command by name, in alphabetical order."""
    paths = [p for p in _FOLDER.glob("*.py") if not p.name.startswith("_")]
    paths += list(_FOLDER.glob("*/__init__.py"))
    found = [command for command in map(_announced, sorted(paths)) if command]
    return {command.name: command for command in sorted(found, key=lambda c: c.name)}


def _announced(path: Path) -> Command | None:
    constants: dict[str, object] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                constants[target.id] = node.value.value
    if "NAME" not in constants:
        return None
    stem = path.parent.name if path.name == "__init__.py" else path.stem
    return Command(
        name=str(constants["NAME"]),
        help=str(constants.get("HELP", "")),
        module=f"{__name__}.{stem}",
        needs_django=bool(constants.get("DJANGO", True)),
    )


def main(argv: list[str]) -> int:
    """Run one command; returns its exit status (2 for a command line nobody understands)."""
    known = commands()
    if not argv or argv[0] in ("-h", "--help", "help"):
        _print_overview(known)
        return 0 if argv else 2
    if argv[0] in ("-V", "--version"):
        argv = ["version"]
    command = known.get(argv[0])
    if command is None:
        print(f"没有“{argv[0]}”这个命令。\n", file=sys.stderr)
        _print_overview(known, stream_error=True)
        return 2
    try:
        return _run(command, argv[1:])
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing is wrong, and nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(command: Command, arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")
    if command.needs_django:
        try:
            django.setup()
        except PermissionError as error:
            where = error.filename or os.environ.get("FAWANG_DATA", "var")
            print(
                f"不能写入数据文件夹：{where}。请换用它的所有者运行，或者用 FAWANG_DATA 指定别处。",
                file=sys.stderr,
            )
            return 1
        except ValueError as error:
            print(f"设置有误：{error}", file=sys.stderr)
            return 1
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"fawang {command.name}", description=command.help)
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(arguments)) or 0)


def _print_overview(known: dict[str, Command], *, stream_error: bool = False) -> None:
    stream = sys.stderr if stream_error else sys.stdout
    width = max(len(name) for name in known)
    print("法网 Fawang：公共法律服务平台\n", file=stream)
    print("用法：fawang <命令> [选项]，fawang <命令> --help 看说明\n", file=stream)
    for command in known.values():
        print(f"  {command.name:<{width}}  {command.help}", file=stream)
