"""A recording becomes a draft of words, or a kind sentence; never an empty answer that looks like one."""

from __future__ import annotations

import pytest

from fawang.core.allowance import REMEMBERED, Allowance
from fawang.gateways.speech import SoundRefused, SpeechBusy, SpeechFailed, Transcript
from fawang.journeys import hear as journey
from fawang.journeys.hear import (
    MOST_BYTES,
    ListenerBusy,
    NothingHeard,
    SoundNotRead,
    SoundTooLong,
    can_hear,
    hear,
)


@pytest.fixture
def listener(monkeypatch):
    """A transcriber that says what it is told to."""

    class Fake:
        answer: Transcript | Exception = Transcript("老板欠我四万块", 3.0)
        heard: list[bytes] = []

        def transcribe(self, audio, media_type):
            self.heard.append(audio)
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    fake = Fake()
    fake.heard = []
    monkeypatch.setattr(journey, "transcriber", lambda: fake)
    journey.allowance.forget()
    return fake


def said(audio: bytes = b"sound", address: str = "10.0.0.1"):
    return hear(audio=audio, media_type="audio/webm", address=address)


def test_the_words_come_back_clean(listener) -> None:
    listener.answer = Transcript("  老板欠我\u202e四万块\x00  ", 3.0)
    assert said().text == "老板欠我四万块"
    listener.answer = Transcript("钱" * 5000, 60.0)
    assert len(said().text) == journey.LONGEST_TEXT


@pytest.mark.parametrize("text", ["", "   ", "。", "……", "♪ ♪", "\u202e"])
def test_no_words_are_told_as_nothing_heard(listener, text) -> None:
    listener.answer = Transcript(text, 5.0)
    with pytest.raises(NothingHeard):
        said()


@pytest.mark.parametrize(
    ("failure", "refusal"),
    [
        (SoundRefused("no-sound"), SoundNotRead),
        (SoundRefused("too-long"), SoundTooLong),
        (SpeechBusy("x"), ListenerBusy),
        (SpeechFailed("x"), ListenerBusy),
    ],
)
def test_every_failure_says_what_else_to_do(listener, failure, refusal) -> None:
    listener.answer = failure
    with pytest.raises(refusal) as raised:
        said()
    assert any(way in raised.value.message for way in ("打字", "12348", "分几次"))


def test_too_much_and_nothing_never_reach_the_engine(listener) -> None:
    with pytest.raises(SoundTooLong):
        said(b"x" * (MOST_BYTES + 1))
    with pytest.raises(NothingHeard):
        said(b"")
    assert listener.heard == []


def test_one_address_cannot_keep_the_engine_to_itself(listener) -> None:
    for _ in range(journey.allowance.rate):
        said()
    with pytest.raises(ListenerBusy):
        said()
    assert said(address="10.0.0.2").text
    assert len(listener.heard) == journey.allowance.rate + 1


def test_without_a_transcriber_nothing_listens(monkeypatch) -> None:
    monkeypatch.setattr(journey, "transcriber", lambda: None)
    assert not can_hear()
    with pytest.raises(SoundNotRead, match="没有装语音听写"):
        said()


def test_an_allowance_fills_evenly_and_forgets_the_longest_unseen() -> None:
    one = Allowance(2)
    assert [one.take("a", 0), one.take("a", 0), one.take("a", 0)] == [True, True, False]
    assert not one.take("a", 29)
    assert one.take("a", 60)
    assert [one.take("b", 0), one.take("b", 0), one.take("b", -500)] == [True, True, False]
    for n in range(REMEMBERED + 1):
        one.take(f"10.{n}", 60)
    assert one.take("a", 60), "forgotten, so its bucket is full"
