"""What was given up is listed without its words and sent again; receipts are believed when signed."""

from __future__ import annotations

import argparse
import base64
import json
from datetime import timedelta

import pytest

from fawang.core import clock
from fawang.core.outbox.models import Effect
from fawang.core.outbox.operations import MAX_ATTEMPTS, wait_before
from fawang.gateways.channels import NeverSent, NotSent
from fawang.gateways.sms import read_local
from fawang.gateways.webhook.signing import sign
from fawang.interfaces.cli import messages
from fawang.journeys.notify import sending
from fawang.journeys.notify.failed import channel_states, failed_messages, send_again
from fawang.records.matters.models import Message
from tests.cast import NOW, WANG
from tests.journeys.story import deliver, submitted

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, 32 bytes.").decode()


class Refusing:
    def send(self, *_):
        raise NeverSent("operator answered isv.BLACK_KEY_CONTROL_LIMIT")


class Down:
    def send(self, *_):
        raise NotSent("operator answered 503")


def cli(*given: str) -> int:
    parser = argparse.ArgumentParser()
    messages.add_arguments(parser)
    return messages.run(parser.parse_args(list(given)))


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """The command line and the pages read the clock; a test at night must not find everybody asleep."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))


@pytest.fixture
def dead(cast, monkeypatch):
    """A message that the operator refused."""
    receipt = submitted()
    with monkeypatch.context() as patched:
        patched.setattr(sending, "sms_gateway", Refusing)
        deliver(NOW)
    return receipt


def test_a_dead_letter_shows_why_and_nothing_of_its_words(dead, capsys):
    assert cli("--failed") == 1
    told = capsys.readouterr().out
    assert dead.number in told
    assert "BLACK_KEY" in told
    assert WANG.phone not in told
    assert "王" not in told
    row = Message.objects.get()
    assert (row.state, row.tries) == ("failed", 1)


def test_it_is_sent_again_once(dead, capsys):
    one = failed_messages()[0]
    assert cli("retry", str(one.id)) == 0
    assert Message.objects.get().state == "queued"
    deliver(clock.now())
    assert [m.phone for m in read_local(9)] == [WANG.phone]
    assert (Message.objects.get().state, failed_messages()) == ("sent", [])
    assert send_again(ids={one.id}, by="system", now=NOW) == 0
    assert cli("--failed") == 0


@pytest.mark.parametrize("given", [("retry",), ("retry", "x"), ("again", "all"), ("retry", "all", "3")])
def test_words_that_are_no_command_are_told(cast, given, capsys):
    assert cli(*given) == 2
    assert "写法" in capsys.readouterr().err


def test_an_operator_down_for_hours_makes_a_dead_letter_in_the_end(cast, monkeypatch):
    submitted()
    moment = NOW
    with monkeypatch.context() as patched:
        patched.setattr(sending, "sms_gateway", Down)
        for attempt in range(MAX_ATTEMPTS):
            deliver(moment)
            moment += wait_before(attempt + 1) + timedelta(minutes=1)
            if attempt == 0:
                text = channel_states()[0]
                assert (text.waiting, text.last_sent, text.last_failed) == (1, None, None)
    text = channel_states()[0]
    assert (text.name, text.waiting, text.last_sent) == ("sms", 0, None)
    assert text.last_failed is not None
    effect = Effect.objects.get(kind="message.send")
    assert (effect.state, Message.objects.get().state) == ("failed", "failed")
    assert cli("retry", "all") == 0
    deliver(clock.now())
    assert len(read_local(9)) == 1


def test_one_outage_uses_up_no_more_than_one_of_a_days_texts(cast, monkeypatch):
    counted = []
    real = sending.count_attempt
    monkeypatch.setattr(sending, "count_attempt", lambda **more: counted.append(1) or real(**more))
    submitted()
    with monkeypatch.context() as patched:
        patched.setattr(sending, "sms_gateway", Down)
        deliver(NOW)
        deliver(NOW + wait_before(1))
    deliver(NOW + wait_before(5))
    assert (len(read_local(9)), len(counted)) == (1, 1)


def test_how_each_means_stands(cast, monkeypatch, tmp_path, settings, capsys):
    settings.DATA = tmp_path
    assert all(one.providers == () for one in channel_states())
    monkeypatch.setenv("FAWANG_SMS_URL", "https://sms.example.invalid")
    monkeypatch.setenv("FAWANG_SMS_ALIYUN_ID", "id")
    (tmp_path / "circuits").mkdir()
    (tmp_path / "circuits" / "sms-http.json").write_text(
        '{"failures": 3, "until": "2999-01-01T00:00:00+08:00"}'
    )
    assert cli("--channels") == 0
    told = capsys.readouterr().out
    assert "短信：http、aliyun" in told
    assert "http 连不上" in told
    assert "电子邮件：没有接" in told


# --- receipts ----------------------------------------------------------------------------------------


@pytest.fixture
def report(cast, client, settings):
    """A provider that signs what it reports."""
    settings.RECEIPT_SECRET = SECRET
    submitted()
    deliver(NOW)

    def post(said, *, secret=SECRET, at=None, body=None):
        raw = body or json.dumps(said).encode()
        stamp = int((at or clock.now()).timestamp())
        return client.post(
            "/receipts/messages",
            raw,
            content_type="application/json",
            headers={
                "webhook-id": "evt_1",
                "webhook-timestamp": str(stamp),
                "webhook-signature": f"v1,AAAA {sign(secret, 'evt_1', stamp, raw)}",
            },
        )

    return post


def test_a_signed_receipt_says_that_it_arrived(report):
    row = Message.objects.get()
    assert report({"receipts": [{"key": row.key, "delivered": True}]}).status_code == 200
    row.refresh_from_db()
    assert row.state == "delivered"
    # A later word to the contrary, or a second worker, changes nothing.
    assert report([{"out_id": row.key, "success": False, "err_code": "X"}]).status_code == 200
    row.refresh_from_db()
    assert row.state == "delivered"
    Effect.objects.update(state="waiting")
    deliver(NOW)
    assert len(read_local(9)) == 1


def test_what_did_not_arrive_is_listed_for_somebody_to_call(report, capsys):
    row = Message.objects.get()
    report([{"out_id": row.key, "success": False, "err_code": "UNDELIVERED"}])
    assert cli("--failed") == 1
    told = capsys.readouterr().out
    assert "请打电话" in told
    assert "UNDELIVERED" in told


def test_nobody_else_is_believed(report, settings):
    row = Message.objects.get()
    said = {"receipts": [{"key": row.key, "delivered": True}]}
    other = "whsec_" + base64.b64encode(b"another secret of 32 bytes length").decode()
    assert report(said, secret=other).status_code == 403
    assert report(said, at=NOW.replace(year=2020)).status_code == 403
    assert report(said, body=b"not json").status_code == 403
    assert report({"receipts": [3]}).status_code == 403
    settings.RECEIPT_SECRET = ""
    assert report(said).status_code == 403
    row.refresh_from_db()
    assert row.state == "sent"
