"""What every transcriber does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Transcript:
    """What was heard; `text` is empty when nobody spoke. `seconds`: length of the recording, 0 if unknown."""

    text: str
    seconds: float


class SpeechFailed(Exception):
    """Not heard, and trying again may help. The text holds nothing of what was said."""


class SpeechBusy(SpeechFailed):
    """Too many people at once."""


class SoundRefused(Exception):
    """No recording that can be read (`no-sound`), or a longer one than is taken (`too-long`)."""


class Transcriber(Protocol):
    """Hears one recording."""

    def transcribe(self, audio: bytes, media_type: str) -> Transcript:
        """The words of a recording of at most a minute. `media_type` is what the browser said it is and only
        a hint. Raises SoundRefused, SpeechBusy, SpeechFailed."""
