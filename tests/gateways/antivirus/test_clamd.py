"""The client of clamd against a faithful daemon on real sockets: what is found, what is no finding."""

from __future__ import annotations

import pytest

from fawang.gateways.antivirus import Clamd, ScannerUnreachable, find_eicar, scanner
from tests.gateways.antivirus.clamd import EICAR, FakeClamd


@pytest.fixture(params=["tcp", "unix"])
def daemon(request, tmp_path):
    with FakeClamd(tmp_path / "clamd.ctl" if request.param == "unix" else None) as running:
        yield running


def test_a_clean_file_arrives_byte_for_byte(daemon, tmp_path):
    body = bytes(range(256)) * 2000  # several chunks
    (tmp_path / "file").write_bytes(body)
    assert Clamd(daemon.address).scan(tmp_path / "file", seconds=10).clean
    assert daemon.seen == [body]


def test_malware_is_found_by_name(daemon, tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 300_000 + EICAR)
    found = Clamd(daemon.address).scan(tmp_path / "file", seconds=10)
    assert not found.clean
    assert found.malware == "Eicar-Signature"
    assert find_eicar(Clamd(daemon.address)).malware == "Eicar-Signature"
    assert Clamd(daemon.address).version().startswith("ClamAV 1.4")


def test_a_file_over_the_daemons_limit_is_no_clean_file(daemon):
    daemon.limit = 1000
    with pytest.raises(ScannerUnreachable):
        Clamd(daemon.address).scan_bytes(b"a" * 4_000_000, seconds=10)


@pytest.mark.parametrize(
    "said", [b"", b"\0", b"stream: maybe\0", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"x" * 9000]
)
def test_nonsense_is_no_clean_file(daemon, said):
    daemon.says = said
    with pytest.raises(ScannerUnreachable):
        Clamd(daemon.address).scan_bytes(b"abc", seconds=10)
    with pytest.raises(ScannerUnreachable):
        Clamd(daemon.address).version()


def test_a_daemon_that_says_nothing_is_not_waited_for_for_ever(daemon):
    daemon.silent = True
    with pytest.raises(ScannerUnreachable):
        Clamd(daemon.address).scan_bytes(b"abc", seconds=0.2)


def test_nobody_there(tmp_path):
    for address in (f"unix:{tmp_path}/none", "127.0.0.1:1"):
        with pytest.raises(ScannerUnreachable):
            Clamd(address).scan_bytes(b"abc", seconds=2)


@pytest.mark.parametrize("address", ["", "clamd", "host:", ":3310", "host:99999999"])
def test_an_address_that_is_none_is_refused_at_once(address):
    with pytest.raises(ValueError):
        Clamd(address)


def test_without_a_setting_there_is_no_scanner(settings):
    settings.CLAMD = ""
    assert scanner() is None
    settings.CLAMD = "unix:/run/clamd"
    assert scanner() is not None
