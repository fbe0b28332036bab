"""The supervisor with children that misbehave."""

from __future__ import annotations

import os
import sys
import threading
import time

from fawang.interfaces.workers import supervisor
from fawang.interfaces.workers.supervisor import Child, Supervisor


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def watch(children, monkeypatch, *, seconds=20.0, ready=lambda: True, grace=2.0):
    """Run a supervisor in this thread's place; returns status, what was told, and how often it was ready."""
    told, announced = [], []
    monkeypatch.setattr(supervisor, "GRACE", grace)
    monkeypatch.setattr(supervisor.signal, "signal", lambda *_: None)
    keeper = Supervisor(children, os.environ, told.append)
    timer = threading.Timer(seconds, keeper.stopping.set)
    timer.start()
    status = keeper.run(ready=ready, on_ready=lambda: announced.append(1))
    timer.cancel()
    return status, told, announced


def test_a_child_that_cannot_live_ends_everything_with_a_message(monkeypatch):
    good = Child("好", python("import time; time.sleep(60)"))
    bad = Child("坏", python("raise SystemExit(3)"))
    status, told, _ = watch([good, bad], monkeypatch)
    assert status == 1
    assert "坏一分钟内退出了 5 次（最后状态 3），现在全部停止。" in told[-1]
    assert good.process is not None
    assert good.process.returncode is not None


def test_a_child_that_will_not_stop_is_killed_with_all_it_started(monkeypatch):
    sleeper = "import time; time.sleep(60)"
    deaf = (
        "import signal, subprocess, sys, time; signal.signal(15, signal.SIG_IGN); "
        f"subprocess.Popen([sys.executable, '-S', '-c', '{sleeper}']); time.sleep(60)"
    )
    child = Child("聋", python(deaf))
    started = time.monotonic()
    status, _, announced = watch([child], monkeypatch, seconds=1.5, grace=0.5)
    assert status == 0
    assert announced == [1]
    assert time.monotonic() - started < 6
    assert child.process is not None
    assert child.process.returncode == -9
    lines = os.popen(f"ps -o stat= -s {child.process.pid}").read().split()
    assert [state for state in lines if state[0] != "Z"] == []


def test_ready_is_announced_once_and_only_when_it_is(monkeypatch):
    answers = iter([False, False, True, True, True])
    child = Child("网", python("import time; time.sleep(60)"))
    _, _, announced = watch([child], monkeypatch, seconds=2, ready=lambda: next(answers))
    assert announced == [1]
    assert next(answers) is True  # It stopped asking.
