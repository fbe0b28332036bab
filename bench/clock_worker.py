"""How many matters the clock worker advances in a second, on SQLite and PostgreSQL.

    python -m bench.clock_worker [--count 1000] [--databases sqlite,postgres]

Matters are submitted into a fresh database, then the worker tasks run over all of them: the early warnings
of their clocks, the ends of the periods, the climb to the next authority, the silences. Each task is timed
from its first look at the index to its last commit. PostgreSQL is one that runs here or one started for the
run."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
TASKS = ("warn at half", "warn at four fifths", "run out", "escalate", "silence")


def measure(count: int) -> None:
    """Inside the site's environment: fill it, run the tasks, print the seconds of each as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    from fawang.core.clock import now as present
    from fawang.journeys.demo.load import load_city
    from fawang.reference.catalog.operations import publish_services

    call_command("migrate", verbosity=0)
    begun = present()
    publish_services(now=begun)
    load_city(now=begun)
    fill(count, begun)
    print(json.dumps(run_tasks(begun)))


def fill(count: int, begun: datetime) -> None:
    """Legal aid applications in every county, each with its examining period running."""
    from bench.stories import story
    from fawang.journeys.submit import NewMatter, NewParty, submit_matter
    from fawang.reference.places.models import Region

    towns = list(Region.objects.filter(level=4).order_by("code").values_list("code", flat=True))
    for index in range(count):
        title, told = story(index)
        new = NewMatter(
            service_code="legal-aid-civil",
            channel="web",
            region_code=towns[index % len(towns)],
            title=title,
            story=told,
            category="工资报酬与农民工欠薪",
            applicant=NewParty("王建国", "", f"1990{index:07d}"),
        )
        submit_matter(new=new, idempotency_key=f"bench-clock-{index}", now=begun)


def run_tasks(begun: datetime) -> dict[str, tuple[int, float]]:
    """Each task once over everything, with how many matters it advanced and the seconds it took."""
    from fawang.journeys.overdue import mark_overdue
    from fawang.journeys.silence import raise_silences
    from fawang.journeys.warnings import escalate, warn_of_clocks
    from fawang.records.matters.models import ClockRun
    from fawang.reference.catalog.queries import list_services

    list_services()  # Read once and kept, as in a worker that runs.
    clock = ClockRun.objects.order_by("due_at").first()
    assert clock is not None
    last = ClockRun.objects.order_by("-due_at").values_list("due_at", flat=True)[0]
    half = clock.started_at + (clock.due_at - clock.started_at) * 0.55
    fifth = clock.started_at + (clock.due_at - clock.started_at) * 0.85
    late = last + timedelta(minutes=1)
    steps: list[tuple[str, Callable[..., int], datetime]] = [
        (TASKS[0], warn_of_clocks, half),
        (TASKS[1], warn_of_clocks, fifth),
        (TASKS[2], mark_overdue, late),
        (TASKS[3], escalate, late + timedelta(days=4)),
        (TASKS[4], raise_silences, begun + timedelta(days=40)),
    ]
    found = {}
    for name, task, moment in steps:
        started, done = time.monotonic(), 0
        while advanced := task(now=moment):
            done += advanced
        found[name] = (done, time.monotonic() - started)
    return found


def site(count: int, folder: str, database: str) -> dict[str, tuple[int, float]]:
    """Measure in a process of its own, with settings of its own."""
    environment = os.environ | {
        "FAWANG_DATA": folder,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "fawang.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    command = [sys.executable, "-m", "bench.clock_worker", "--inside", "--count", str(count)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, tuple[int, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def on_postgres(count: int, folder: str) -> dict[str, tuple[int, float]]:
    """In a database of its own on a server that runs here, or on one started for it."""
    from fawang.interfaces.cli.test.postgres import postgres_for_tests

    name = f"fawang_bench_clock_{os.getpid()}"
    with ExitStack() as kept:
        url = kept.enter_context(postgres_for_tests())
        if url is None:
            raise RuntimeError("there is no PostgreSQL on this machine")
        link = kept.enter_context(psycopg.connect(url, autocommit=True))
        link.execute(f"CREATE DATABASE {name}")
        try:
            return site(count, folder, _named(url, name))
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(url: str, name: str) -> str:
    """The server's address with another database."""
    head, mark, tail = url.partition("?")
    scheme, _, rest = head.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}/{name}{mark}{tail}"


def table(results: dict[str, dict[str, tuple[int, float]]]) -> str:
    """Matters a second for each task and database."""
    lines = ["| task | " + " | ".join(f"{name}: matters/s" for name in results) + " |"]
    lines.append("| --- |" + " --: |" * len(results))
    for task in TASKS:
        cells = [f"{done / spent:,.0f} ({done:,})" for done, spent in (one[task] for one in results.values())]
        lines.append(f"| {task} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        measure(args.count)
        return
    results = {}
    for name in args.databases.split(","):
        with tempfile.TemporaryDirectory(prefix="fawang-clock-") as folder:
            results[name] = (
                on_postgres(args.count, folder) if name == "postgres" else site(args.count, folder, "")
            )
    print(table(results))


if __name__ == "__main__":
    main()
