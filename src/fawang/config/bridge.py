"""Runs a WSGI application for an RSGI server, in a bounded pool of threads."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import IO, Any

from django.conf import settings

Headers = list[tuple[str, str]]
#: A body beyond this many bytes waits on disk, not in memory.
_SPOOL = 1024 * 1024
_CHUNK = 64 * 1024
#: A refused body up to so many bytes is read to its end, for so many seconds at most, and thrown away.
_DRAINED = 512 * 1024 * 1024
_DRAIN_SECONDS = 30
_log = logging.getLogger("fawang.web")
_TOO_LARGE = "上传的内容太大，请把文件压缩或者分几次上传。"
_BUSY = "现在访问的人太多，请过一会儿再试。急事请拨打 12348。"


class Bridge:
    """Hands requests to WSGI threads and their answers back to the server."""

    def __init__(self, application: Callable[..., Iterable[bytes]], *, threads: int, waiting: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._room = threads + waiting
        self._inside = 0

    def close(self) -> None:
        """Take no more requests; those in hand finish."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def answer(self, scope: Any, protocol: Any) -> None:
        """Run one request from its first byte to its last."""
        if self._inside >= self._room:
            _say(protocol, 503, _BUSY, [("retry-after", "5")])
            return
        self._inside += 1
        try:
            await self._run(scope, protocol)
        finally:
            self._inside -= 1

    async def _run(self, scope: Any, protocol: Any) -> None:
        headers = scope.headers.items()
        body: IO[bytes] = io.BytesIO()
        if scope.method not in ("GET", "HEAD") or "content-length" in scope.headers:
            received = await _receive(scope, protocol)
            if received is None:
                _say(protocol, 413, _TOO_LARGE, [("connection", "close")])
                return
            body = received
        loop = asyncio.get_running_loop()
        with body:
            job = _Job(self._application, _environ(scope, headers, body), protocol, loop)
            await loop.run_in_executor(self._pool, job.run)


class _Job:
    """One request in a thread."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        environ: dict[str, Any],
        protocol: Any,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.application = application
        self.environ = environ
        self.protocol = protocol
        self.loop = loop
        self.status = 500
        self.headers: Headers = []

    def run(self) -> None:
        """Call the application and send what it returns; nothing it raises gets out of the thread."""
        try:
            result = self.application(self.environ, self._start_response)
            try:
                if isinstance(result, list | tuple) or not getattr(result, "streaming", True):
                    self._send_whole(b"".join(result))
                else:
                    self._send_stream(result)
            finally:
                close = getattr(result, "close", None)
                if close is not None:
                    close()
        except Exception:
            _log.exception("%s %s", self.environ["REQUEST_METHOD"], self.environ["PATH_INFO"])
            if not self.headers:
                _say(self.protocol, 500, "系统出错了，已经记录。请稍后再试，急事请拨打 12348。", [])

    def _start_response(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        self.status = int(status[:3])
        self.headers = [(name.lower(), value) for name, value in headers]
        return _no_write

    def _send_whole(self, content: bytes) -> None:
        if self.environ["REQUEST_METHOD"] == "HEAD" or not content:
            self.protocol.response_empty(self.status, self.headers)
        else:
            self.protocol.response_bytes(self.status, self.headers, content)

    def _send_stream(self, chunks: Iterable[bytes]) -> None:
        # The transport belongs to the loop; waiting for each send keeps a slow reader from filling memory.
        transport = self.protocol.response_stream(self.status, self.headers)
        for chunk in chunks:
            if chunk:
                asyncio.run_coroutine_threadsafe(_send(transport, chunk), self.loop).result()


async def _send(transport: Any, chunk: bytes) -> None:
    await transport.send_bytes(chunk)


def _no_write(_data: bytes) -> None:
    raise NotImplementedError("the old write() callable of WSGI is not offered")


async def _receive(scope: Any, protocol: Any) -> IO[bytes] | None:
    """The whole body, on disk when it is large; None when it is larger than any page accepts."""
    most = settings.REQUEST_BODY_MOST
    announced = scope.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        if int(announced) <= _DRAINED:
            await _drain(protocol)
        return None
    with contextlib.ExitStack() as on_the_way:
        body = on_the_way.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL))
        size = 0
        async for chunk in protocol:
            size += len(chunk)
            if size > _DRAINED:
                return None
            if size <= most:
                body.write(chunk)
        if size > most:
            return None
        body.seek(0)
        on_the_way.pop_all()  # From here on the body is the caller's to close.
        return body


async def _drain(protocol: Any) -> None:
    """Read on without keeping anything. A browser looks for an answer only when it has sent everything; one
    that is cut off in the middle shows "connection reset" instead of the sentence that says what to do."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for _chunk in protocol:
                pass


def _environ(scope: Any, headers: Iterable[tuple[str, str]], body: IO[bytes]) -> dict[str, Any]:
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # The server has decoded the path; WSGI wants its bytes as Latin-1 characters.
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in headers:
        if "_" in name:
            continue  # Would be taken for the name with a dash, which a proxy may have set.
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in environ and key != "HTTP_HOST":
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


def _say(protocol: Any, status: int, sentence: str, headers: Headers) -> None:
    phrase = HTTPStatus(status).phrase
    plain = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), *headers]
    protocol.response_str(status, plain, f"{sentence}\n\n{status} {phrase}\n")
