"""The staff's queue and search over a million matters: how long the slowest of twenty takes.

    python -m bench.search_million [--matters 1000000] [--times 40] [--postgres postgres://…/fawang_million]
        [--folder DIR]

Seeds by copying inside the database, so that a million takes minutes; a folder or database that holds enough
matters already is used as it is, and the database is made where there is none. Pages are asked of the
application itself, without a server between; their statements are counted in a run of their own."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.ours import ROOT, Ours

#: What is asked for: two and four characters, several words, words nobody wrote, a number's end.
WORDS = ["欠薪", "押金", "拖欠工资", "竞业限制", "工资 合同", "鹦鹉螺号"]
LISTS = ["tab=new", "tab=mine", "tab=open", "tab=overdue", "tab=closed", "tab=open&family=legal-aid"]


def addresses(number: str) -> list[str]:
    """The pages that are measured."""
    lists = [f"/office/?{tab}" for tab in LISTS]
    words = [f"/office/search?q={word}" for word in [*WORDS, number[-8:]]]
    return [*lists, *words, f"/office/matters/{number}"]


def measure(username: str, number: str, times: int) -> None:
    """Print one line of the table for each page. Runs in the environment of the site that is measured."""
    import django

    django.setup()

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

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
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
        cells = [f"{value:.0f}" for value in (statistics.median(taken), p95, max(taken))]
        print(f"| {address} | {' | '.join(cells)} | {len(captured)} |", flush=True)


def make_database(url: str) -> None:
    """Make the database of an address unless it stands."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as link:
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def table(name: str, ours: Ours, matters: int, times: int) -> None:
    """Seed and measure one site."""
    ours.folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    ours.do("setup")
    known = json.loads(ours.do("seed", str(matters)))
    print(f"\n### {name}, {matters:,} matters (ready after {time.perf_counter() - began:.0f} s)\n")
    print("| page | p50 ms | p95 ms | slowest | statements |\n| --- | --: | --: | --: | --: |", flush=True)
    command = [sys.executable, "-m", "bench.search_million", "--times", str(times), "--measure"]
    subprocess.run([*command, known["officer"], known["number"]], cwd=ROOT, env=ours.environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--postgres", default="", help="a database to make or seeded before; else SQLite")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fawang-bench-million")
    parser.add_argument("--measure", nargs=2, metavar=("USER", "NUMBER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        measure(*args.measure, args.times)
    elif args.postgres:
        make_database(args.postgres)
        table("PostgreSQL", Ours(args.folder / "postgres", args.postgres), args.matters, args.times)
    else:
        table("SQLite", Ours(args.folder / "sqlite"), args.matters, args.times)


if __name__ == "__main__":
    main()
