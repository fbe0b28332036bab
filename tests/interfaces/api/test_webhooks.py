"""Being called back: signed, at least once, without a name, and never led into our own network."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from fawang.core.clock import now
from fawang.core.outbox.models import Effect
from fawang.core.outbox.operations import run_ready
from fawang.gateways.webhook import HttpWebhook, WebhookCall, WebhookFailed, WebhookUrlRefused
from fawang.interfaces.api import rate
from fawang.journeys.clients.telling import MOST_TRIES
from fawang.journeys.effects import HANDLERS
from fawang.records.clients import rules
from fawang.records.clients.models import Webhook, WebhookDelivery
from tests.cast import WANG, Cast
from tests.interfaces.api.test_clients import Program, number_of, program
from tests.journeys.story import do


class Receiver:
    """The client's own server: it keeps what it is sent and answers as it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(kept.status)
                if kept.status in (301, 302):
                    self.send_header("Location", kept.url + "elsewhere")
                self.end_headers()

            def log_message(self, *said: object) -> None:
                """Silent."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    rate.forget()
    settings.WEBHOOK_NETWORKS = ("127.0.0.0/8",)
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def union(cast: Cast) -> Program:
    return program(cast, "市总工会平台")


def register(union: Program, url: str, *events: str) -> dict[str, Any]:
    answer = union.call("post", "webhooks", {"url": url, "events": list(events)})
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


def deliver(at: Any = None) -> None:
    while run_ready(HANDLERS, now=at or now(), limit=50):
        pass


class TestTelling:
    def test_a_step_is_told_signed_and_without_a_name(
        self, cast: Cast, union: Program, receiver: Receiver
    ) -> None:
        made = register(union, receiver.url)
        number = number_of(union.open(reference="GH-17"))
        do(cast.viewers.zhou, number, "grant", now(), form_of_aid="arbitration", means_finding="waived")
        deliver()
        headers, body = receiver.calls[-1]
        told = json.loads(body)
        assert told["type"] == "matter.grant"
        assert told["data"] == {
            "number": number,
            "reference": "GH-17",
            "state": "granted",
            "open": True,
            "version": told["data"]["version"],
        }
        assert WANG.name not in body.decode()
        # What any library of the Standard Webhooks convention computes.
        secret = base64.b64decode(made["secret"].removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(secret, signed, "sha256").digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"

    def test_only_the_events_it_wants(self, cast: Cast, union: Program, receiver: Receiver) -> None:
        register(union, receiver.url, "document.*", "matter.refuse")
        number = number_of(union.open())
        do(cast.viewers.zhou, number, "grant", now(), form_of_aid="arbitration", means_finding="waived")
        deliver()
        assert receiver.calls == []

    def test_another_clients_matter_is_not_told(self, cast: Cast, union: Program, receiver: Receiver) -> None:
        other = program(cast, "另一家")
        register(other, receiver.url)
        number = number_of(union.open())
        do(cast.viewers.zhou, number, "grant", now(), form_of_aid="arbitration", means_finding="waived")
        deliver()
        assert receiver.calls == []

    def test_what_does_not_arrive_is_sent_again_under_the_same_id(
        self, union: Program, receiver: Receiver
    ) -> None:
        made = register(union, receiver.url)
        receiver.status = 500
        union.call("post", f"webhooks/{made['id']}/test")
        deliver()
        receiver.status = 200
        deliver(now() + timedelta(minutes=1))
        first, second = (call[0]["webhook-id"] for call in receiver.calls)
        assert first == second
        listed = union.call("get", f"webhooks/{made['id']}/deliveries").json()["deliveries"]
        assert [(one["state"], one["tries"], one["status"]) for one in listed] == [("arrived", 2, 200)]

    def test_it_gives_up_and_can_be_asked_to_send_again(self, union: Program, receiver: Receiver) -> None:
        made = register(union, receiver.url)
        receiver.status = 503
        union.call("post", f"webhooks/{made['id']}/test")
        for hour in range(MOST_TRIES + 3):
            deliver(now() + timedelta(hours=2 * hour))
        assert len(receiver.calls) == MOST_TRIES
        row = WebhookDelivery.objects.get()
        assert row.state == "failed"
        receiver.status = 200
        again = union.call("post", f"webhooks/{made['id']}/deliveries/{row.pk}/again")
        assert again.status_code == 202
        deliver(now() + timedelta(days=2))
        row.refresh_from_db()
        assert (row.state, len(receiver.calls)) == ("arrived", MOST_TRIES + 1)

    def test_gone_is_gone(self, union: Program, receiver: Receiver) -> None:
        made = register(union, receiver.url)
        receiver.status = 410
        union.call("post", f"webhooks/{made['id']}/test")
        deliver()
        deliver(now() + timedelta(days=1))
        assert len(receiver.calls) == 1
        assert WebhookDelivery.objects.get().state == "failed"

    def test_a_callback_that_never_works_is_switched_off_and_can_be_woken(
        self, union: Program, receiver: Receiver
    ) -> None:
        made = register(union, receiver.url)
        receiver.status = 410
        for _ in range(rules.FAILURES_TO_PAUSE):
            Effect.objects.all().delete()
            WebhookDelivery.objects.all().delete()
            union.call("post", f"webhooks/{made['id']}/test")
            deliver()
        assert Webhook.objects.get().state == "paused"
        assert union.call("post", f"webhooks/{made['id']}/wake").json()["state"] == "active"

    def test_redirects_are_not_followed(self, union: Program, receiver: Receiver) -> None:
        made = register(union, receiver.url)
        receiver.status = 302
        union.call("post", f"webhooks/{made['id']}/test")
        deliver()
        assert len(receiver.calls) == 1
        assert WebhookDelivery.objects.get().status == 302


class TestManaging:
    def test_the_secret_is_shown_once(self, union: Program, receiver: Receiver) -> None:
        made = register(union, receiver.url)
        assert made["secret"].startswith("whsec_")
        listed = union.call("get", "webhooks").json()["webhooks"]
        assert "secret" not in listed[0]
        assert made["secret"] not in json.dumps(list(Webhook.objects.values("secret_sealed", "url")))

    def test_another_client_cannot_touch_it(self, cast: Cast, union: Program, receiver: Receiver) -> None:
        made = register(union, receiver.url)
        other = program(cast, "另一家")
        for method, path in (
            ("delete", ""),
            ("post", "/wake"),
            ("post", "/test"),
            ("get", "/deliveries"),
            ("post", "/deliveries/1/again"),
        ):
            assert other.call(method, f"webhooks/{made['id']}{path}").status_code == 404
        assert union.call("delete", f"webhooks/{made['id']}").status_code == 204
        assert union.call("get", "webhooks").json() == {"webhooks": []}

    def test_not_more_than_a_few(self, union: Program, receiver: Receiver) -> None:
        for _ in range(rules.WEBHOOK_LIMIT):
            register(union, receiver.url)
        answer = union.call("post", "webhooks", {"url": receiver.url})
        assert answer.json()["title"] == "TooManyWebhooks"


class TestAddresses:
    """Without networks of its own an installation calls nothing but public https addresses."""

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "example.cn",
            "ftp://93.184.216.34/x",
            "http://93.184.216.34/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://10.0.0.8/",
            "https://169.254.169.254/latest/meta-data",
            "https://192.168.1.1/",
            "https://[::ffff:10.0.0.8]/",
            "https://0.0.0.0/",
            "https://224.0.0.1/",
            "https://user:pass@93.184.216.34/",
            "https://93.184.216.34/#x",
            "https://93.184.216.34/a b",
            "https://93.184.216.34/\r\nHost: evil",
            "https://[::1",
            "https://93.184.216.34:99999/",
            "https://no-such-name.invalid/",
            "https://例子.测试/",
            "https://93.184.216.34/" + "x" * 600,
        ],
    )
    def test_refused(self, url: str) -> None:
        with pytest.raises(WebhookUrlRefused) as told:
            HttpWebhook().check(url)
        assert len(told.value.message) > 10

    @pytest.mark.parametrize("url", ["https://93.184.216.34/hook", "https://[2606:2800:220:1::1]:8443/a?b=c"])
    def test_public_addresses_may_be_called(self, url: str) -> None:
        HttpWebhook().check(url)

    def test_one_private_address_among_public_ones_is_enough_to_refuse(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        both = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        with pytest.raises(WebhookUrlRefused):
            HttpWebhook().check("https://two-faced.example/")

    def test_a_name_that_turns_private_later_is_not_called(
        self, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
    ) -> None:
        port = receiver.server.server_port
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]
        )
        call = WebhookCall(f"https://turned.example:{port}/", "e-1", b"{}", rules.make_secret(), 1)
        with pytest.raises(WebhookUrlRefused):
            HttpWebhook().call(call)
        assert receiver.calls == []

    def test_a_server_that_is_not_there_is_a_failure(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        call = WebhookCall(f"http://127.0.0.1:{port}/", "e-1", b"{}", rules.make_secret(), 1)
        with pytest.raises(WebhookFailed):
            HttpWebhook(("127.0.0.0/8",)).call(call)
