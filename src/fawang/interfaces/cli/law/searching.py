"""`law search`: one question from the command line, or a file of them in one process."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import IO

from fawang.interfaces.cli.law.words import as_plain, print_progress
from fawang.reference.law.models import Hit
from fawang.reference.law.queries import search
from fawang.reference.law.retrieval.batch import BadLine, answer_all, corpus_search, installed_search
from fawang.reference.law.retrieval.corpora import ensure_corpus
from fawang.reference.law.retrieval.installed import ensure_ranking

MOST_HITS = 1000


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """search WORDS… | search --jsonl FILE [--corpus FILE]"""
    find = commands.add_parser("search", help="检索条文；--jsonl 一次检索整个文件的问题")
    find.add_argument("words", nargs="*", help="要找的内容")
    find.add_argument("-k", type=_count, default=10, help=f"最多几条，1 到 {MOST_HITS}，默认 10")
    find.add_argument("--jsonl", metavar="文件", help="每行一个 {id, text} 的文件；- 表示标准输入")
    find.add_argument("--corpus", metavar="文件", help="在这个语料（.jsonl 或 .jsonl.gz）而不是法律库里检索")
    return find


def run(args: argparse.Namespace) -> int:
    """0 when all was answered, 1 when nothing was found or a line was bad, 2 when nothing could be done."""
    if bool(args.words) == bool(args.jsonl):
        print("请写出要找的内容，或者用 --jsonl 指定一个问题文件，两者选一。", file=sys.stderr)
        return 2
    if args.corpus and not args.jsonl:
        print("--corpus 要和 --jsonl 一起用。", file=sys.stderr)
        return 2
    if args.jsonl:
        return _batch(args)
    ensure_ranking(print_progress)
    return _print(search(" ".join(args.words), args.k, args.on), as_json=args.json)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_HITS:
        raise argparse.ArgumentTypeError(f"“{text}”不是 1 到 {MOST_HITS} 的整数")
    return int(text)


def _batch(args: argparse.Namespace) -> int:
    if args.jsonl == "-":
        return _answer(sys.stdin.buffer, args)
    try:
        with Path(args.jsonl).open("rb") as stream:
            return _answer(stream, args)
    except OSError as fault:
        print(f"读不了 {args.jsonl}：{fault.strerror}。请检查路径和权限。", file=sys.stderr)
        return 2


def _answer(stream: IO[bytes], args: argparse.Namespace) -> int:
    if args.corpus:
        search_one = corpus_search(ensure_corpus(Path(args.corpus), print_progress), args.k)
    else:
        ensure_ranking(print_progress)
        search_one = installed_search(args.k, args.on)
    bad = 0
    for answer in answer_all(stream, search_one):
        if isinstance(answer, BadLine):
            bad += 1
            print(f"第 {answer.number} 行没有检索：{answer.reason}", file=sys.stderr)
        else:
            print(json.dumps({"id": answer.id, "hits": answer.hits}, ensure_ascii=False))
    return 1 if bad else 0


def _print(hits: list[Hit], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps([{**as_plain(hit.article), "score": hit.score} for hit in hits], ensure_ascii=False))
    else:
        for hit in hits:
            first = hit.article.text.split("\n")[0]
            print(f"《{hit.article.short_name}》{hit.article.article} {first[:60]}")
        if not hits:
            print("没有找到。请换一种说法，或写出法律名称和条号。", file=sys.stderr)
    return 0 if hits else 1
