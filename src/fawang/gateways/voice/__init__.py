"""Calls that read a sentence aloud: the port, the local gateway and the provider's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from django.conf import settings

from fawang.gateways.channels import MessageFolder, TemplatePost

__all__ = ["HttpVoice", "LocalVoice", "VoiceGateway", "voice_gateway", "voice_ready"]


class VoiceGateway(Protocol):
    """Places one call."""

    def call(self, key: str, phone: str, text: str) -> str:
        """Have a sentence read aloud to a phone; the name of the provider. Raises NotSent, NeverSent."""


class LocalVoice:
    """Writes calls into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = MessageFolder(folder)

    def call(self, key: str, phone: str, text: str) -> str:
        """Write the call once for its key. Raises NotSent."""
        self.folder.write(key, phone, text)
        return "local"


class HttpVoice:
    """Posts a JSON body made from a template, see `TemplatePost`."""

    def __init__(self, *, url: str, body: str, token: str = "", success: str = "") -> None:
        self.wire = TemplatePost(setting="FAWANG_VOICE_URL", url=url, body=body, token=token, success=success)

    def call(self, key: str, phone: str, text: str) -> str:
        """Hand the call over. Raises NotSent, NeverSent."""
        self.wire.post(key, {"phone": phone, "text": text})
        return "http"


def voice_ready() -> bool:
    """Whether a provider of calls is set up."""
    return bool(os.environ.get("FAWANG_VOICE_URL"))


def voice_gateway() -> VoiceGateway:
    """The provider's when `FAWANG_VOICE_URL` is set, else the local folder."""
    if url := os.environ.get("FAWANG_VOICE_URL"):
        return HttpVoice(
            url=url,
            body=os.environ.get(
                "FAWANG_VOICE_BODY", '{"key": "{key}", "phone": "{phone}", "text": "{text}"}'
            ),
            token=os.environ.get("FAWANG_VOICE_TOKEN", ""),
            success=os.environ.get("FAWANG_VOICE_SUCCESS", ""),
        )
    return LocalVoice(Path(settings.DATA) / "voice")
