"""How sending fails."""

from __future__ import annotations


class NotSent(Exception):
    """Not sent, and trying again may help. The text holds no address and no message. `unsure`: the provider
    may have taken the message although it did not say so."""

    def __init__(self, text: str = "", *, unsure: bool = False) -> None:
        super().__init__(text)
        self.unsure = unsure


class NeverSent(Exception):
    """The provider refuses this message for good (no such number, blocked words)."""
