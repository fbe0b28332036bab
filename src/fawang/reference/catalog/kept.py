"""The definitions as they were last read, so that neither a start nor a changed file makes hundreds of YAML
files be read again. Each is kept under a hash over all it is made from (the files of its service, its
family's file, the common one) and over the code that reads it, so that whatever changes is read anew and
nothing else is: in memory, and in the data folder, where it can be deleted at any time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import RootModel, ValidationError

from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.loader import (
    COMMON_FILE,
    OFF_FILE,
    content_files,
    load_catalog,
    service_files,
    switched_off,
)

#: Definitions by the hash of what they are made from.
_Kept = RootModel[dict[str, ServiceDefinition]]
#: Those of the last reading, whatever folders it was of.
_in_memory: dict[str, ServiceDefinition] = {}


@dataclass(frozen=True)
class ReadCatalog:
    """Every definition without mistakes; `off` are the codes of those not offered here."""

    services: tuple[ServiceDefinition, ...]
    off: frozenset[str]


def read_catalog(roots: Sequence[Path]) -> ReadCatalog:
    """The definitions under these content folders; only those are read anew of which a file changed."""
    global _in_memory
    files = content_files(roots)
    keys = _keys(files)
    place = Path(settings.DATA) / "catalog" / f"{_code()[:32]}.json"
    known = _in_memory
    if not set(keys.values()) <= known.keys():
        known = {**_read(place), **known}
    absent = {folder for folder, key in keys.items() if key not in known}
    if absent:
        loaded = load_catalog(roots, only=absent).services.values()
        known |= {keys[one.folder]: one.definition for one in loaded if one.definition is not None}
    _in_memory = {key: known[key] for key in keys.values() if key in known}
    if absent & {folder for folder, key in keys.items() if key in _in_memory}:
        # Without a place to write, every start reads the files: slower, and nothing else.
        with suppress(OSError):
            _write(place, _in_memory)
    services: dict[str, ServiceDefinition] = {}
    for folder, key in sorted(keys.items()):
        if key in _in_memory:
            services.setdefault(folder.rsplit("/", 1)[1], _in_memory[key])
    return ReadCatalog(
        tuple(services.values()), frozenset(switched_off(files.get(OFF_FILE)) & services.keys())
    )


def _keys(files: Mapping[str, Path]) -> dict[str, str]:
    """Folder of a service → the hash of all it is made from."""
    read = {shown: path.read_bytes() for shown, path in files.items()}
    keys = {}
    for folder, own in service_files(read).items():
        digest = hashlib.sha256(_code().encode())
        for shown in (COMMON_FILE, f"{folder.rsplit('/', 1)[0]}/family.yaml", *sorted(own)):
            content = read.get(shown)
            if content is not None and not shown.endswith("/cases.yaml"):
                digest.update(f"{shown}\0{len(content)}\0".encode())
                digest.update(content)
        keys[folder] = digest.hexdigest()[:32]
    return keys


def _read(place: Path) -> dict[str, ServiceDefinition]:
    with suppress(OSError, ValidationError):
        return _Kept.model_validate_json(place.read_bytes()).root
    return {}


def _write(place: Path, definitions: dict[str, ServiceDefinition]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.write_text(
        _Kept(definitions).model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8"
    )
    draft.replace(place)
    for old in place.parent.glob("*.json"):
        if old != place:
            old.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
