"""Text messages with signed requests and fail-over, WeChat notices, calls and e-mail."""

from __future__ import annotations

import email
import itertools
import json
import ssl
import subprocess
from datetime import timedelta
from email import policy

import pytest

from fawang.core import clock
from fawang.gateways import sms, wechat
from fawang.gateways.channels import Circuit, NeverSent, NotSent
from fawang.gateways.channels.circuit import REST
from fawang.gateways.email import LocalEmail, SmtpEmail, email_gateway
from fawang.gateways.sms import AliyunSms, FailOver, HttpSms, sms_gateway
from fawang.gateways.voice import HttpVoice, voice_gateway
from fawang.gateways.wechat import HttpWechat, wechat_gateway
from tests.cast import NOW
from tests.gateways.channels import providers

PHONE = "19900000001"
NONCES = itertools.count()
TEXT = "【淮畔市公共法律服务】王先生您好，已收到 & 受理*~ 。"


@pytest.fixture
def started():
    """Starts providers and stops them afterwards."""
    made = []

    def start(provider):
        made.append(provider)
        return provider

    yield start
    for provider in made:
        provider.stop()


@pytest.fixture
def moment(monkeypatch):
    """The clock, to be moved on."""
    now = [NOW]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return now


def aliyun(provider, secret="the-secret") -> AliyunSms:
    return AliyunSms(
        url=provider.url, key_id="id", secret=secret, template="SMS_1", nonce=lambda: f"n{next(NONCES)}"
    )


def plain(provider) -> HttpSms:
    body = '{"key": "{key}", "to": "{phone}", "text": "{text}"}'
    return HttpSms(url=provider.url, body=body, success='"code": 0')


def test_a_signed_request_is_understood_and_its_brackets_go_apart(started):
    operator = started(providers.http(providers.Signed))
    assert aliyun(operator).send("key-1", PHONE, TEXT) == "aliyun"
    seen = operator.server.seen[0]
    assert seen["SignName"] == "淮畔市公共法律服务"
    assert json.loads(seen["TemplateParam"])["text"] == "王先生您好，已收到 & 受理*~ 。"
    assert (seen["OutId"], seen["PhoneNumbers"]) == ("key-1", PHONE)


@pytest.mark.parametrize(
    ("code", "phone", "secret", "failure"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", PHONE, "the-secret", NotSent),
        ("isv.AMOUNT_NOT_ENOUGH", PHONE, "the-secret", NotSent),
        ("OK", "09900000001", "the-secret", NeverSent),
        ("OK", PHONE, "another", NeverSent),
    ],
)
def test_what_a_signed_operator_refuses(started, code, phone, secret, failure):
    operator = started(providers.http(providers.Signed, code=code))
    with pytest.raises(failure) as raised:
        aliyun(operator, secret).send("key-1", phone, TEXT)
    assert phone not in str(raised.value)
    assert operator.server.seen == []


def two(first, second, tmp_path) -> FailOver:
    circuits = [Circuit(tmp_path / f"{n}.json") for n in range(2)]
    return FailOver([(plain(first), circuits[0]), (aliyun(second), circuits[1])])


def test_the_second_operator_sends_while_the_first_is_down(started, tmp_path, moment):
    first, second = started(providers.http(providers.Plain)), started(providers.http(providers.Signed))
    both = two(first, second, tmp_path)
    assert both.send("key-0", PHONE, TEXT) == "http"
    first.server.answers = ({"code": 5}, 503)
    for n in range(1, 4):
        assert both.send(f"key-{n}", PHONE, TEXT) == "aliyun"
    asked = len(first.server.seen)
    # After three failures in a row the first is left alone, also by another worker.
    assert two(first, second, tmp_path).send("key-4", PHONE, TEXT) == "aliyun"
    assert len(first.server.seen) == asked
    first.server.answers = ({"code": 0},)
    moment[0] += REST + timedelta(seconds=1)
    assert both.send("key-5", PHONE, TEXT) == "http"
    assert [one["OutId"] for one in second.server.seen] == ["key-1", "key-2", "key-3", "key-4"]


