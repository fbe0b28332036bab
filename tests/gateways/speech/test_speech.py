"""Recordings by their first bytes, the weights in two halves, the local transcriber against an engine that
answers as Whisper's process does, and the one over HTTP against a faithful fake on a real socket."""

from __future__ import annotations

import hashlib
import json
import threading
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from fawang.gateways import speech
from fawang.gateways.engine import EngineBusy, EngineFailed
from fawang.gateways.speech import (
    HttpTranscriber,
    LocalTranscriber,
    SoundRefused,
    SpeechBusy,
    SpeechFailed,
    Transcript,
)
from fawang.gateways.speech.sound import kind_of
from fawang.gateways.speech.weights import WeightsBroken, join_weights

WEBM = b"\x1a\x45\xdf\xa3" + b"opus" * 50
RECORDINGS = {
    "audio/webm": WEBM,
    "audio/ogg": b"OggS" + bytes(20),
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A " + bytes(20),
    "audio/wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "audio/mpeg": b"\xff\xfb\x90\x00" + bytes(20),
}


@pytest.mark.parametrize(("kind", "audio"), RECORDINGS.items())
def test_a_recording_is_known_by_its_first_bytes(kind, audio) -> None:
    assert kind_of(audio) == kind


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"R",
        b"\xff",
        b"#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD/>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0JFIF",
        b"RIFF\x24\x00\x00\x00AVI LIST",
        b"MZ\x90\x00",
    ],
)
def test_a_playlist_or_anything_else_never_reaches_a_decoder(other, engine) -> None:
    assert kind_of(other) is None
    with pytest.raises(SoundRefused):
        LocalTranscriber(model=None, engine=engine({"text": "x", "seconds": 1})).transcribe(
            other, "audio/webm"
        )
    assert engine.calls == []


@pytest.fixture
def engine():
    class FakeEngine:
        calls: list[bytes] = []

        def __init__(self, answer) -> None:
            self.answer = answer

        def call(self, head, body):
            FakeEngine.calls.append(body)
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    FakeEngine.calls = []
    return FakeEngine


def test_the_local_one_says_what_the_engine_heard(engine) -> None:
    said = LocalTranscriber(model=None, engine=engine({"text": "老板欠我钱", "seconds": 2.5}))
    assert said.transcribe(WEBM, "audio/webm;codecs=opus") == Transcript("老板欠我钱", 2.5)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"fault": "too-long"}, SoundRefused),
        ({"fault": "no-sound"}, SoundRefused),
        (EngineBusy("x"), SpeechBusy),
        (EngineFailed("x"), SpeechFailed),
    ],
)
def test_what_goes_wrong_here_has_its_name(engine, answer, failure) -> None:
    with pytest.raises(failure):
        LocalTranscriber(model=None, engine=engine(answer)).transcribe(WEBM, "")


