"""What a recording really is. Decoders know dozens of forms, and some of those (playlists, lists of files)
make them open other files and addresses; only plain recordings are let through to one."""

from __future__ import annotations

#: Ending of a file of each kind, as services over HTTP want it.
ENDINGS = {
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
}


def kind_of(audio: bytes) -> str | None:
    """The media type by the first bytes, None for what is no recording."""
    if audio.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if audio.startswith(b"OggS"):
        return "audio/ogg"
    if audio[4:8] == b"ftyp":
        return "audio/mp4"
    if audio.startswith(b"RIFF") and audio[8:12] == b"WAVE":
        return "audio/wav"
    if audio.startswith(b"ID3") or (len(audio) > 1 and audio[0] == 0xFF and audio[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    return None