def test_one_try_after_the_rest_opens_the_circuit_again(tmp_path, moment):
    circuit = Circuit(tmp_path / "one.json")
    for _ in range(3):
        circuit.failed()
    assert not circuit.closed()
    moment[0] += REST
    assert circuit.closed()
    circuit.failed()
    assert circuit.resting_until() == moment[0] + REST
    moment[0] += REST
    circuit.worked()
    circuit.failed()
    assert circuit.closed()


class Silent:
    """Takes the message and never says so."""

    sent = 0

    def send(self, key, phone, text):
        self.sent += 1
        raise NotSent("operator not reached: TimeoutError", unsure=True)


def test_a_message_perhaps_sent_is_not_handed_to_the_next_at_once(started, tmp_path, moment):
    second, silent = started(providers.http(providers.Signed)), Silent()
    both = FailOver([(silent, Circuit(tmp_path / "a.json")), (aliyun(second), Circuit(tmp_path / "b.json"))])
    for _ in range(3):
        with pytest.raises(NotSent):
            both.send("key-1", PHONE, TEXT)
    assert second.server.seen == []
    assert both.send("key-1", PHONE, TEXT) == "aliyun"
    assert silent.sent == 3


def test_what_one_operator_refuses_the_next_may_take(started, tmp_path):
    first, second = started(providers.http(providers.Plain)), started(providers.http(providers.Signed))
    first.server.answers = ({"code": 9}, 401)
    assert two(first, second, tmp_path).send("key-1", PHONE, TEXT) == "aliyun"
    with pytest.raises(NeverSent):
        two(first, second, tmp_path).send("key-2", "0" + PHONE, TEXT)


def test_settings_name_the_operators_in_order(monkeypatch, settings, tmp_path):
    settings.DATA = tmp_path
    assert sms.operators() == []
    assert not sms.has_operator()
    monkeypatch.setenv("FAWANG_SMS_ALIYUN_ID", "id")
    assert [name for name, _, _ in sms.operators()] == ["aliyun"]
    monkeypatch.setenv("FAWANG_SMS_URL", "https://sms.example.invalid")
    assert [name for name, _, _ in sms.operators()] == ["http", "aliyun"]
    assert sms.has_operator()
    assert isinstance(sms_gateway(), FailOver)


# --- WeChat ------------------------------------------------------------------------------------------


@pytest.fixture
def platform(started, monkeypatch):
    monkeypatch.setattr("fawang.gateways.wechat.http._tokens", {})
    return started(
        providers.http(providers.Wechat, seen={}, given=0, token="", followers={"openid-1"}, code=0)
    )


def account(platform, secret="the-secret") -> HttpWechat:
    return HttpWechat(url=platform.url, appid="app", secret=secret, template="T", field="thing1")


def test_a_notice_uses_one_token_and_asks_again_when_it_ended(platform, moment):
    for n in range(3):
        account(platform).send(f"key-{n}", "openid-1", "您的事有新进展", "https://example.invalid/p")
    assert platform.server.given == 1
    platform.server.token = "taken by another program"
    account(platform).send("key-3", "openid-1", "您的事有新进展")
    assert platform.server.given == 2
    moment[0] += timedelta(seconds=7200)
    account(platform).send("key-3", "openid-1", "您的事有新进展")
    assert platform.server.given == 3
    assert len(platform.server.seen) == 4


@pytest.mark.parametrize(("code", "failure"), [(-1, NotSent), (45009, NotSent), (43101, NeverSent)])
def test_what_the_platform_refuses(platform, code, failure):
    platform.server.code = code
    with pytest.raises(failure):
        account(platform).send("key", "openid-1", "您好")


def test_no_follower_and_no_secret(platform):
    with pytest.raises(NeverSent):
        account(platform).send("key", "somebody else", "您好")
    wechat.http._tokens.clear()
    with pytest.raises(NotSent, match="40125"):
        account(platform, secret="wrong").send("key", "openid-1", "您好")


