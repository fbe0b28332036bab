"""What every SMS gateway does."""

from __future__ import annotations

from typing import Protocol


class SmsFailed(Exception):
    """Not sent, and trying again may help. The text holds no phone and no message."""


class SmsRefused(Exception):
    """The operator refuses this message for good (no such number, blocked words)."""


class SmsGateway(Protocol):
    """Sends one text message."""

    def send(self, key: str, phone: str, text: str) -> None:
        """Hand a message over. The same key twice is one message. Raises SmsFailed, SmsRefused."""
