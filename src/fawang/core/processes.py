"""Small things a process needs to know about itself and its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

#: How often a child looks whether its parent is still there, in seconds.
_LOOK_EVERY = 0.5
#: How long a child that was told to stop may take before it is killed, in seconds.
_GRACE = 10.0
#: From Linux's <sys/prctl.h>.
_PR_SET_PDEATHSIG = 1
#: Between our own processes only and nothing to set, hence the underscore before it.
_PARENT = "_FAWANG_STARTED_BY"


def expected_by_children() -> dict[str, str]:
    """What a process puts into the environment of those it starts, so that they know it: one that is killed
    while they are still reading their code has become another by the time they look for it."""
    return {_PARENT: str(os.getpid())}


def _parent() -> int:
    # It is taken out, because whatever this process starts in turn has another parent.
    return int(os.environ.pop(_PARENT, 0)) or os.getppid()


def stop_with_parent() -> None:
    """End this process soon after its parent has died, however it died.

    A killed parent cannot tell its children; on Linux and macOS alike an orphan is given another parent,
    so a change of the parent's number is the sign.
    """
    threading.Thread(target=_watch, args=(_parent(),), name="parent-watch", daemon=True).start()


def end_with_parent() -> None:
    """The same for a process that forks and therefore must have no thread: the kernel sends it SIGTERM.
    Only Linux can; elsewhere a thread watches."""
    if sys.platform != "linux":
        stop_with_parent()
        return
    parent = _parent()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # It died before the kernel was asked.
        os.kill(os.getpid(), signal.SIGTERM)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os.kill(os.getpid(), signal.SIGKILL)
