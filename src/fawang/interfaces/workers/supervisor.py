"""Keeps a few child processes alive and stops them together.

Each child leads a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone and the
children are stopped in good order; a child watches its parent, so that none outlives a killed supervisor.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from fawang.core.processes import expected_by_children

#: A child that dies this often within the window is not started again, and everything stops.
DEATHS = 5
WINDOW = 60.0
#: How long children may take to finish what they have in hand, in seconds.
GRACE = 10.0
#: How long a child that waits for the others does so, in seconds.
PATIENCE = 20.0
_LOOK_EVERY = 0.05


@dataclass
class Child:
    """One process to keep: its name for messages and its command line."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    #: Starts when the others are ready, or after `PATIENCE`: on a small machine it would slow them down.
    waits: bool = False
    deaths: list[float] = field(default_factory=list)
    start_at: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the process in a session of its own, with nothing on its standard input."""
        self.process = subprocess.Popen(  # noqa: S603 - the command line is ours
            list(self.command),
            env={**environment, **expected_by_children()},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def signal(self, number: int) -> None:
        """Send a signal to the process and to everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs children until told to stop. `tell` hears one sentence about anything unusual."""

    def __init__(
        self, children: Sequence[Child], environment: Mapping[str, str], tell: Callable[[str], None]
    ) -> None:
        self.children = list(children)
        self.environment = environment
        self.tell = tell
        self.stopping = threading.Event()
        self._signals = 0

    def run(self, *, ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
        """Start the children and keep them alive until SIGTERM or Ctrl-C; returns 0 then, and 1 when a
        child cannot be kept alive. `on_ready` is called once, as soon as `ready` says so."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGHUP, self._on_signal)
        announced = False
        next_look = 0.0
        for child in self.children:
            child.start_at = time.monotonic() + PATIENCE if child.waits else 0.0
        status = 0
        try:
            while not self.stopping.is_set():
                if not self._keep_alive():
                    status = 1
                    break
                if not announced and time.monotonic() >= next_look:
                    announced = ready()
                    next_look = time.monotonic() + 0.1
                    if announced:
                        on_ready()
                        self._start_those_who_wait()
                self.stopping.wait(_LOOK_EVERY)
        finally:
            self.stop()
        return status

    def _start_those_who_wait(self) -> None:
        for child in self.children:
            if child.waits and child.process is None and not child.deaths:
                child.start_at = 0.0

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1
        self.stopping.set()
        if self._signals > 1:  # Asked twice: the person does not want to wait.
            for child in self.children:
                child.signal(signal.SIGKILL)

    def _keep_alive(self) -> bool:
        moment = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                child.signal(signal.SIGKILL)  # What the dead leader left behind would hold its port.
                child.deaths = [at for at in child.deaths if moment - at < WINDOW] + [moment]
                status = child.process.returncode
                child.process = None
                if len(child.deaths) >= DEATHS:
                    self.tell(f"{child.name}一分钟内退出了 {DEATHS} 次（最后状态 {status}），现在全部停止。")
                    return False
                child.start_at = moment + 0.25 * 2 ** (len(child.deaths) - 1)
                self.tell(f"{child.name}意外退出（状态 {status}），正在重新启动。")
            if child.process is None and moment >= child.start_at:
                child.start(self.environment)
        return True

    def stop(self) -> None:
        """Ask every child to finish, wait for them, and kill what is still there after the grace time."""
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.05, deadline - time.monotonic()))
            child.signal(signal.SIGKILL)
            child.process.wait()
