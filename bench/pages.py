"""The staff's list, matter page and search over 100,000 matters, ours against django-helpdesk's, interleaved.

    python -m bench.pages [--matters 100000] [--rounds 5] [--postgres postgres://…] [--folder DIR]

The peer's list is two requests (its page, then the rows), measured as one; ours is one."""

from __future__ import annotations

import argparse
import base64
import json
import statistics
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.load import Result, family, named, request, run
from bench.ours import Ours
from bench.peer.site import Peer

WORDS = ["欠薪", "押金", "拖欠工资", "竞业限制"]
EACH = 12


def peer_paths(ticket: int) -> dict[str, list[str]]:
    """What the peer's browser asks for, by kind of page."""

    def rows(search: str = "") -> str:
        query = {
            "filtering": {"status__in": [1, 2]},
            "sorting": "created",
            "sortreverse": True,
            "search_string": search,
        }
        coded = base64.b64encode(json.dumps(query).encode()).decode()
        return (
            f"/datatables_ticket_list/{coded}?draw=1&start=0&length=25&order[0][column]=0&order[0][dir]=desc"
        )

    return {
        "list": ["/tickets/", rows()],
        "matter": [f"/tickets/{ticket}/"],
        **{f"search {word}": [f"/tickets/?search_type=header&q={quote(word)}", rows(word)] for word in WORDS},
    }


def our_paths(number: str) -> dict[str, list[str]]:
    """The same for ours."""
    return {
        "list": ["/office/?tab=open"],
        "matter": [f"/office/matters/{number}"],
        **{f"search {word}": [f"/office/search?q={quote(word)}"] for word in WORDS},
    }


def measure(port: int, cookie: str, paths: list[str], pids: list[int], times: int) -> Result:
    """Ask for the page `times` times, one after another; the requests of one page are added up."""
    whole = Result()
    for _ in range(times):
        one = run(port, [request("GET", path, cookie=cookie) for path in paths], 1, pids)
        if any(status != 200 for status in one.statuses):
            raise RuntimeError(f"{paths}: {one.statuses}")
        whole.seconds.append(sum(one.seconds))
        whole.cpu += one.cpu
    return whole


def race(name: str, ours: Ours, peer: Peer, args: argparse.Namespace) -> None:
    """Fill both, interleave, print the table."""
    ours.folder.mkdir(parents=True, exist_ok=True)
    ours.do("setup")
    known = json.loads(ours.do("seed", str(args.matters)))
    peer.install()
    peer_cookie = peer.seed(args.matters)
    cookies = {"ours": ours.do("session", known["officer"]).strip(), "peer": peer_cookie}
    paths = {"ours": our_paths(known["number"]), "peer": peer_paths(args.matters // 2)}
    asked = {kind: [path for todo in pages.values() for path in todo] for kind, pages in paths.items()}
    counted = peer.python("count.py", *asked["peer"]).splitlines()
    counts = {
        "ours": json.loads(ours.do("count", known["officer"], *asked["ours"])),
        "peer": [int(line.split()[1]) for line in counted if line[:3].isdigit()],
    }
    ports = {"ours": 8821, "peer": 8822}
    servers = {"ours": ours.start(ports["ours"], 2), "peer": peer.start(ports["peer"], 2)}
    results: dict[tuple[str, str], Result] = {
        (kind, page): Result() for kind in paths for page in paths[kind]
    }
    try:
        for round_ in range(args.rounds + 1):
            for kind in ("ours", "peer") if round_ % 2 else ("peer", "ours"):
                pids = family(servers[kind].pid) + (named("postgres") if ours.database else [])
                for page, todo in paths[kind].items():
                    got = measure(ports[kind], cookies[kind], todo, pids, EACH if kind == "ours" else 3)
                    if round_:
                        results[kind, page].seconds += got.seconds
                        results[kind, page].cpu += got.cpu
    finally:
        for server in servers.values():
            server.terminate()
            server.wait(20)
    report(name, args.matters, paths, counts, results)


def report(
    name: str,
    matters: int,
    paths: dict[str, dict[str, list[str]]],
    counts: dict[str, list[int]],
    results: dict[tuple[str, str], Result],
) -> None:
    """One table: milliseconds, statements, and how many times faster."""
    statements: dict[tuple[str, str], int] = {}
    for kind, pages in paths.items():
        left = iter(counts[kind])
        for page, todo in pages.items():
            statements[kind, page] = sum(next(left) for _ in todo)
    print(f"\n### {name}, {matters:,} matters\n")
    print("| page | ours p50 ms | p95 | CPU | SQL | peer p50 ms | p95 | CPU | SQL | p50 ratio |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |")
    for page in paths["ours"]:
        ours, peer = results["ours", page], results["peer", page]
        cells = [
            f"{one.median:.0f} | {one.percentile(0.95):.0f} | {one.cpu_each:.0f} | {statements[kind, page]}"
            for kind, one in (("ours", ours), ("peer", peer))
        ]
        print(f"| {page} | {' | '.join(cells)} | {peer.median / ours.median:.0f}× |")
    ratios = [results["peer", page].median / results["ours", page].median for page in paths["ours"]]
    print(f"\nMedian ratio over the pages: {statistics.median(ratios):.0f}×.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fawang-bench")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    lite = f"sqlite:///{args.folder / 'peer-pages.sqlite3'}"
    race("SQLite", Ours(args.folder / "ours-pages-sqlite"), Peer(args.folder, lite), args)
    if args.postgres:
        base = args.postgres.rstrip("/")
        with psycopg.connect(f"{base}/postgres", autocommit=True) as link:
            for database in ("fawang_pages_ours", "fawang_pages_peer"):
                if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                    link.execute(f"CREATE DATABASE {database}")
        ours = Ours(args.folder / "ours-pages-postgres", f"{base}/fawang_pages_ours")
        race("PostgreSQL", ours, Peer(args.folder, f"{base}/fawang_pages_peer"), args)


if __name__ == "__main__":
    main()
