"""What calling back means, whoever does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fawang.core.refusals import Refusal


class WebhookUrlRefused(Refusal):
    """An address that is never called: not https, or one that leads into a network we do not call."""


class WebhookFailed(Exception):
    """It did not arrive this time; `status` when there was an answer."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(reason)


class WebhookNeverAccepted(WebhookFailed):
    """The receiver says that it will never take it (410 Gone)."""


@dataclass(frozen=True)
class WebhookCall:
    """One call: where, the event's own name, the body, and the secret it is signed with."""

    url: str
    event_id: str
    body: bytes
    secret: str
    timestamp: int


class WebhookGateway(Protocol):
    """Calls other systems."""

    def check(self, url: str) -> None:
        """Raise WebhookUrlRefused for an address that is never called."""

    def call(self, call: WebhookCall) -> int:
        """Make the call and return the status of a 2xx answer. Raises WebhookFailed, WebhookNeverAccepted,
        WebhookUrlRefused."""
