"""Runs the product's own server on a data folder of its own, for tests that need a real one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SEED = """
import json, sys
from importlib import import_module
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.core.management import call_command
from django.contrib.sessions.backends.db import SessionStore
call_command("migrate", verbosity=0, interactive=False)
from fawang.records.people.models import Appointment, Organisation, Staff
from fawang.reference.places.models import Region
region = Region.objects.create(code="990121000000", name="石港县", full_name="石港县", level=3)
kind = Organisation.Kind.LEGAL_AID_CENTRE
sessions = {}
for n, name in enumerate(["alpha", "beta"], start=1):
    organisation = Organisation.objects.create(id=n, code=name, name=name, kind=kind, region=region)
    staff = Staff.objects.create(id=n, username=name, name=name, password="!")
    Appointment.objects.create(staff=staff, organisation=organisation, role="officer", region=region)
    store = SessionStore()
    store[SESSION_KEY] = str(staff.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    store.save()
    sessions[name] = store.session_key
print(json.dumps(sessions))
"""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FAWANG_") and k != "DATABASE_URL"}
    return kept | {
        "FAWANG_DATA": str(data),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "fawang.config.settings",
        **more,
    }


@dataclass
class Server:
    """The web server alone, with two members of staff signed in."""

    data: Path
    workers: int = 1
    port: int = field(default_factory=free_port)
    sessions: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def seed(self) -> None:
        code = f"import django; django.setup()\n{SEED}"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env=environment(self.data), capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        self.sessions = json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "fawang.config.web", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--workers", str(self.workers)],
            env=environment(self.data), start_new_session=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, "the server ended at once"
                time.sleep(0.1)
        raise AssertionError("the server does not listen")

    def stop(self) -> float:
        """Stop it as `serve` does; returns how long that took in seconds."""
        assert self.process is not None
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            finally:
                self.kill()
        return time.monotonic() - started

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def push(self, topic: str, **data: str) -> int:
        """Write a push as another process would; returns its id."""
        with closing(sqlite3.connect(self.data / "fawang.sqlite3", timeout=10)) as link, link:
            cursor = link.execute(
                "INSERT INTO outbox_push (topic, data, created_at)"
                " VALUES (?, ?, strftime('%Y-%m-%d %H:%M:%f','now'))",
                [topic, json.dumps(data)],
            )
            return int(cursor.lastrowid or 0)

    def execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.data / "fawang.sqlite3", timeout=10)) as link, link:
            link.execute(statement)


class Stream:
    """A browser's side of an event stream: reads events from a plain socket."""

    def __init__(self, server: Server, who: str = "alpha", last_id: int | None = None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), 10)
        lines = ["GET /events/ HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip, br"]
        if who:
            lines.append(f"Cookie: theme=large; sessionid={server.sessions.get(who, who)}")
        if last_id is not None:
            lines.append(f"Last-Event-ID: {last_id}")
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.buffer = b""
        head = self._until(b"\r\n\r\n").decode().lower()
        self.status = int(head.split()[1])
        self.headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)

    def _until(self, mark: bytes, seconds: float = 10) -> bytes:
        deadline = time.monotonic() + seconds
        while mark not in self.buffer:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            got = self.socket.recv(65536)
            if not got:
                raise EOFError(self.buffer)
            self.buffer += got
        part, _, self.buffer = self.buffer.partition(mark)
        return part

    def event(self, seconds: float = 5) -> dict[str, str]:
        """The next event; TimeoutError when none comes."""
        lines = self._until(b"\n\n", seconds).decode().splitlines()
        fields = [line.partition(": ") for line in lines]
        return {name: value for name, _, value in fields if name in ("id", "event", "data", "retry")}

    def change(self, seconds: float = 5) -> tuple[int, dict[str, str]]:
        """The next change, leaving out the hello."""
        while True:
            event = self.event(seconds)
            if event.get("event") == "change":
                return int(event["id"]), json.loads(event["data"])

    def close(self) -> None:
        self.socket.close()
