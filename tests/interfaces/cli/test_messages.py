"""Somebody trying the product out can read the local gateway's messages; an operator's are never shown."""

from __future__ import annotations

import argparse

import pytest

from fawang.gateways.sms import LocalSms, hear_local, sms_gateway
from fawang.interfaces.cli import messages, worker

CODE = "【淮畔市公共法律服务】验证码 123456，10 分钟内有效。"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings, monkeypatch):
    """A message folder of this test's own, and nobody listening afterwards."""
    settings.DATA = tmp_path
    monkeypatch.delenv("FAWANG_SMS_URL", raising=False)
    monkeypatch.setattr("fawang.gateways.sms._listeners", [])


def run(module, *words: str) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return module.run(parser.parse_args(list(words)))


def test_the_newest_messages_stand_last(capsys):
    for number in range(5):
        sms_gateway().send(f"key-{number}", f"1990000000{number}", f"第 {number} 条")
    assert run(messages, "-n", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines] == ["19900000003", "19900000004"]


def test_no_message_yet_is_said(capsys):
    assert run(messages) == 0
    assert "还没有" in capsys.readouterr().err


def test_with_an_operator_nothing_is_shown(capsys, monkeypatch):
    sms_gateway().send("before", "19900000001", CODE)
    monkeypatch.setenv("FAWANG_SMS_URL", "https://sms.example.invalid")
    assert run(messages) == 1
    told = capsys.readouterr()
    assert "123456" not in told.out + told.err


def test_a_listener_hears_each_message_once():
    heard = []
    hear_local(heard.append)
    for _ in range(3):
        sms_gateway().send("the-same-key", "19900000001", CODE)
    assert [message.text for message in heard] == [CODE]


@pytest.mark.parametrize(
    ("demo", "operator", "shown"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_the_worker_prints_messages_in_the_demo_only(monkeypatch, capsys, tmp_path, demo, operator, shown):
    if operator:
        monkeypatch.setenv("FAWANG_SMS_URL", "https://sms.example.invalid")
    monkeypatch.setattr(worker, "demo_loaded", lambda: demo)

    def work(**_: object) -> None:
        gateway = LocalSms(tmp_path / "sms") if operator else sms_gateway()
        gateway.send("key", "19900000001", CODE)

    monkeypatch.setattr(worker, "work", work)
    run(worker, "--show-messages")
    assert ("123456" in capsys.readouterr().out) is shown
