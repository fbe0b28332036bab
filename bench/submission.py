"""Submitting a matter, ours against django-helpdesk and against one committed row, in the same minutes.

    python -m bench.submission [--requests 400] [--rounds 5] [--postgres postgres://…] [--folder DIR]

Ours is the last POST of the citizen's form: validation, idempotency, matter, parties sealed, chained
timeline, clocks, audit, outbox, commit. The peer's is its public ticket form. Both run two workers, eight
clients."""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.load import Connection, Result, family, named, request, run
from bench.ours import Ours
from bench.peer.site import Peer
from bench.stories import story

CLIENTS = 8
WORKERS = 2


def peer_requests(port: int, first: int, count: int) -> list[bytes]:
    """The peer's public form, filled with the same stories."""
    _, head, body = Connection(port).ask(request("GET", "/tickets/submit/"))
    token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)', body)
    cookie = re.search(rb"csrftoken=([^;]+)", head)
    if not token or not cookie:
        raise RuntimeError("the peer's form has changed")
    made = []
    for i in range(first, first + count):
        title, text = story(i)
        fields = {"csrfmiddlewaretoken": token[1].decode(), "queue": 1 + i % 9, "title": title, "body": text,
                  "priority": 3, "submitter_email": f"p{i}@example.invalid"}  # fmt: skip
        made.append(
            request(
                "POST",
                "/tickets/submit/",
                cookie=f"csrftoken={cookie[1].decode()}",
                body=urlencode(fields).encode(),
            )
        )
    return made


def our_requests(ours: Ours, first: int, count: int) -> list[bytes]:
    """The last POST of finished drafts."""
    lines = ours.do("drafts", str(count), "--first", str(first)).splitlines()
    made = (json.loads(line) for line in lines)
    return [request("POST", "/apply/submit", cookie=one["cookie"], body=one["body"].encode()) for one in made]


def commits(database: str, folder: Path, count: int) -> float:
    """Single-row commits a second from Python on the same database, one connection."""
    if database:
        with psycopg.connect(database, autocommit=True) as link:
            link.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, text text)")
            began = time.perf_counter()
            for _ in range(count):
                link.execute("INSERT INTO bench_row (text) VALUES (%s)", ["拖欠工资" * 20])
            return count / (time.perf_counter() - began)
    lite = sqlite3.connect(folder / "limit.sqlite3", isolation_level=None)
    lite.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;")
    lite.execute("CREATE TABLE IF NOT EXISTS bench_row (id integer PRIMARY KEY, text text)")
    began = time.perf_counter()
    for _ in range(count):
        lite.execute("INSERT INTO bench_row (text) VALUES (?)", ["拖欠工资" * 20])
    return count / (time.perf_counter() - began)


def measured(kind: str, result: Result, good: set[int]) -> Result:
    """The result, after making sure that every request did what it should."""
    wrong = [status for status in result.statuses if status not in good]
    if wrong:
        raise RuntimeError(f"{kind}: {len(wrong)} requests were answered {sorted(set(wrong))}")
    return result


def race(name: str, database: str, peer_database: str, folder: Path, args: argparse.Namespace) -> None:
    """Interleave the three on one database and print the medians of the rounds."""
    ours, peer = Ours(folder / f"ours-{name}", database), Peer(folder, peer_database)
    ours.folder.mkdir(parents=True, exist_ok=True)
    ours.do("setup")
    peer.install()
    peer.seed(1000)
    ports = {"ours": 8811, "peer": 8812}
    servers = {"ours": ours.start(ports["ours"], WORKERS), "peer": peer.start(ports["peer"], WORKERS)}
    results: dict[str, list[Result]] = {"ours": [], "peer": []}
    limits: list[float] = []
    makers: dict[str, Callable[[int], list[bytes]]] = {
        "ours": lambda i: our_requests(ours, i, args.requests),
        "peer": lambda i: peer_requests(ports["peer"], i, args.requests),
    }
    try:
        for round_ in range(args.rounds + 1):
            for kind in ("ours", "peer") if round_ % 2 else ("peer", "ours"):
                todo = makers[kind](int(time.time() * 1000) % 90_000_000 + round_)
                pids = family(servers[kind].pid) + (named("postgres") if database else [])
                result = measured(kind, run(ports[kind], todo, CLIENTS, pids), {302, 303})
                if round_:  # The first round only warms both up.
                    results[kind].append(result)
            limits.append(commits(database, folder, 2000))
    finally:
        for server in servers.values():
            server.terminate()
            server.wait(20)
    report(name, results, limits)


def report(name: str, results: dict[str, list[Result]], limits: list[float]) -> None:
    """One table: medians over the rounds, and the ratios."""

    def middle(kind: str, value: Callable[[Result], float]) -> float:
        return statistics.median(value(one) for one in results[kind])

    limit = statistics.median(limits)
    print(f"\n### {name}\n\n| | requests/s | p50 ms | p95 ms | CPU ms each | of the commit limit |")
    print("| --- | --: | --: | --: | --: | --: |")
    for kind, words in (("ours", "Fawang, full trail"), ("peer", "django-helpdesk 2.6.1")):
        rate = middle(kind, lambda one: one.rate)
        half, slow = middle(kind, lambda one: one.median), middle(kind, lambda one: one.percentile(0.95))
        cpu_each = middle(kind, lambda one: one.cpu_each)
        share = 100 * rate / limit
        print(f"| {words} | {rate:.0f} | {half:.1f} | {slow:.1f} | {cpu_each:.1f} | {share:.2f} % |")
    print(f"| one row, one commit, from Python | {limit:.0f} | | | | 100 % |")
    pairs = [ours.rate / peer.rate for ours, peer in zip(results["ours"], results["peer"], strict=True)]
    cpu = [peer.cpu_each / ours.cpu_each for ours, peer in zip(results["ours"], results["peer"], strict=True)]
    print(f"\nRatio to the peer, round by round: rate {statistics.median(pairs):.2f}× "
          f"({min(pairs):.2f}–{max(pairs):.2f}), CPU {statistics.median(cpu):.2f}× less.")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--postgres", default="", help="a server where databases may be made, e.g. postgres:///"
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fawang-bench")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    race("SQLite", "", f"sqlite:///{args.folder / 'peer.sqlite3'}", args.folder, args)
    if args.postgres:
        base = args.postgres.rstrip("/")
        with psycopg.connect(f"{base}/postgres", autocommit=True) as link:
            for database in ("fawang_bench_ours", "fawang_bench_peer"):
                link.execute(f"DROP DATABASE IF EXISTS {database}")
                link.execute(f"CREATE DATABASE {database}")
        race("PostgreSQL", f"{base}/fawang_bench_ours", f"{base}/fawang_bench_peer", args.folder, args)


if __name__ == "__main__":
    main()
