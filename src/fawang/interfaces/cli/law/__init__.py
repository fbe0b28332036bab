"""`fawang law`: install the library, take in further texts, search, show, compare, check citations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from fawang.core.refusals import Refusal
from fawang.interfaces.cli.law import changing, checking, importing
from fawang.interfaces.cli.law.words import day, print_progress
from fawang.reference.law.install import ensure_library
from fawang.reference.law.models import ArticleText
from fawang.reference.law.queries import law_contents, look_up, search

NAME = "law"
HELP = "法律库：安装、导入、检索、查看、对比、核对引文"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    commands = parser.add_subparsers(dest="law_command", required=True, metavar="命令")
    install = commands.add_parser("install", help="下载法律数据并建立法律库（已是最新则立即返回）")
    install.add_argument("--repairs", action="store_true", help="列出导入时修正的错误")
    find = commands.add_parser("search", help="检索条文")
    find.add_argument("words", nargs="+", help="要找的内容")
    find.add_argument("-k", type=int, default=10, help="最多几条，默认 10")
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
        "search": _search,
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
        ensure_library(print_progress)
        return commands[args.law_command](args)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2


def _install(args: argparse.Namespace) -> int:
    print(f"法律库已就绪：{ensure_library()}")
    if args.repairs:
        return changing.run_repairs(args)
    return 0


def _search(args: argparse.Namespace) -> int:
    hits = search(" ".join(args.words), args.k, args.on)
    if args.json:
        print(json.dumps([{**_plain(h.article), "score": h.score} for h in hits], ensure_ascii=False))
    else:
        for hit in hits:
            first = hit.article.text.split("\n")[0]
            print(f"《{hit.article.short_name}》{hit.article.article} {first[:60]}")
        if not hits:
            print("没有找到。请换一种说法，或写出法律名称和条号。", file=sys.stderr)
    return 0 if hits else 1


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
        print(json.dumps([_plain(article) for article in articles], ensure_ascii=False))
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


def _plain(article: ArticleText) -> dict[str, str]:
    return {
        "law": article.law,
        "article": article.article,
        "chapter": article.chapter,
        "text": article.text,
        "in_force_from": article.in_force_from.isoformat(),
        "version_date": article.version_date.isoformat(),
        "warning": article.warning,
    }
