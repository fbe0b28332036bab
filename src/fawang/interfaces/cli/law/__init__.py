"""`fawang law`: install the library, take in further texts, search, show, compare, check citations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from fawang.core.refusals import Refusal
from fawang.interfaces.cli.law import changing, checking, importing, searching
from fawang.interfaces.cli.law.words import as_plain, day, print_progress
from fawang.reference.law.install import ensure_library
from fawang.reference.law.models import ArticleText
from fawang.reference.law.queries import law_contents, look_up
from fawang.reference.law.retrieval.installed import ensure_ranking

NAME = "law"
#: After these the library may be another one, and what ranks its articles has to follow.
CHANGING = frozenset({"install", "import", "remove"})
HELP = "法律库：安装、导入、检索、查看、对比、核对引文"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    commands = parser.add_subparsers(dest="law_command", required=True, metavar="命令")
    install = commands.add_parser("install", help="下载法律数据并建立法律库（已是最新则立即返回）")
    install.add_argument("--repairs", action="store_true", help="列出导入时修正的错误")
    find = searching.add_parser(commands)
    show = commands.add_parser("show", help="查看条文：show 劳动合同法 第三十条")
    show.add_argument("law", help="法律名称或简称")
    show.add_argument("article", nargs="?", default="", help="条号；不写则列出全文")
    check = checking.add_parser(commands)
    for command in (find, show, check):
        command.add_argument("--on", type=day, default=None, help="按哪一天的法律，如 2027-01-02；默认今天")
        command.add_argument("--json", action="store_true", help="输出 JSON")
    importing.add_parsers(commands)
    changing.add_parsers(commands)


def run(args: argparse.Namespace) -> int:
    """Carry out one sub-command; 0 is success, 1 a finding or nothing found, 2 a refusal."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "install": _install,
        "search": searching.run,
        "show": _show,
        "check": checking.run,
        "import": importing.run,
        "collection": importing.show_collection,
        "remove": importing.run_remove,
        "diff": changing.run_diff,
        "changes": changing.run_changes,
        "repairs": changing.run_repairs,
    }
    try:
        # The library is made on first use, as every command of the launcher sets itself up.
        if not getattr(args, "corpus", None):
            ensure_library(print_progress)
        status = commands[args.law_command](args)
        if args.law_command in CHANGING:
            ensure_ranking(print_progress)
        return status
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2


def _install(args: argparse.Namespace) -> int:
    print(f"法律库已就绪：{ensure_library()}")
    if args.repairs:
        return changing.run_repairs(args)
    return 0


def _show(args: argparse.Namespace) -> int:
    if args.article:
        looked = look_up(args.law, args.article, args.on)
        if looked.article is None:
            print(looked.message, file=sys.stderr)
            return 1
        articles = [looked.article]
    else:
        articles = law_contents(args.law, args.on)
        if not articles:
            print(look_up(args.law, "1", args.on).message, file=sys.stderr)
            return 1
    if args.json:
        print(json.dumps([as_plain(article) for article in articles], ensure_ascii=False))
        return 0
    for article in articles:
        _print_article(article, alone=bool(args.article))
    return 0


def _print_article(article: ArticleText, *, alone: bool) -> None:
    if alone:
        print(f"《{article.law}》（{article.version_date}文本，{article.in_force_from}起施行）")
        print(" / ".join(part for part in (article.chapter, article.section) if part))
    print(f"{article.article}　{article.text}")
    if article.annex and alone:
        print(article.annex)
    if article.warning:
        print(f"注意：{article.warning}")
