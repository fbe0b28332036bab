"""A small client of ClamAV's daemon: one command per connection, as clamd(8) describes it.

`zINSTREAM` takes the file as chunks, each after its length in four bytes (big endian), a length of zero at
the end. The answer ends with a zero byte: `stream: OK`, `stream: <name> FOUND`, or `<reason> ERROR`."""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from fawang.gateways.antivirus.port import Finding, ScannerUnreachable

_CHUNK = 128 * 1024
#: No answer of clamd is longer; a stranger on that socket must not fill the memory.
_LONGEST_ANSWER = 4096
#: Seconds to wait for the connection: the daemon is near, or it is not there.
_CONNECT = 1.0
_FOUND = re.compile(r"stream: (.+) FOUND")
#: What is shown of a name that a scanner gave: it stands in pages and logs.
_NAME_LIMIT = 120


class Clamd:
    """clamd at `unix:/path` or `host:port`."""

    def __init__(self, address: str) -> None:
        """Raises ValueError for an address that is neither."""
        self.address = address
        self._path = address.removeprefix("unix:") if address.startswith("unix:") else ""
        host, _, port = address.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port) if port.isdigit() else 0
        if not self._path and not (self._host and 0 < self._port < 65536):
            raise ValueError("FAWANG_CLAMD 要写成 unix:/run/clamav/clamd.ctl 或者 主机:端口")

    def scan(self, path: Path, *, seconds: float) -> Finding:
        """Look through a file for so many seconds at most. Raises ScannerUnreachable."""
        with path.open("rb") as file:
            return self._stream(iter(lambda: file.read(_CHUNK), b""), seconds)

    def scan_bytes(self, content: bytes, *, seconds: float) -> Finding:
        """The same for bytes in memory. Raises ScannerUnreachable."""
        return self._stream((content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK)), seconds)

    def version(self) -> str:
        """Name, version and date of the signatures. Raises ScannerUnreachable."""
        answer = self._ask(b"zVERSION\0", (), 5.0)
        if not answer.startswith("ClamAV"):
            raise ScannerUnreachable("what answers there is no clamd")
        return answer[:_NAME_LIMIT]

    def _stream(self, chunks: Iterable[bytes], seconds: float) -> Finding:
        answer = self._ask(b"zINSTREAM\0", _framed(chunks), seconds)
        if answer == "stream: OK":
            return Finding()
        if found := _FOUND.fullmatch(answer):
            return Finding(found[1][:_NAME_LIMIT])
        raise ScannerUnreachable(f"clamd said: {answer[:_NAME_LIMIT]}")

    def _ask(self, command: bytes, body: Iterable[bytes], seconds: float) -> str:
        end = time.monotonic() + seconds
        try:
            with self._connected(min(_CONNECT, seconds)) as link:
                try:
                    link.sendall(command)
                    for part in body:
                        link.settimeout(_left(end))
                        link.sendall(part)
                except (BrokenPipeError, ConnectionResetError):
                    # A file over its limit: clamd says so and hangs up; what it said can still be read.
                    pass
                return _answer(link, end)
        except OSError as error:
            raise ScannerUnreachable(f"{type(error).__name__}: {error}") from None

    def _connected(self, seconds: float) -> socket.socket:
        if not self._path:
            return socket.create_connection((self._host, self._port), timeout=seconds)
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(seconds)
        try:
            link.connect(self._path)
        except OSError:
            link.close()
            raise
        return link


def _framed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield struct.pack(">I", len(chunk)) + chunk
    yield struct.pack(">I", 0)


def _answer(link: socket.socket, end: float) -> str:
    said = b""
    while b"\0" not in said:
        link.settimeout(_left(end))
        part = link.recv(1024)
        if not part:
            break
        said += part
        if len(said) > _LONGEST_ANSWER:
            raise ScannerUnreachable("the answer does not end")
    text = said.partition(b"\0")[0].decode("utf-8", "replace").strip()
    if not text:
        raise ScannerUnreachable("hung up without an answer")
    return text


def _left(end: float) -> float:
    """Seconds left. Raises TimeoutError when there are none: zero would mean to wait for ever."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
