"""The transcriber on this machine."""

from __future__ import annotations

from pathlib import Path

from fawang.gateways.engine import Engine, EngineBusy, EngineFailed
from fawang.gateways.speech.port import SoundRefused, SpeechBusy, SpeechFailed, Transcript
from fawang.gateways.speech.sound import kind_of

#: Seconds for one recording of a minute, the first one with the loading of the model.
LIMIT = 60
#: Seconds to wait for the recordings of others.
PATIENCE = 20


class LocalTranscriber:
    """Whisper behind the port. One recording at a time in each web process."""

    def __init__(self, model: Path, engine: Engine | None = None) -> None:
        self.engine = engine or Engine(
            "fawang.gateways.speech.worker", str(model), limit=LIMIT, patience=PATIENCE
        )

    def transcribe(self, audio: bytes, media_type: str) -> Transcript:
        """The words of a recording. Raises SoundRefused, SpeechBusy, SpeechFailed."""
        if kind_of(audio) is None:
            raise SoundRefused("no-sound")
        try:
            said = self.engine.call({}, audio)
        except EngineBusy as error:
            raise SpeechBusy(str(error)) from None
        except EngineFailed as error:
            raise SpeechFailed(str(error)) from None
        if fault := said.get("fault"):
            raise SoundRefused(str(fault))
        return Transcript(str(said["text"]), float(said["seconds"]))
