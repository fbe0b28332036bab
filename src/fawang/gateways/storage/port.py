"""What every file store does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from fawang.gateways.storage.local import Incoming


class FileStore(Protocol):
    """Keeps files by their content."""

    def receive(self, chunks: Iterable[bytes]) -> Incoming:
        """Take bytes in, up to the size limit, without keeping them yet."""

    def keep(self, incoming: Incoming) -> str:
        """Keep what was taken in; its storage name."""

    def path_of(self, name: str) -> Path:
        """Where a kept file lies."""

    def remove(self, name: str) -> None:
        """Forget a kept file."""
