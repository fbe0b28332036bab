"""A service that hears over HTTP in the OpenAI way: `POST <url>/audio/transcriptions`, a form with the file,
the model's name and the language, a bearer token, and JSON with `text` back."""

from __future__ import annotations

import json
import secrets
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fawang.gateways.speech.port import SoundRefused, SpeechBusy, SpeechFailed, Transcript
from fawang.gateways.speech.sound import ENDINGS, kind_of

TIMEOUT = 60  # seconds
_LONGEST_ANSWER = 1024 * 1024


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the recording and the token to another machine."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class HttpTranscriber:
    """A service behind the port. `url` ends before `/audio/transcriptions`, usually with `/v1`; ValueError
    for what is no HTTP address."""

    def __init__(
        self, *, url: str, key: str = "", model: str = "whisper-1", timeout: float = TIMEOUT
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("FAWANG_SPEECH_URL must begin with http:// or https://")
        self.url = url.rstrip("/") + "/audio/transcriptions"
        self.key, self.model, self.timeout = key, model, timeout

    def transcribe(self, audio: bytes, media_type: str) -> Transcript:
        """Have one recording heard. Raises SoundRefused for 400, 413, 415 and 422, SpeechBusy for 429 and
        503, SpeechFailed for everything else that is no answer."""
        kind = kind_of(audio)
        if kind is None:
            raise SoundRefused("no-sound")
        try:
            with build_opener(_NoRedirect).open(self._request(audio, kind), timeout=self.timeout) as answer:
                said = json.loads(answer.read(_LONGEST_ANSWER))
            text, seconds = said["text"], said.get("duration") or 0
            return Transcript(str(text).strip(), float(seconds))
        except HTTPError as error:
            if error.code in (400, 413, 415, 422):
                raise SoundRefused("too-long" if error.code == 413 else "no-sound") from None
            if error.code in (429, 503):
                raise SpeechBusy(f"service answered {error.code}") from None
            raise SpeechFailed(f"service answered {error.code}") from None
        except (URLError, HTTPException, OSError) as error:
            raise SpeechFailed(f"service not reached: {type(error).__name__}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SpeechFailed("service answered something else than a transcript") from None

    def _request(self, audio: bytes, kind: str) -> Request:
        boundary = secrets.token_hex(16)
        fields = {"model": self.model, "language": "zh", "response_format": "verbose_json"}
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        # The name tells services the kind; it is ours, never what a visitor's browser sent.
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="say.{ENDINGS[kind]}"\r\n'
            f"Content-Type: {kind}\r\n\r\n".encode()
        )
        body = b"".join([*parts, audio, f"\r\n--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        return Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310
