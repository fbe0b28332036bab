"""The local gateway, and the operator's against a faithful fake on a real socket."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from fawang.gateways.sms import HttpSms, LocalSms, SmsFailed, SmsRefused

BODY = '{"mobile": "{phone}", "content": "{text}", "id": "{key}"}'


class Operator(BaseHTTPRequestHandler):
    """Answers like an operator: refuses a wrong token, recognises repeats, fails when told to."""

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.headers["Authorization"], json.loads(raw)))
        status, answer = self.server.answer
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def operator():
    server = HTTPServer(("127.0.0.1", 0), Operator)
    server.seen, server.answer = [], (200, '{"code": 0}')
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def gateway(operator, **more) -> HttpSms:
    url = f"http://127.0.0.1:{operator.server_port}/send"
    return HttpSms(url=url, body=BODY, token="secret", success='"code": 0', **more)


def test_the_template_is_filled_with_whatever_people_write(operator):
    text = '他说:"还钱" \\ {phone}\n第二行'
    gateway(operator).send("key-1", "13900000001", text)
    token, body = operator.seen[0]
    assert token == "Bearer secret"
    assert (body["mobile"], body["id"]) == ("13900000001", "key-1")
    assert body["content"].startswith('他说:"还钱" \\ ')


@pytest.mark.parametrize(
    ("status", "answer", "failure"),
    [
        (200, '{"code": 7}', SmsFailed),
        (500, "", SmsFailed),
        (429, "", SmsFailed),
        (400, "no such number", SmsRefused),
        (302, "", SmsFailed),
    ],
)
def test_every_other_answer_is_no_success(operator, status, answer, failure):
    operator.answer = (status, answer)
    with pytest.raises(failure) as raised:
        gateway(operator).send("key-1", "13900000001", "您好")
    assert "13900000001" not in str(raised.value)
    assert len(operator.seen) == 1


def test_an_operator_that_is_not_there(operator):
    wire = gateway(operator)
    operator.shutdown()
    operator.server_close()
    with pytest.raises(SmsFailed):
        wire.send("key-1", "13900000001", "您好")


def test_settings_that_cannot_work_are_refused_at_start():
    with pytest.raises(ValueError, match="http"):
        HttpSms(url="file:///etc/passwd", body=BODY)
    with pytest.raises(ValueError):
        HttpSms(url="http://example.invalid", body="{not json")


def test_a_local_message_is_written_once_for_its_key(tmp_path):
    local = LocalSms(tmp_path / "sms")
    for _ in range(3):
        local.send("one-key", "13900000001", "您好")
    local.send("another-key", "13900000002", "再见")
    messages = local.newest(10)
    assert sorted(m.text for m in messages) == ["再见", "您好"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "sms").iterdir())
