"""The web process's side of an engine."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import fawang
from fawang.gateways.engine.frames import read_frame, write_frame

_log = logging.getLogger(__name__)


class EngineFailed(Exception):
    """No answer came. The text holds nothing of what was to be read."""


class EngineBusy(EngineFailed):
    """Others were being served for longer than a person waits."""


class EngineSlow(EngineFailed):
    """Killed at its time limit."""


class Engine:
    """A recogniser in its own process: `module` is run with `arguments` and answers frames.

    `limit`: seconds one call may take, loading included. `patience`: seconds to wait for earlier callers.
    """

    def __init__(self, module: str, *arguments: str, limit: float, patience: float) -> None:
        self.module, self.arguments, self.limit, self.patience = module, arguments, limit, patience
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, head: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Ask once. Raises EngineBusy, EngineSlow, EngineFailed; a fault in the answer is the caller's."""
        if not self._lock.acquire(timeout=self.patience):
            raise EngineBusy(self.module)
        try:
            # An engine that just left after its idle time is not known to be gone until it is written to.
            fresh = not self._alive()
            try:
                return self._ask(head, body)
            except EngineSlow:
                raise
            except EngineFailed:
                if fresh:
                    raise
            return self._ask(head, body)
        finally:
            self._lock.release()

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    # Bytes that were on their way to it have nowhere to go any more.
                    continue

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self) -> subprocess.Popen[bytes]:
        self.stop()
        source = str(Path(fawang.__file__).parent.parent)
        paths = [source, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own Python
            [sys.executable, "-m", self.module, *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What libraries print may hold what they read, so it goes nowhere.
            stderr=subprocess.DEVNULL,
            env=environment,
            # Ctrl-C in the terminal is for the server; the engine leaves when its parent does.
            start_new_session=True,
        )
        return self._process

    def _ask(self, head: dict[str, Any], body: bytes) -> dict[str, Any]:
        process = self._process if self._alive() else None
        process = process or self._start()
        assert process.stdin
        assert process.stdout
        # Both writing and reading may hang with the engine; killing it ends either.
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.limit, give_up)
        timer.daemon = True
        timer.start()
        try:
            write_frame(process.stdin, head, body)
            said, _body = read_frame(process.stdout)
        except (OSError, EOFError, ValueError) as error:
            self.stop()
            if late.is_set():
                _log.warning("engine %s killed after %s s", self.module, self.limit)
                raise EngineSlow(self.module) from None
            raise EngineFailed(f"{self.module}: {type(error).__name__}") from None
        finally:
            timer.cancel()
        if said.get("fault") == "crashed":
            _log.warning("engine %s failed: %s", self.module, said.get("kind"))
            raise EngineFailed(f"{self.module}: {said.get('kind')}")
        return said
