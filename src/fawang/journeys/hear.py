"""From a short recording to a text that the person corrects. The recording is heard and forgotten."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fawang.core.allowance import Allowance
from fawang.core.refusals import Refusal
from fawang.core.text import clean
from fawang.gateways.speech import SoundRefused, SpeechBusy, SpeechFailed, transcriber

#: A page stops recording here; a recording is refused a little later.
LONGEST_SECONDS = 60
#: A minute as phones record it has 0.5 to 1 MB; as plain samples at 16,000 a second 2 MB.
MOST_BYTES = 4 * 1024 * 1024
LONGEST_TEXT = 1000
allowance = Allowance(20)


class NothingHeard(Refusal):
    """No words in it."""

    default_message = "没有听到说话。请靠近手机，对着话筒再说一遍，或者打字、打 12348。"


class SoundNotRead(Refusal):
    """Not a recording, or too long a one."""

    default_message = "这段录音打不开。请再录一次，或者打字、打 12348。"


class SoundTooLong(Refusal):
    """Over a minute."""

    default_message = f"录音太长了，一次最多 {LONGEST_SECONDS} 秒。请分几次说，文字会接在后面。"


class ListenerBusy(Refusal):
    """Too many at once, or the transcriber fails."""

    default_message = "现在用语音的人多，请过一会儿再试，或者打字、打 12348。"


@dataclass(frozen=True)
class Heard:
    """A draft of what was said. `seconds`: length of the recording, 0 if unknown."""

    text: str
    seconds: float


def can_hear() -> bool:
    """Whether this installation has a transcriber."""
    return transcriber() is not None


def hear(*, audio: bytes, media_type: str, address: str) -> Heard:
    """The words of a recording. `address`: where the request came from. Raises NothingHeard, SoundNotRead,
    SoundTooLong, ListenerBusy."""
    listener = transcriber()
    if listener is None:
        raise SoundNotRead("本站没有装语音听写，请打字，或者打 12348。")
    if not audio:
        raise NothingHeard
    if len(audio) > MOST_BYTES:
        raise SoundTooLong
    if not allowance.take(address):
        raise ListenerBusy
    try:
        said = listener.transcribe(audio, media_type)
    except SoundRefused as refused:
        raise (SoundTooLong if str(refused) == "too-long" else SoundNotRead) from None
    except SpeechBusy:
        raise ListenerBusy from None
    except SpeechFailed:
        raise ListenerBusy("这次没有听成。请再说一遍，或者打字、打 12348。") from None
    text = clean(said.text, LONGEST_TEXT)
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise NothingHeard
    return Heard(text, said.seconds)
