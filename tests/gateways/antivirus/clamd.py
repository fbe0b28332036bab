"""A clamd for tests on a real socket. It reads INSTREAM as the real one does: chunk by chunk, refusing a
stream over its limit before reading it to the end, and finding EICAR wherever it stands."""

from __future__ import annotations

import socketserver
import struct
import threading
from pathlib import Path

EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


class _Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            byte = self.request.recv(1)
            if not byte:
                return
            command += byte
        daemon: FakeClamd = self.server.daemon
        daemon.commands.append(command)
        if daemon.silent:
            daemon.wake.wait(20)
            return
        if daemon.says is not None:
            self.request.sendall(daemon.says)
        elif command == b"zVERSION\0":
            self.request.sendall(b"ClamAV 1.4.3/27800/Fri Nov 20 09:26:35 2026\0")
        elif command == b"zINSTREAM\0":
            self.request.sendall(self._scanned(daemon))

    def _scanned(self, daemon: FakeClamd) -> bytes:
        content = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            if len(content) + size > daemon.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
            content += self._exactly(size)
        daemon.seen.append(content)
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = self.request.recv(count - len(found))
            if not part:
                raise ConnectionError
            found += part
        return found


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is nothing to report."""


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is nothing to report."""


class FakeClamd:
    """Starts on entering; `address` is what FAWANG_CLAMD would be."""

    def __init__(self, path: Path | None = None, limit: int = 25 * 1024 * 1024) -> None:
        self.limit = limit
        self.seen: list[bytes] = []
        self.commands: list[bytes] = []
        self.silent = False
        self.says: bytes | None = None
        self.wake = threading.Event()
        self.server = _Unix(str(path), _Talk) if path else _Tcp(("127.0.0.1", 0), _Talk)
        self.server.daemon = self
        self.address = f"unix:{path}" if path else f"127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> FakeClamd:
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wake.set()
        self.server.shutdown()
        self.server.server_close()
