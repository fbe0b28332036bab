"""What a web process and an engine say to one another over a pipe: a line of JSON with the size of the
bytes that follow it."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Callable
from typing import IO, Any

from fawang.core.processes import stop_with_parent

#: An engine takes this much at most in one frame; a larger one means that the two ends lost step.
MOST = 64 * 1024 * 1024


class Fault(Exception):
    """What an engine refuses, by a short code that its gateway knows."""


def write_frame(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Say one thing."""
    stream.write(json.dumps({**head, "size": len(body)}, ensure_ascii=False).encode() + b"\n" + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Hear one thing. Raises EOFError when the other end has gone, ValueError for what is no frame."""
    line = stream.readline(4 * 1024 * 1024)
    if not line.endswith(b"\n"):
        raise EOFError
    head = json.loads(line)
    size = int(head.pop("size"))
    if not 0 <= size <= MOST:
        raise ValueError("frame too large")
    body = stream.read(size)
    if len(body) != size:
        raise EOFError
    return head, body


def answer_frames(answer: Callable[[dict[str, Any], bytes], dict[str, Any]], *, idle: float) -> None:
    """The engine's side: answer one frame after another, until the other end has gone or `idle` seconds
    went by without a call. Only the kind of an unforeseen error is told, never its text: it may hold what was
    read."""
    stop_with_parent()
    os.nice(5)  # The pages of everybody else come first.
    calls = sys.stdin.buffer
    # Libraries that print would put words between the frames: the pipe is taken, and they print elsewhere.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while select.select([calls], [], [], idle)[0]:
        try:
            head, body = read_frame(calls)
        except EOFError:
            return
        try:
            said = answer(head, body)
        except Fault as fault:
            said = {"fault": str(fault)}
        except Exception as error:
            said = {"fault": "crashed", "kind": type(error).__name__}
        write_frame(answers, said)
