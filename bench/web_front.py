"""Compares ways to give pages and event streams one address: requests per second, p99, CPU per request.

    python bench/web_front.py [--seconds 4] [--rounds 3]

Needs `wrk`. Four servers run the same two views (a hello and one database read, no middleware) with two
workers each, in turns: granian WSGI (no streams possible, the yardstick), the product's RSGI front with its
WSGI threads, an ASGI front with a2wsgi (left out when that package is absent), and Django under ASGI.
Wall-clock figures move with the machine's load; CPU per request hardly does and is the one to compare.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
HERE = Path(__file__).resolve()
SERVERS = {
    "granian WSGI (no streams)": ("wsgi", "wsgi"),
    "RSGI front + WSGI threads": ("rsgi", "rsgi"),
    "ASGI front + a2wsgi": ("asgi", "a2wsgi"),
    "Django ASGI": ("asgi", "asgi"),
}


def hello(request: HttpRequest) -> HttpResponse:
    """The smallest page."""
    return HttpResponse("hello")


def read(request: HttpRequest) -> HttpResponse:
    """One row by its key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT v FROM t WHERE id = %s", [random.randint(1, 1000)])
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [path("hello", hello), path("read", read)]


def set_up() -> None:
    """Settings of the measured application: nothing but the two views and a SQLite file."""
    if not settings.configured:
        settings.configure(
            ROOT_URLCONF="web_front",
            ALLOWED_HOSTS=["*"],
            SECRET_KEY="bench",
            MIDDLEWARE=[],
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": os.environ["BENCH_DATABASE"],
                    "CONN_MAX_AGE": None,
                }
            },
            REQUEST_BODY_MOST=1 << 20,
        )
        django.setup()


class RsgiFront:
    """The product's bridge, with the measured application behind it."""

    def __init__(self) -> None:
        from fawang.config.bridge import Bridge

        self.bridge = Bridge(get_wsgi_application(), threads=8, waiting=256)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        await self.bridge.answer(scope, protocol)


def __getattr__(name: str) -> Any:
    """The application a server asks for by name; made in the worker that asks."""
    if name not in ("wsgi", "rsgi", "asgi", "a2wsgi"):
        raise AttributeError(name)
    set_up()
    if name == "wsgi":
        return get_wsgi_application()
    if name == "rsgi":
        return RsgiFront()
    if name == "asgi":
        return get_asgi_application()
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(get_wsgi_application(), workers=8)


def cpu_of(group: int) -> float:
    """CPU seconds used so far by the processes of a process group."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(name: str, seconds: int, port: int) -> dict[str, tuple[float, float, float]]:
    """Requests per second, p99 in ms and CPU milliseconds per request of both views."""
    interface, target = SERVERS[name]
    command = [sys.executable, "-m", "granian", "--interface", interface, "--port", str(port)]
    command += ["--workers", "2", "--no-ws", "--log-level", "error", "--loop", "asyncio"]
    command += ["--blocking-threads", "8"] if interface == "wsgi" else []
    server = subprocess.Popen([*command, f"web_front:{target}"], cwd=HERE.parent, start_new_session=True)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        found = {}
        for view in ("hello", "read"):
            url = f"http://127.0.0.1:{port}/{view}"
            subprocess.run(["wrk", "-t1", "-c8", "-d1", url], capture_output=True, check=True)
            before = cpu_of(server.pid)
            load = ["wrk", "-t1", "-c32", f"-d{seconds}", "--latency", url]
            out = subprocess.run(load, capture_output=True, text=True, check=True).stdout
            used = cpu_of(server.pid) - before
            count = int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]
            rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]
            value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()  # type: ignore[union-attr]
            if "Non-2xx" in out:
                raise SystemExit(f"{name}: wrong answers\n{out}")
            p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
            found[view] = (rate, p99, used * 1000 / count)
        return found
    finally:
        server.terminate()
        try:
            server.wait(8)
        except subprocess.TimeoutExpired:
            print(f"{name}: did not stop within 8 s of SIGTERM", file=sys.stderr)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def main() -> None:
    """Run the servers in random order, `--rounds` times, and print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    names = [n for n in SERVERS if "a2wsgi" not in n or importlib.util.find_spec("a2wsgi")]
    rounds: dict[str, list[dict[str, tuple[float, float, float]]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_DATABASE"] = f"{folder}/bench.sqlite3"
        set_up()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
            cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(i, f"row {i}") for i in range(1, 1001)])
        for _ in range(args.rounds):
            for name in random.sample(names, len(names)):
                rounds[name].append(measure(name, args.seconds, 18900 + random.randint(0, 900)))
    print("| server | view | rps | p99 ms | CPU ms per request |\n| --- | --- | --- | --- | --- |")
    for view in ("hello", "read"):
        for name in names:
            columns = list(zip(*(found[view] for found in rounds[name]), strict=True))
            rate, p99, cpu = (statistics.median(column) for column in columns)
            print(f"| {name} | {view} | {rate:,.0f} | {p99:.0f} | {cpu:.3f} |")


if __name__ == "__main__":
    main()
