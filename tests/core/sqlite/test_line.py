"""Writers of one SQLite file wait in line, across threads and processes; whoever ends lets the next in."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connections

from fawang.core.sqlite.base import DatabaseWrapper
from fawang.core.sqlite.line import Line, line_for

pytestmark = pytest.mark.django_db
HOLDER = """
import sys, time
from fawang.core.sqlite.line import Line
line = Line(sys.argv[1])
assert line.take(5)
print("held", flush=True)
time.sleep(600)
"""
WRITER = """
import sqlite3, sys, threading, django
from django.conf import settings
settings.configure(USE_TZ=True)
from tests.core.sqlite.test_line import linked, add
def run():
    link = linked(sys.argv[1])
    for _ in range(25):
        add(link)
    link.close()
threads = [threading.Thread(target=run) for _ in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
"""


def linked(path: Path | str, timeout: float = 30) -> DatabaseWrapper:
    """A connection as the product opens it, to a file of its own."""
    # The wrapper of an alias that nobody else uses; the settings are those of the product's database.
    given = {**connections["default"].settings_dict, "NAME": str(path)} if "default" in connections else {}
    given |= {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": timeout,
            "init_command": "PRAGMA journal_mode=WAL",
        }
    }
    return DatabaseWrapper(given, "line")


def add(link: DatabaseWrapper) -> None:
    """Read, then write what was read and one more: loses counts when two do it at once."""
    link.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with link.cursor() as cursor:
        found = cursor.execute("SELECT n FROM counted").fetchone()[0]
        cursor.execute("UPDATE counted SET n = %s", [found + 1])
    link.commit()
    link.set_autocommit(True)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "line.sqlite3"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE counted (n integer)")
        made.execute("INSERT INTO counted VALUES (0)")
    return path


def counted(path: Path) -> int:
    with closing(sqlite3.connect(path)) as link:
        return int(link.execute("SELECT n FROM counted").fetchone()[0])


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def holder_of(path: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", HOLDER, os.path.realpath(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert started.stdout is not None and started.stdout.readline() == "held\n"
    return started


def test_two_processes_of_four_threads_lose_nothing(database: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(database)]
    running = [subprocess.Popen(command, env=environment()) for _ in range(2)]
    assert [one.wait(120) for one in running] == [0, 0]
    assert counted(database) == 200


def test_who_is_killed_in_its_turn_lets_the_next_one_in(database: Path) -> None:
    held = holder_of(database)
    link = linked(database, timeout=0.2)
    with pytest.raises(OperationalError, match="database is locked"):
        add(link)
    held.send_signal(signal.SIGKILL)
    held.wait(20)
    add(linked(database))
    assert counted(database) == 1
    # The connection that gave up waiting is as good as new.
    add(link)
    assert counted(database) == 2


def test_a_single_write_waits_in_line_too_and_a_read_does_not(database: Path) -> None:
    held = holder_of(database)
    link = linked(database, timeout=0.2)
    with link.cursor() as cursor:
        assert cursor.execute("SELECT n FROM counted").fetchone() == (0,)
        with pytest.raises(OperationalError, match="database is locked"):
            cursor.execute("UPDATE counted SET n = 7")
        held.kill()
        held.wait(20)
        cursor.execute("UPDATE counted SET n = 7")
    assert counted(database) == 7
    assert free(database)


def free(path: Path) -> bool:
    """Whether nobody has the turn: asked with files of its own, as another process would."""
    line = Line(os.path.realpath(path))
    came = line.take(0.05)
    if came:
        line.give()
    line.close()
    return came


def begun(link: DatabaseWrapper) -> None:
    link.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_the_turn_lasts_as_long_as_the_transaction(database: Path) -> None:
    link = linked(database)
    begun(link)
    assert not free(database)
    link.rollback()
    assert free(database)
    link.set_autocommit(True)
    begun(link)
    assert not free(database)
    link.close()  # In the middle of a transaction.
    assert free(database)
    add(link)
    assert counted(database) == 1 and free(database)


def test_a_commit_that_fails_keeps_its_turn_until_it_is_rolled_back(database: Path) -> None:
    with closing(sqlite3.connect(database)) as made, made:
        made.execute("CREATE TABLE one (id integer PRIMARY KEY)")
        made.execute("CREATE TABLE two (one integer REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED)")
    link = linked(database)
    begun(link)
    with link.cursor() as cursor:
        cursor.execute("INSERT INTO two VALUES (5)")
    with pytest.raises(DatabaseError):
        link.commit()
    assert not free(database)
    link.rollback()
    assert free(database)


def test_a_statement_that_fails_alone_gives_its_turn_back(database: Path) -> None:
    link = linked(database)
    with link.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    assert free(database)


def test_sqlites_own_lock_is_waited_for_and_its_refusal_gives_the_turn_back(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # A program that knows of no line, such as the sqlite3 shell.
        link = linked(database, timeout=0.1)
        with pytest.raises(OperationalError, match="database is locked"):
            begun(link)
        assert free(database)
        other.execute("ROLLBACK")
    add(link)
    assert counted(database) == 1


def test_nobody_is_passed_over_by_a_process_that_never_stops_writing(database: Path) -> None:
    line = Line(os.path.realpath(database))
    stop = threading.Event()

    def again_and_again() -> None:
        while not stop.is_set():
            assert line.take(30)
            line.give()

    busy = [threading.Thread(target=again_and_again) for _ in range(4)]
    for one in busy:
        one.start()
    other = linked(database)
    for _ in range(20):
        add(other)
    stop.set()
    for one in busy:
        one.join()
    assert counted(database) == 20


def test_a_fork_stands_in_no_line(database: Path) -> None:
    link = linked(database)
    begun(link)
    context = multiprocessing.get_context("fork")

    def child(answer: multiprocessing.connection.Connection) -> None:
        link._leave()  # What the parent took is not the child's to give back.
        answer.send(free(database))

    here, there = context.Pipe()
    process = context.Process(target=child, args=(there,))
    process.start()
    assert here.recv() is False
    process.join()
    assert not free(database)
    link.rollback()
    assert free(database)


def test_without_a_line_sqlites_own_waiting_remains(database: Path, tmp_path: Path) -> None:
    # Something in the way of one of the files: a folder that may not be written stops nobody who is root.
    (tmp_path / "line.sqlite3-next").mkdir()
    assert line_for(os.path.realpath(database)) is None
    add(linked(database))
    assert counted(database) == 1


def test_a_database_in_memory_has_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    link = linked(":memory:")
    begun(link)
    link.commit()
    assert list(tmp_path.iterdir()) == []
