"""How far a long step has come, for the person at the terminal."""

from __future__ import annotations

import sys

_told = -1


def progress(fraction: float, sentence: str) -> None:
    """Say it on standard error: on a terminal one moving line, in a log one line each quarter."""
    global _told
    percent = int(min(max(fraction, 0.0), 1.0) * 100)  # A hundred only when it is done.
    if sys.stderr.isatty():
        end = "\n" if percent >= 100 else ""
        print(f"\r\x1b[K  {percent:3d}% {sentence}", end=end, file=sys.stderr, flush=True)
        return
    quarter = percent // 25
    if quarter != _told:
        print(f"  {percent:3d}% {sentence}", file=sys.stderr, flush=True)
    _told = -1 if percent >= 100 else quarter
