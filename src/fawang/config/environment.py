"""Reads the environment: the data folder, the database address and the keys."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: Threads that run pages in one web process. More gain nothing under one interpreter lock.
THREADS = int(os.environ.get("FAWANG_THREADS", "8"))
#: Pages that may wait for a thread before the server says that it is busy.
PAGES_WAITING = 256
#: Event streams open at once in one web process; further pages poll instead.
MOST_STREAMS = int(os.environ.get("FAWANG_STREAMS", "1000"))


@dataclass(frozen=True)
class Keys:
    """The installation's secrets: `signing` for cookies, `sealing` for stored personal data (32 bytes,
    hex, newest first), `index` for the blind index (32 bytes, hex)."""

    signing: str
    sealing: tuple[str, ...]
    index: str


def data_folder() -> Path:
    """The one folder that holds everything this installation writes (`FAWANG_DATA`, else ./var)."""
    folder = Path(os.environ.get("FAWANG_DATA") or "var").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pairs(text: str) -> dict[str, str]:
    """`a=1,b=2` as a mapping; what is no pair is left out."""
    parts = (part.partition("=") for part in text.split(","))
    return {name.strip(): value.strip() for name, _, value in parts if name.strip() and value.strip()}


def load_or_make_keys(data: Path) -> Keys:
    """Read `keys/keys.json` in the data folder; make it on first use, readable by its owner only."""
    path = data / "keys" / "keys.json"
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        made = {
            "signing": secrets.token_urlsafe(48),
            "sealing": [secrets.token_hex(32)],
            "index": secrets.token_hex(32),
        }
        draft = path.with_name(f"keys.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made))
        try:
            # A hard link fails when the name exists, so two first starts agree on one set of keys.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    raw = json.loads(path.read_text())
    return Keys(signing=raw["signing"], sealing=tuple(raw["sealing"]), index=raw["index"])


def _host(netloc: str) -> str:
    """The host of an address as it was written: a name, or the folder of a socket (`%2Frun%2Fpostgresql`),
    whose capitals count."""
    host = netloc.rpartition("@")[2]
    host = host[: host.index("]")].strip("[") if host.startswith("[") else host.partition(":")[0]
    return unquote(host)


def database_settings(data: Path) -> dict[str, Any]:
    """Django's database settings from `DATABASE_URL`; SQLite in the data folder when it is not set.

    Raises ValueError for an address that is neither postgres:// nor postgresql:// nor sqlite:///.
    """
    url = os.environ.get("DATABASE_URL", "")
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": _host(parts.netloc),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    if url and parts.scheme != "sqlite":
        raise ValueError("DATABASE_URL must begin with postgres:// or sqlite:///")
    name = unquote(parts.path) if url else str(data / "fawang.sqlite3")
    return {
        "ENGINE": "fawang.core.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": None,
        # Tests run on a file like the product: an in-memory database locks whole tables between threads.
        "TEST": {"NAME": str(data / "test.sqlite3")},
        "OPTIONS": {
            # A deferred transaction that turns into a writer is refused at once when another one
            # wrote meanwhile; an immediate one waits for its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-32000;"
                "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
            ),
        },
    }
