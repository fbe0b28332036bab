"""Whether a provider is left alone for a while because it failed several times in a row."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from fawang.core import clock

#: Failures in a row after which a provider is left alone, and for how long. After that one message tries it.
FAILURES = 3
REST = timedelta(seconds=60)


class Circuit:
    """Kept in a file, so that two workers and the command line see the same. Two writers at once may lose one
    count, which only makes the rest begin a message later."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def closed(self) -> bool:
        """Whether the provider may be tried now."""
        _, until = self._read()
        return until is None or until <= clock.now()

    def failed(self) -> None:
        """Count a failure; the third in a row opens the circuit, and so does each one after it."""
        count, _ = self._read()
        until = clock.now() + REST if count + 1 >= FAILURES else None
        self._write(count + 1, until)

    def worked(self) -> None:
        """Forget the failures."""
        if self._read()[0]:
            self._write(0, None)

    def resting_until(self) -> datetime | None:
        """Until when the provider is left alone, None when it is not."""
        _, until = self._read()
        return until if until and until > clock.now() else None

    def _read(self) -> tuple[int, datetime | None]:
        try:
            said = json.loads(self.path.read_text(encoding="utf-8"))
            return int(said["failures"]), datetime.fromisoformat(said["until"]) if said["until"] else None
        except (OSError, ValueError, KeyError, TypeError):
            return 0, None

    def _write(self, failures: int, until: datetime | None) -> None:
        said = {"failures": failures, "until": until.isoformat() if until else ""}
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        # Without the file every provider is tried each time, which is slow and not wrong.
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_text(json.dumps(said), encoding="utf-8")
            draft.replace(self.path)