# --- calls -------------------------------------------------------------------------------------------


def test_a_call_is_placed_once_for_its_words(started):
    provider = started(providers.http(providers.Plain))
    body = '{"called": "{phone}", "say": "{text}", "id": "{key}"}'
    HttpVoice(url=provider.url, body=body, success='"code": 0').call("key-1", PHONE, "您有一条“消息”")
    assert provider.server.seen == [{"called": PHONE, "say": "您有一条“消息”", "id": "key-1"}]
    provider.server.answers = ({"code": 3},)
    with pytest.raises(NotSent):
        HttpVoice(url=provider.url, body=body, success='"code": 0').call("key-2", PHONE, "x")


# --- e-mail ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this machine's own address."""
    folder = tmp_path_factory.mktemp("mail")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


def mailer(provider, security="none", trust=None, **more) -> SmtpEmail:
    given = {"user": "", "password": "", "sender": "fawang@example.invalid", **more}
    return SmtpEmail(host="127.0.0.1", port=provider.port, security=security, trust=trust, **given)


def test_a_letter_arrives_as_it_was_written(started):
    server = started(providers.mail())
    for _ in range(2):
        mailer(server).send("key-1", "wang@example.invalid", "您的事有新进展", "王先生您好\n.\n第二行")
    raw, safe = server.server.letters[0]
    letter = email.message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == "您的事有新进展"
    assert "王先生您好" in letter.get_content()
    assert not safe
    other = email.message_from_bytes(server.server.letters[1][0], policy=policy.default)
    assert letter["Message-ID"] == other["Message-ID"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_password_goes_over_an_encrypted_line(started, certificate, security):
    server = started(providers.mail(security, "mail-password", certificate[0]))
    mailer(server, security, certificate[1], user="fawang", password="mail-password").send(
        "key", "wang@example.invalid", "您好", "您好"
    )
    assert [safe for _, safe in server.server.letters] == [True]
    with pytest.raises(NotSent):
        mailer(server, security, certificate[1], user="fawang", password="wrong").send(
            "k", "a@b.cn", "x", "x"
        )


def test_a_server_nobody_vouches_for_gets_nothing(started, certificate):
    server = started(providers.mail("starttls", "", certificate[0]))
    with pytest.raises(NotSent):
        mailer(server, "starttls").send("key", "wang@example.invalid", "您好", "您好")
    plain_server = started(providers.mail())
    with pytest.raises(NotSent):
        mailer(plain_server, "starttls").send("key", "wang@example.invalid", "您好", "您好")
    assert server.server.letters == plain_server.server.letters == []


@pytest.mark.parametrize(("answer", "failure"), [("550 no such user", NeverSent), ("450 later", NotSent)])
def test_an_address_the_server_refuses(started, answer, failure):
    server = started(providers.mail())
    server.server.recipient = answer
    with pytest.raises(failure):
        mailer(server).send("key", "nobody@example.invalid", "您好", "您好")
    with pytest.raises(NeverSent):
        mailer(server).send("key", "a@b.cn\nBcc: all@example.invalid", "您好", "您好")


@pytest.mark.parametrize(
    "wrong", [{"security": "ssl3"}, {"sender": "nobody"}, {"password": "secret", "user": "u"}]
)
def test_settings_that_cannot_work_are_refused_at_start(started, wrong):
    with pytest.raises(ValueError, match="FAWANG_EMAIL"):
        mailer(started(providers.mail()), **wrong)


def test_without_settings_everything_is_written_here(settings, tmp_path):
    settings.DATA = tmp_path
    for _ in range(2):
        email_gateway().send("key", "wang@example.invalid", "题目", "正文")
        voice_gateway().call("key", PHONE, "您好")
        wechat_gateway().send("key", "openid-1", "您好")
    assert isinstance(email_gateway(), LocalEmail)
    assert sorted(path.parent.name for path in tmp_path.rglob("*.json")) == ["email", "voice", "wechat"]
