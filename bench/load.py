"""A small HTTP client for measuring: prepared requests over kept connections, and the CPU that they cost."""

from __future__ import annotations

import os
import socket
import statistics
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def wait_for_port(port: int, seconds: float = 60.0) -> None:
    """Return when something listens on the port; raises TimeoutError when nothing does in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@dataclass
class Result:
    """What one run measured: seconds per request, the status of each, and wall and CPU seconds."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    wall: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.wall if self.wall else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which the given share (0–1) of the requests were answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def median(self) -> float:
        return 1000 * statistics.median(self.seconds)

    @property
    def cpu_each(self) -> float:
        return 1000 * self.cpu / max(1, len(self.seconds))


class Connection:
    """One kept connection that sends raw requests and reads whole answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()
        self.rest = b""

    def _open(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send one request; returns status, head and body. Opens the connection again when it was closed."""
        try:
            self.socket.sendall(request)
            return self._read()
        except (ConnectionError, ValueError):
            self.socket.close()
            self.socket, self.rest = self._open(), b""
            self.socket.sendall(request)
            return self._read()

    def _more(self) -> None:
        got = self.socket.recv(262144)
        if not got:
            raise ConnectionError("closed")
        self.rest += got

    def _read(self) -> tuple[int, bytes, bytes]:
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        low = head.lower()
        status = int(head.split(b" ", 2)[1])
        if b"transfer-encoding: chunked" in low:
            body = self._chunks()
        else:
            mark = low.find(b"content-length:")
            length = int(low[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            while len(self.rest) < length:
                self._more()
            body, self.rest = self.rest[:length], self.rest[length:]
        if b"connection: close" in low:
            self.socket.close()
            self.socket, self.rest = self._open(), b""
        return status, head, body

    def _chunks(self) -> bytes:
        whole = b""
        while True:
            while b"\r\n" not in self.rest:
                self._more()
            size_text, self.rest = self.rest.split(b"\r\n", 1)
            size = int(size_text, 16)
            while len(self.rest) < size + 2:
                self._more()
            whole, self.rest = whole + self.rest[:size], self.rest[size + 2 :]
            if size == 0:
                return whole


def request(
    method: str, path: str, *, cookie: str = "", body: bytes = b"", extra: Sequence[str] = ()
) -> bytes:
    """The bytes of one HTTP/1.1 request to a server on this machine."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: bench", *extra]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def run(port: int, requests: Sequence[bytes], clients: int, pids: Iterable[int]) -> Result:
    """Send the requests over `clients` connections at once and measure; `pids` are the processes to bill."""
    result, lock, todo = Result(), threading.Lock(), iter(requests)
    watched = list(pids)

    def work() -> None:
        connection = Connection(port)
        while True:
            with lock:
                one = next(todo, None)
            if one is None:
                return
            began = time.perf_counter()
            status, _, _ = connection.ask(one)
            took = time.perf_counter() - began
            with lock:
                result.seconds.append(took)
                result.statuses.append(status)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    cpu_before, began = cpu_of(watched), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.wall, result.cpu = time.perf_counter() - began, cpu_of(watched) - cpu_before
    return result


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            todo += [int(child) for child in task.read_text().split()]
    return found


def named(word: str) -> list[int]:
    """All processes whose command line holds the word (the database server's, for instance)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if word in (folder / "cmdline").read_text().replace("\0", " "):
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def cpu_of(pids: Iterable[int]) -> float:
    """CPU seconds that these processes have used so far, their finished children included."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(value) for value in fields[11:15])
    return total / TICKS
