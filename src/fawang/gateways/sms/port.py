"""What every SMS gateway does."""

from __future__ import annotations

from typing import Protocol

from fawang.gateways.channels import NeverSent, NotSent

#: Kept under the names this room has always used.
SmsFailed = NotSent
SmsRefused = NeverSent


class SmsGateway(Protocol):
    """Sends one text message."""

    def send(self, key: str, phone: str, text: str) -> str:
        """Hand a message over; the name of the provider that took it. The same key twice is one message.
        Raises SmsFailed, SmsRefused."""
