"""The staff's queue and search over a million matters: how long the slowest of twenty takes.

    python -m bench.search_million [--matters 1000000] [--times 40] [--postgres postgres://…/fawang_million]
        [--folder DIR]

Seeds by copying inside the database, so that a million takes minutes; a folder or database that holds enough
matters already is used as it is. Pages are asked of the application itself, without a server between."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.ours import ROOT, Ours

#: What is asked for: two and four characters, several words, words nobody wrote, a number's end.
WORDS = ["欠薪", "押金", "拖欠工资", "竞业限制", "工资 合同", "鹦鹉螺号"]
LISTS = ["tab=new", "tab=mine", "tab=open", "tab=overdue", "tab=closed", "tab=open&family=legal-aid"]


def addresses(number: str) -> list[str]:
    """The pages that are measured."""
    lists = [f"/office/?{tab}" for tab in LISTS]
    words = [f"/office/search?q={word}" for word in [*WORDS, number[-8:]]]
    return [*lists, *words]


def measure(username: str, number: str, times: int) -> None:
    """Print one line of the table for each page. Runs in the environment of the site that is measured."""
    import django

    django.setup()

    from django.test import Client

    from fawang.records.people.models import Staff

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.get(username=username))
    for address in addresses(number):
        taken = []
        for place in range(times + 1):
            began = time.perf_counter()
            answer = client.get(address)
            if answer.status_code not in (200, 302):
                raise SystemExit(f"{address}: {answer.status_code}")
            if place:  # The first one warms up what every later one finds warm.
                taken.append(1000 * (time.perf_counter() - began))
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"| {address} | {statistics.median(taken):.0f} | {p95:.0f} | {max(taken):.0f} |", flush=True)


def table(name: str, ours: Ours, matters: int, times: int) -> None:
    """Seed and measure one site."""
    ours.folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    ours.do("setup")
    known = json.loads(ours.do("seed", str(matters)))
    print(f"\n### {name}, {matters:,} matters (ready after {time.perf_counter() - began:.0f} s)\n")
    print("| page | p50 ms | p95 ms | slowest |\n| --- | --: | --: | --: |", flush=True)
    command = [sys.executable, "-m", "bench.search_million", "--times", str(times), "--measure"]
    subprocess.run([*command, known["officer"], known["number"]], cwd=ROOT, env=ours.environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--postgres", default="", help="an empty database, or one seeded before; else SQLite")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fawang-bench-million")
    parser.add_argument("--measure", nargs=2, metavar=("USER", "NUMBER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        measure(*args.measure, args.times)
    elif args.postgres:
        table("PostgreSQL", Ours(args.folder / "postgres", args.postgres), args.matters, args.times)
    else:
        table("SQLite", Ours(args.folder / "sqlite"), args.matters, args.times)


if __name__ == "__main__":
    main()
