"""E-mail: the port, the local gateway and the mail server's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from django.conf import settings

from fawang.gateways.channels import MessageFolder
from fawang.gateways.email.smtp import SmtpEmail

__all__ = ["EmailGateway", "LocalEmail", "SmtpEmail", "email_gateway", "email_ready"]


class EmailGateway(Protocol):
    """Sends one letter."""

    def send(self, key: str, to: str, subject: str, text: str) -> str:
        """Hand a letter over; the name of the provider. Raises NotSent, NeverSent."""


class LocalEmail:
    """Writes letters into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = MessageFolder(folder)

    def send(self, key: str, to: str, subject: str, text: str) -> str:
        """Write the letter once for its key. Raises NotSent."""
        self.folder.write(key, to, f"{subject}\n\n{text}")
        return "local"


def email_ready() -> bool:
    """Whether a mail server is set up."""
    return bool(os.environ.get("FAWANG_EMAIL_HOST"))


def email_gateway() -> EmailGateway:
    """The mail server when `FAWANG_EMAIL_HOST` is set, else the local folder."""
    if host := os.environ.get("FAWANG_EMAIL_HOST"):
        return SmtpEmail(
            host=host,
            port=int(os.environ.get("FAWANG_EMAIL_PORT", "587")),
            security=os.environ.get("FAWANG_EMAIL_SECURITY", "starttls"),
            user=os.environ.get("FAWANG_EMAIL_USER", ""),
            password=os.environ.get("FAWANG_EMAIL_PASSWORD", ""),
            sender=os.environ.get("FAWANG_EMAIL_FROM", ""),
        )
    return LocalEmail(Path(settings.DATA) / "email")
