"""The background worker: delivers the outbox and keeps the schedule.

It holds nothing in memory that matters. Killed at any point, the next one finds every effect where the
database has it: waiting, or leased with a lease that lapses.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from types import FrameType

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from fawang.core.clock import now
from fawang.core.outbox.operations import Handler, run_ready
from fawang.core.processes import expected_by_children, stop_with_parent
from fawang.interfaces.workers.schedule import TASKS, Schedule
from fawang.journeys.effects import HANDLERS

#: How long an idle worker sleeps, in seconds: an effect waits no longer than this to be seen.
IDLE = 0.25
#: How long it waits after the database could not be reached, in seconds.
TROUBLE = 2.0
#: Effects per turn; between turns the worker looks whether it should stop.
BATCH = 20
_log = logging.getLogger("fawang.worker")


def work(*, once: bool = False, with_parent: bool = False) -> None:
    """Deliver effects until SIGTERM or Ctrl-C; the effect in hand is finished first.

    `once` delivers what is due and returns. `with_parent` also ends when the starting process is gone.
    """
    stop = threading.Event()
    if with_parent:
        stop_with_parent()
    if not once:
        _stop_on_signals(stop)
    try:
        with contextlib.nullcontext() if once else _making_fonts():
            run(stop, HANDLERS, Schedule(TASKS), once=once)
    finally:
        connections.close_all()


def run(stop: threading.Event, handlers: Mapping[str, Handler], schedule: Schedule, *, once: bool) -> None:
    """The loop itself, until `stop` is set; with `once`, until nothing is due."""
    while not stop.is_set():
        try:
            close_old_connections()
            schedule.run_due(now())
            tried = run_ready(handlers, now=now(), limit=BATCH)
        except DatabaseError:
            if once:
                raise
            _log.exception("the database does not answer; trying again")
            connections.close_all()
            stop.wait(TROUBLE)
            continue
        if tried:
            continue
        if once:
            return
        stop.wait(IDLE)


@contextlib.contextmanager
def _making_fonts() -> Iterator[None]:
    """Have the small fonts made meanwhile, in a process of its own and as the last in line for the processor.
    In a thread it would hold the interpreter's lock while it waits for its turn, and the worker with it."""
    command = [sys.executable, "-m", "fawang", "documents", "fonts", "--in-background"]
    environment = {**os.environ, **expected_by_children()}
    maker = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        yield
    finally:
        maker.terminate()
        maker.wait()


def _stop_on_signals(stop: threading.Event) -> None:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
