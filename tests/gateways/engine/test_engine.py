"""The process of an engine: started once, killed when slow, started anew when gone, silent about what it
read."""

from __future__ import annotations

import io
import logging
import os
import threading
import time

import pytest

from fawang.gateways.engine import Engine, EngineBusy, EngineFailed, EngineSlow
from fawang.gateways.engine.frames import read_frame, write_frame
from tests.house.source import ROOT


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made: list[Engine] = []

    def make(*, idle: float = 30, limit: float = 20, patience: float = 20) -> Engine:
        made.append(Engine("tests.gateways.engine.toy", str(idle), limit=limit, patience=patience))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_one_process_answers_every_call_whatever_it_prints(engine) -> None:
    toy = engine()
    first = toy.call({"do": "length"}, b"x" * 300_000)
    second = toy.call({"do": "length"}, b"\n{}\n")
    assert (first["length"], second["length"]) == (300_000, 4)
    assert first["process"] == second["process"] != os.getpid()


def test_a_fault_is_an_answer_and_a_crash_tells_only_its_kind(engine, caplog) -> None:
    toy = engine()
    assert toy.call({"do": "refuse"}, b"")["fault"] == "not-mine"
    with caplog.at_level(logging.DEBUG), pytest.raises(EngineFailed) as failure:
        toy.call({"do": "crash"}, b"")
    assert "RuntimeError" in str(failure.value)
    assert "1101" not in str(failure.value) + caplog.text
    assert toy.call({"do": "length"}, b"abc")["length"] == 3, "one crash does not end the engine"


def test_an_engine_that_hangs_is_killed_at_its_limit_and_the_next_call_gets_a_new_one(engine) -> None:
    toy = engine(limit=1.5)
    began = time.monotonic()
    with pytest.raises(EngineSlow):
        toy.call({"do": "hang"}, b"")
    assert time.monotonic() - began < 10
    toy.limit = 20
    assert toy.call({"do": "length"}, b"ab")["length"] == 2


def test_an_engine_that_dies_in_its_first_call_is_told_of(engine) -> None:
    with pytest.raises(EngineFailed):
        engine().call({"do": "die"}, b"")


def test_an_engine_that_left_when_idle_is_started_again(engine) -> None:
    toy = engine(idle=0.2)
    first = toy.call({"do": "length"}, b"")["process"]
    for _ in range(100):
        if not toy._alive():
            break
        time.sleep(0.05)
    assert toy.call({"do": "length"}, b"")["process"] != first


def test_a_module_that_cannot_be_loaded_is_a_failure_and_no_hang(engine) -> None:
    broken = Engine("tests.gateways.engine.nowhere", limit=20, patience=1)
    with pytest.raises(EngineFailed):
        broken.call({"do": "length"}, b"x" * 2_000_000)


def test_a_caller_waits_only_so_long_for_the_others(engine) -> None:
    toy = engine(limit=3, patience=0.3)
    toy.call({"do": "length"}, b"")

    def hang() -> None:
        with pytest.raises(EngineSlow):
            toy.call({"do": "hang"}, b"")

    other = threading.Thread(target=hang)
    other.start()
    time.sleep(0.3)
    with pytest.raises(EngineBusy):
        toy.call({"do": "length"}, b"")
    other.join()


@pytest.mark.parametrize("spoilt", [b"", b"{}", b'{"size": 5}\nabc', b'{"size": 0'])
def test_a_frame_cut_short_is_the_end(spoilt: bytes) -> None:
    with pytest.raises((EOFError, KeyError)):
        read_frame(io.BytesIO(spoilt))


@pytest.mark.parametrize("spoilt", [b'{"size": -1}\n', b'{"size": 99999999999}\n', b"nonsense\n"])
def test_a_frame_that_makes_no_sense_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ValueError):
        read_frame(io.BytesIO(spoilt))


def test_a_frame_comes_back_as_it_went() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"字": "有"}, b"\x00\n\xff")
    pipe.seek(0)
    assert read_frame(pipe) == ({"字": "有"}, b"\x00\n\xff")