@pytest.fixture
def halves(tmp_path):
    """Two packages' data folders, and the digest of what they make together."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders, 1):
        folder.mkdir()
        (folder / f"model.bin.part{number}").write_bytes(b"w" * 1000 * number)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folders[0] / name).write_text(name)
    return folders, hashlib.sha256(b"w" * 3000).hexdigest()


def test_the_halves_are_joined_once_even_by_two_at_once(tmp_path, halves) -> None:
    parts, digest = halves
    model = tmp_path / "models" / "base"
    both = [threading.Thread(target=join_weights, args=(model, parts, digest)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (model / "model.bin").read_bytes() == b"w" * 3000
    assert (model / "tokenizer.json").exists()
    assert sorted(path.name for path in model.parent.iterdir()) == [".base.lock", "base"]
    (parts[0] / "model.bin.part1").unlink()
    assert join_weights(model, parts, digest) == model, "made once, the packages are not read again"


def test_wrong_weights_leave_nothing_behind(tmp_path, halves) -> None:
    parts, digest = halves
    (parts[1] / "model.bin.part2").write_bytes(b"v" * 2000)
    with pytest.raises(WeightsBroken):
        join_weights(tmp_path / "models" / "base", parts, digest)
    assert [path.name for path in (tmp_path / "models").iterdir()] == [".base.lock"]


class Service(BaseHTTPRequestHandler):
    """Answers as the documented API does: 401 without the key, 400 without file or model, JSON with text."""

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self.server.answer
        if self.path != "/v1/audio/transcriptions":
            status, answer = 404, {}
        elif self.headers["Authorization"] != "Bearer secret":
            status, answer = 401, {"error": {"message": "bad key"}}
        else:
            form = message_from_bytes(
                b"Content-Type: " + self.headers["Content-Type"].encode() + b"\n\n" + raw
            )
            fields = {
                part.get_param("name", header="content-disposition"): part for part in form.get_payload()
            }
            self.server.seen.append(fields)
            if not {"file", "model"} <= set(fields):
                status, answer = 400, {"error": {"message": "missing"}}
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Service)
    server.seen, server.answer = [], (200, {"text": " 房东不退押金 ", "duration": 3.5, "language": "zh"})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def remote(service, **more) -> HttpTranscriber:
    options = {"url": f"http://127.0.0.1:{service.server_port}/v1/", "key": "secret", **more}
    return HttpTranscriber(**options)


@pytest.mark.parametrize(("kind", "audio"), RECORDINGS.items())
def test_a_recording_travels_whole_and_under_our_own_name(service, kind, audio) -> None:
    said = remote(service, model="sensevoice").transcribe(audio, 'audio/x"; filename="../../evil')
    assert said == Transcript("房东不退押金", 3.5)
    fields = service.seen[0]
    assert fields["file"].get_payload(decode=True) == audio
    assert fields["file"].get_content_type() == kind
    assert fields["file"].get_filename().startswith("say.")
    assert fields["model"].get_payload() == "sensevoice"
    assert fields["language"].get_payload() == "zh"


@pytest.mark.parametrize(
    ("status", "answer", "failure"),
    [
        (400, {}, SoundRefused),
        (413, {}, SoundRefused),
        (429, {}, SpeechBusy),
        (503, {}, SpeechBusy),
        (500, {}, SpeechFailed),
        (302, {}, SpeechFailed),
        (200, b"<html>", SpeechFailed),
        (200, b"[1]", SpeechFailed),
        (200, {"words": "x"}, SpeechFailed),
        (200, {"text": "x", "duration": "long"}, SpeechFailed),
    ],
)
def test_what_the_service_says_instead_has_its_name(service, status, answer, failure) -> None:
    service.answer = (status, answer)
    with pytest.raises(failure):
        remote(service).transcribe(WEBM, "audio/webm")


def test_a_wrong_key_an_absent_service_and_a_wrong_address(service) -> None:
    with pytest.raises(SpeechFailed, match="401"):
        remote(service, key="other").transcribe(WEBM, "")
    with pytest.raises(SpeechFailed):
        HttpTranscriber(url="http://127.0.0.1:9/v1").transcribe(WEBM, "")
    with pytest.raises(ValueError, match="FAWANG_SPEECH_URL"):
        HttpTranscriber(url="file:///etc")


@pytest.mark.parametrize(("url", "installed", "kind"), [
    ("http://127.0.0.1:9/v1", True, HttpTranscriber),
    ("", True, LocalTranscriber),
    ("", False, type(None)),
])  # fmt: skip
def test_the_setting_comes_before_the_extra(monkeypatch, url, installed, kind) -> None:
    monkeypatch.setenv("FAWANG_SPEECH_URL", url)
    monkeypatch.setattr(speech, "find_spec", lambda name: object() if installed else None)
    speech.transcriber.cache_clear()
    assert type(speech.transcriber()) is kind
    speech.transcriber.cache_clear()
