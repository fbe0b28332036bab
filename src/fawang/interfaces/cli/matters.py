"""`fawang matters verify`: is every timeline the one that was written, and every state what it adds up to?"""

from __future__ import annotations

import argparse
import sys

from django.db import transaction

from fawang.records.matters.queries.verify import verify_matters
from fawang.records.matters.search import rebuild

NAME = "matters"
HELP = "核验事项办理记录：逐件重算哈希链和状态"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify [NUMBER …]` checks all matters or those named; `index` builds the search index anew."""
    commands = parser.add_subparsers(dest="what", required=True)
    verify = commands.add_parser("verify", help="核验哈希链、状态和时限")
    verify.add_argument("numbers", nargs="*", metavar="编号", help="只核验这些事项；不写则全部")
    commands.add_parser("index", help="重建全文索引")


def run(args: argparse.Namespace) -> int:
    """0 when everything fits, 1 when something was changed."""
    if args.what == "index":
        with transaction.atomic():
            print(f"已重建 {rebuild()} 件事项的索引")
        return 0
    checked, broken = 0, 0
    for number, faults in verify_matters(numbers=args.numbers):
        checked += 1
        for fault in faults:
            print(f"{number} {fault}", file=sys.stderr)
        broken += bool(faults)
    print(f"核验 {checked} 件事项，{broken} 件不符")
    return 1 if broken else 0
