"""The PostgreSQL of the tests themselves: found, or started for the run and gone after it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from fawang.interfaces.cli.test import postgres

pytestmark = pytest.mark.launcher


@pytest.fixture(scope="module")
def own_server():
    """A server that nothing else uses."""
    with postgres.temporary_server() as url:
        if url is None:
            pytest.skip("POSTGRESQL IS MISSING (apt-get install postgresql)")
        yield url


def names(url: str) -> set[str]:
    with psycopg.connect(url) as link:
        return {name for (name,) in link.execute("SELECT datname FROM pg_database")}


def make(url: str, *databases: str) -> None:
    with psycopg.connect(url, autocommit=True) as link:
        for database in databases:
            link.execute(f'CREATE DATABASE "{database}"')


@pytest.fixture
def dead_process() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_server_of_our_own_never_runs_as_root_and_makes_databases(own_server):
    with psycopg.connect(own_server) as link:
        [[folder]] = link.execute("SHOW data_directory").fetchall()
    assert Path(folder).owner() != "root"
    assert Path(folder).stat().st_mode & 0o077 == 0
    make(own_server, "proof")
    assert "proof" in names(own_server)


def test_a_server_of_our_own_leaves_nothing_behind():
    with postgres.temporary_server() as url:
        if url is None:
            pytest.skip("POSTGRESQL IS MISSING (apt-get install postgresql)")
        with psycopg.connect(url) as link:
            [[folder]] = link.execute("SHOW data_directory").fetchall()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=3)
    assert not Path(folder).parent.exists()


def test_databases_of_runs_that_were_killed_are_dropped_and_no_others(own_server, dead_process):
    gone, gone_too = f"test_fawang_{dead_process}", f"test_fawang_{dead_process}_gw1"
    living, foreign = f"test_fawang_{os.getpid()}_gw0", f"test_fawang_{dead_process}_archive"
    make(own_server, gone, gone_too, living, foreign)
    postgres.drop_left_behind(own_server)
    left = names(own_server)
    assert not {gone, gone_too} & left
    assert {living, foreign} <= left


def test_a_database_still_in_use_is_left_alone(own_server, dead_process):
    used = f"test_fawang_{dead_process}_gw7"
    make(own_server, used)
    with psycopg.connect(urlsplit(own_server)._replace(path=f"/{used}").geturl()):
        postgres.drop_left_behind(own_server)
        assert used in names(own_server)
    postgres.drop_left_behind(own_server)
    assert used not in names(own_server)


def test_the_server_of_another_machine_is_not_touched(monkeypatch):
    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: pytest.fail("looked at a foreign server"))
    postgres.drop_left_behind("postgresql://fawang@database.example.cn/postgres")


def test_a_named_server_is_taken_as_it_is(monkeypatch):
    named = "postgresql://fawang@database.example.cn:6000/postgres"
    monkeypatch.setenv("FAWANG_TEST_POSTGRES", named)
    with postgres.postgres_for_tests() as url:
        assert url == named


def test_where_no_server_and_no_programs_are_there_is_none(monkeypatch):
    monkeypatch.delenv("FAWANG_TEST_POSTGRES", raising=False)
    monkeypatch.setattr(postgres, "_local_addresses", lambda: ["postgresql://nobody@127.0.0.1:1/postgres"])
    monkeypatch.setattr(postgres, "_programs", lambda: None)
    with postgres.postgres_for_tests() as url:
        assert url is None
