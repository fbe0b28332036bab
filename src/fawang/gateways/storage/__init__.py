"""Files: kept by content, looked at before they are kept."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from fawang.gateways.storage.inspect import FileFacts, inspect_file
from fawang.gateways.storage.local import LIMIT, Incoming, LocalStore
from fawang.gateways.storage.port import FileStore
from fawang.gateways.storage.refusals import (
    EnoughOfThis,
    FileBroken,
    FileEmpty,
    FileHasScript,
    FileInfected,
    FileRefused,
    FileTooLarge,
    FileTypeRefused,
    KindNotAsked,
    StorageFull,
)

__all__ = [
    "LIMIT",
    "EnoughOfThis",
    "FileBroken",
    "FileEmpty",
    "FileFacts",
    "FileHasScript",
    "FileInfected",
    "FileRefused",
    "FileStore",
    "FileTooLarge",
    "FileTypeRefused",
    "Incoming",
    "KindNotAsked",
    "LocalStore",
    "StorageFull",
    "file_store",
    "inspect_file",
]


def file_store() -> LocalStore:
    """The file store of this installation."""
    return LocalStore(Path(settings.FILES))
