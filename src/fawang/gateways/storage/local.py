"""Files in a folder of this machine."""

from __future__ import annotations

import errno
import logging
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fawang.gateways.storage.refusals import FileEmpty, FileTooLarge, StorageFull

LIMIT = 20 * 1024 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_log = logging.getLogger("fawang.storage")
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")


@dataclass
class Incoming:
    """Bytes taken in and not kept yet. Use it as a context: what was not kept is gone afterwards."""

    path: Path
    size: int
    sha256: str

    def __enter__(self) -> Incoming:
        return self

    def __exit__(self, *args: object) -> None:
        self.path.unlink(missing_ok=True)


class LocalStore:
    """Keeps each content once, under the hash of its bytes."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

    def receive(self, chunks: Iterable[bytes]) -> Incoming:
        """Take bytes in. Reading stops as soon as the limit is passed. Raises FileTooLarge, FileEmpty,
        StorageFull."""
        inbox = self.folder / "incoming"
        inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = inbox / secrets.token_hex(16)
        digest, size = sha256(), 0
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > self.limit:
                        raise FileTooLarge(self.limit)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise FileEmpty
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in _FULL:
                _log.error("no room for files in %s: %s", self.folder, error.strerror)
                raise StorageFull from error
            raise
        return Incoming(path, size, digest.hexdigest())

    def keep(self, incoming: Incoming) -> str:
        """Move what was taken in to its place; the name says nothing but its content. A content that is
        kept already stays as it is."""
        name = f"{incoming.sha256[:2]}/{incoming.sha256[2:]}"
        place = self.folder / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            os.replace(incoming.path, place)
            # The new name itself must reach the disk before the record that points to it is committed.
            handle = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return name

    def path_of(self, name: str) -> Path:
        """Where a kept file lies. Raises FileNotFoundError, also for a name that this store never gave."""
        place = self.folder / name
        if not _NAME.fullmatch(name) or not place.is_file():
            raise FileNotFoundError(name)
        return place

    def remove(self, name: str) -> None:
        """Forget a kept file; an unknown name is no error."""
        if _NAME.fullmatch(name):
            (self.folder / name).unlink(missing_ok=True)
