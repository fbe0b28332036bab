"""The provider that needs nobody: one file for each message, readable by the owner only."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from fawang.core import clock
from fawang.gateways.channels.port import NotSent


@dataclass(frozen=True)
class LocalMessage:
    """A message as it would reach a person; `phone` is the address of whichever kind."""

    at: datetime
    phone: str
    text: str


class MessageFolder:
    """Writes messages into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, key: str, to: str, text: str) -> LocalMessage | None:
        """Write the message once for its key, whole or not at all; None when it is there already. Raises
        NotSent."""
        path = self.folder / f"{sha256(key.encode()).hexdigest()[:40]}.json"
        draft = path.with_name(f".{path.stem}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            at = clock.now()
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                said = {"at": at.isoformat(), "phone": to, "text": text}
                json.dump(said, file, ensure_ascii=False)
            try:
                # A hard link fails when the name exists: the second send of a key changes nothing.
                os.link(draft, path)
            except FileExistsError:
                return None
            finally:
                draft.unlink()
        except OSError as error:
            raise NotSent(f"local message folder: {error.strerror}") from None
        return LocalMessage(at, to, text)

    def newest(self, limit: int) -> list[LocalMessage]:
        """The newest messages, newest first."""
        found = [json.loads(path.read_text(encoding="utf-8")) for path in self.folder.glob("*.json")]
        messages = [LocalMessage(datetime.fromisoformat(m["at"]), m["phone"], m["text"]) for m in found]
        return sorted(messages, key=lambda message: message.at, reverse=True)[:limit]
