"""Take a matter: exactly one officer gets it."""

from __future__ import annotations

from datetime import datetime

from fawang.records.people.viewers import Viewer


def take(*, viewer: Viewer, number: str, now: datetime, address: str = "") -> None:
    """Become the holder of an untaken matter. Raises MatterNotFound, AlreadyTaken (`.holder_name`), and
    MatterClosed. Taking what one already holds changes nothing."""
    raise NotImplementedError


def release(*, viewer: Viewer, number: str, reason: str, now: datetime, address: str = "") -> None:
    """Put a matter one holds back into the queue, with the reason."""
    raise NotImplementedError
