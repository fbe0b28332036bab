"""The operator's check of the scanner tells the three cases apart."""

from __future__ import annotations

import argparse

from fawang.interfaces.cli import antivirus
from tests.gateways.antivirus.clamd import FakeClamd


def run() -> int:
    return antivirus.run(argparse.Namespace())


def test_none_is_set(settings, capsys):
    settings.CLAMD = ""
    assert run() == 2
    assert "没有接" in capsys.readouterr().err


def test_one_that_works_and_one_that_does_not(settings, capsys):
    with FakeClamd() as daemon:
        settings.CLAMD = daemon.address
        assert run() == 0
        assert "Eicar" in capsys.readouterr().out
        daemon.says = b"stream: OK\0"
        assert run() == 1  # its VERSION is no version any more
    assert run() == 1
    assert "没有回应" in capsys.readouterr().err
