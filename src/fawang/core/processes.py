"""Small things a process needs to know about itself and its parent."""

from __future__ import annotations

import os
import signal
import threading
import time

#: How often a child looks whether its parent is still there, in seconds.
_LOOK_EVERY = 0.5
#: How long a child that was told to stop may take before it is killed, in seconds.
_GRACE = 10.0


def stop_with_parent() -> None:
    """End this process soon after its parent has died, however it died.

    A killed parent cannot tell its children; on Linux and macOS alike an orphan is given another parent,
    so a change of the parent's number is the sign.
    """
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os.kill(os.getpid(), signal.SIGKILL)
