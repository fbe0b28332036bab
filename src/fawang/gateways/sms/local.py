"""The gateway that needs no operator: one file for each message, readable by the owner only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fawang.gateways.channels import LocalMessage, MessageFolder


class LocalSms:
    """Writes messages into a folder and tells listeners of each."""

    def __init__(self, folder: Path, listeners: tuple[Callable[[LocalMessage], None], ...] = ()) -> None:
        self.folder, self.listeners = MessageFolder(folder), listeners

    def send(self, key: str, phone: str, text: str) -> str:
        """Write the message once for its key. Raises SmsFailed."""
        if (message := self.folder.write(key, phone, text)) is not None:
            for listener in self.listeners:
                listener(message)
        return "local"

    def newest(self, limit: int) -> list[LocalMessage]:
        """The newest messages, newest first."""
        return self.folder.newest(limit)
