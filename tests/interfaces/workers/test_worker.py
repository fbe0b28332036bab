"""The background worker: its loop, its schedule, and being killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError

from fawang.core.outbox.models import Effect
from fawang.core.outbox.operations import add_effect
from fawang.interfaces.workers import worker
from fawang.interfaces.workers.schedule import Periodic, Schedule
from tests.cast import NOW
from tests.config.running import environment


@pytest.mark.django_db(transaction=True)
def test_once_delivers_what_is_due_and_leaves_the_rest():
    seen = []
    add_effect("hello", "now", {"n": 1}, now=NOW)
    add_effect("hello", "later", {"n": 2}, now=NOW, due_at=worker.now() + timedelta(hours=1))
    worker.run(threading.Event(), {"hello": lambda p, k: seen.append(k)}, Schedule(()), once=True)
    assert seen == ["now"]
    assert dict(Effect.objects.values_list("key", "state")) == {"now": "done", "later": "waiting"}


@pytest.mark.django_db(transaction=True)
def test_more_than_one_batch_is_worked_off_in_one_go():
    seen = []
    for n in range(worker.BATCH * 2 + 3):
        add_effect("hello", str(n), {}, now=NOW)
    worker.run(threading.Event(), {"hello": lambda p, k: seen.append(k)}, Schedule(()), once=True)
    assert len(set(seen)) == worker.BATCH * 2 + 3


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_does_not_end_the_worker(monkeypatch):
    stop, calls = threading.Event(), []

    def away(*_args, **_more):
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise OperationalError("gone")

    monkeypatch.setattr(worker, "run_ready", away)
    monkeypatch.setattr(worker, "TROUBLE", 0.01)
    worker.run(stop, {}, Schedule(()), once=False)
    assert len(calls) == 3


def test_tasks_run_at_their_time_and_one_failure_stops_no_other():
    ran = []

    def broken(_now):
        raise RuntimeError("no")

    hourly = Periodic("hourly", timedelta(hours=1), ran.append)
    schedule = Schedule((Periodic("broken", timedelta(minutes=1), broken), hourly))
    assert schedule.run_due(NOW) == ["broken", "hourly"]
    assert schedule.run_due(NOW + timedelta(seconds=30)) == []
    assert schedule.run_due(NOW + timedelta(minutes=1)) == ["broken"]
    assert schedule.run_due(NOW + timedelta(hours=1)) == ["broken", "hourly"]
    assert ran == [NOW, NOW + timedelta(hours=1)]


def test_a_running_worker_stops_on_sigterm_and_with_a_killed_parent(tmp_path):
    env = environment(tmp_path)
    base = [sys.executable, "-W", "ignore", "-m", "fawang"]
    assert subprocess.run([*base, "migrate"], env=env, capture_output=True).returncode == 0
    plain = subprocess.Popen([*base, "worker"], env=env)
    middle = subprocess.Popen(
        ["sh", "-c", '"$@" & echo $!; wait', "sh", *base, "worker", "--with-parent"],
        env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    orphan = int(middle.stdout.readline())
    _eventually(lambda: _hears_sigterm(plain.pid) and _hears_sigterm(orphan))
    plain.send_signal(signal.SIGTERM)
    middle.kill()
    assert plain.wait(60) == 0
    _eventually(lambda: not _runs(orphan))


def _eventually(check):
    deadline = time.monotonic() + 60
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _hears_sigterm(pid: int) -> bool:
    """Whether the process has come so far that it handles SIGTERM itself."""
    [caught] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line[:6] == "SigCgt"]
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
