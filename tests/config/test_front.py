"""One address for pages and event streams, on the real server."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.config.running import Server, Stream

pytestmark = pytest.mark.xdist_group("front")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("front"))
    running.seed()
    running.start()
    yield running
    running.stop()


def request(server: Server, head: str, body: bytes = b"") -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 10) as link:
        link.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        link.settimeout(10)
        got = b""
        while chunk := link.recv(65536):
            got += chunk
        return got


def test_a_stream_says_hello_and_then_brings_what_happens(server):
    stream = Stream(server)
    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["content-encoding"] == "identity"  # Compressed, a browser gets one event of many.
    assert stream.event()["event"] == "ready"
    started = time.monotonic()
    number = server.push("organisation:1", event="matter.new", number="HP1")
    assert stream.change() == (number, {"topic": "organisation:1", "event": "matter.new", "number": "HP1"})
    assert time.monotonic() - started < 8
    stream.close()


def test_only_topics_of_the_viewer_arrive(server):
    alpha, beta = Stream(server, "alpha"), Stream(server, "beta")
    assert alpha.event()["event"] == beta.event()["event"] == "ready"
    server.push("organisation:1", event="a", number="1")
    server.push("staff:2", event="b", number="2")
    server.push("matter:HP1", event="c", number="3")
    assert alpha.change()[1]["event"] == "a"
    assert beta.change()[1]["event"] == "b"
    for stream in (alpha, beta):
        with pytest.raises(TimeoutError):
            stream.change(1)
        stream.close()


@pytest.mark.parametrize("cookie", ["", "no-such-session", '"\\', "x" * 3000])
def test_without_a_staff_session_there_is_no_stream(server, cookie):
    assert Stream(server, cookie).status == 401


def test_a_returning_page_gets_what_it_missed_once_and_in_order(server):
    stream = Stream(server)
    stream.event()
    first = server.push("organisation:1", event="seen", number="1")
    assert stream.change()[0] == first
    stream.close()
    missed = [server.push("organisation:1", event="missed", number=str(n)) for n in range(5)]
    server.push("organisation:2", event="not yours", number="x")
    stream = Stream(server, last_id=first)
    assert [stream.change()[0] for _ in missed] == missed
    later = server.push("organisation:1", event="later", number="9")
    assert stream.change()[0] == later
    with pytest.raises(TimeoutError):
        stream.change(0.8)
    stream.close()


@pytest.mark.parametrize("last_id", [10**12, 10**18 - 1])
def test_a_page_from_another_time_is_told_to_load_anew(server, last_id):
    stream = Stream(server, last_id=last_id)
    assert [stream.event()["event"], stream.event()["event"]] == ["ready", "reset"]
    stream.close()


def test_too_many_missed_events_become_one_reset(server):
    before = server.push("organisation:1", event="x", number="0")
    for n in range(205):
        server.push("organisation:1", event="flood", number=str(n))
    stream = Stream(server, last_id=before)
    assert [stream.event()["event"], stream.event()["event"]] == ["ready", "reset"]
    stream.close()


def test_streams_of_one_person_are_bounded_and_come_free_again(server):
    streams = [Stream(server, "beta") for _ in range(12)]
    assert {s.status for s in streams} == {200}
    for stream in streams:
        stream.event()
    assert Stream(server, "beta").status == 503
    assert Stream(server, "alpha").status == 200
    for stream in streams:
        stream.close()
    deadline = time.monotonic() + 10
    while Stream(server, "beta").status != 200:
        assert time.monotonic() < deadline, "a closed stream keeps its place"
        time.sleep(0.2)


def test_the_stream_takes_reads_only(server):
    answer = request(server, "POST /events/ HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close")
    assert answer.startswith(b"HTTP/1.1 405")


def test_pages_answer_while_many_streams_are_open(server):
    streams = [Stream(server, who) for who in ("alpha", "beta") for _ in range(10)]
    answer = request(server, "GET /healthz HTTP/1.1\nHost: localhost\nConnection: close")
    assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"ok\n")
    for stream in streams:
        stream.close()


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(server):
    head = "POST /healthz HTTP/1.1\nHost: localhost\nContent-Length: 99999999999\nConnection: close"
    answer = request(server, head, b"x")
    assert answer.startswith(b"HTTP/1.1 413") and "太大".encode() in answer


@pytest.mark.parametrize("told", [True, False])
def test_somebody_who_sends_a_long_video_reads_why_it_is_not_taken(server, told):
    """A browser reads nothing before it has sent everything."""
    body, head = bytes(1024 * 1024), "POST /healthz HTTP/1.1\nHost: localhost\nConnection: close\n"
    if told:
        sent = body * 70
        head += f"Content-Length: {len(sent)}"
    else:
        sent = b"".join(b"%x\r\n%s\r\n" % (len(body), body) for _ in range(70)) + b"0\r\n\r\n"
        head += "Transfer-Encoding: chunked"
    answer = request(server, head, sent)
    assert answer.startswith(b"HTTP/1.1 413") and "太大".encode() in answer


def test_a_header_with_an_underscore_cannot_pose_as_the_proxys(server):
    """`X_Forwarded_Proto` must not become HTTP_X_FORWARDED_PROTO."""
    head = "GET /healthz HTTP/1.1\nHost: localhost\nX_Forwarded_Host: a b\nConnection: close"
    answer = request(server, head)
    assert answer.startswith(b"HTTP/1.1 200")


def test_a_foreign_host_name_is_refused(server):
    answer = request(server, "GET / HTTP/1.1\nHost: evil.example\nConnection: close")
    assert answer.startswith(b"HTTP/1.1 400")


def test_it_stops_at_once_with_streams_open_and_a_killed_worker_is_replaced(tmp_path):
    running = Server(tmp_path)
    running.seed()
    running.start()
    try:
        stream = Stream(running)
        stream.event()
        children = [line.split()[0] for line in _living(running)]
        workers = [
            int(pid)
            for pid in children
            if int(pid) != running.process.pid
            and "fawang.config.web" in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        assert workers
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises((EOFError, ConnectionError)):
            stream.change(10)
        again = _patiently(lambda: Stream(running))
        assert again.event()["event"] == "ready"
    finally:
        took = running.stop()
    # It ends by itself: no stream holds it open until somebody kills it. How fast is a matter for the bench.
    assert took < 20
    assert _living(running) == []


def test_no_worker_outlives_a_killed_server(tmp_path):
    running = Server(tmp_path)
    running.seed()
    running.start()
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait(5)
    deadline = time.monotonic() + 15
    while _living(running):
        assert time.monotonic() < deadline, "workers are left behind"
        time.sleep(0.3)


def _living(running: Server) -> list[str]:
    """Processes of the server's session that still run; the dead whom nobody has collected do not count."""
    lines = os.popen(f"ps -o pid=,stat= -s {running.process.pid}").read().splitlines()
    return [line for line in lines if line.split()[1][0] != "Z"]


def _patiently(attempt):
    deadline = time.monotonic() + 15
    while True:
        try:
            return attempt()
        except (OSError, EOFError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
