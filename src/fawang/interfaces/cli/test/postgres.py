"""Finds a PostgreSQL for the tests: one that is named, one that runs here, or one started for the run.

PostgreSQL refuses to run as root, so a server of our own is started as `nobody` then. Every run names its
databases after its process (see conftest.py), so that two runs on one server never meet.
"""

from __future__ import annotations

import getpass
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

_ELSEWHERE = Path("/usr/lib/postgresql")
_HERE = ("", "127.0.0.1", "localhost", "::1")
#: The value of `FAWANG_TEST_POSTGRES` that asks for a server of the run's own.
OWN = "own"
#: What conftest.py calls the databases of a run, with the number of its process.
_DATABASE = re.compile(r"test_fawang_(\d+)(_gw\d+)?")


@contextmanager
def postgres_for_tests() -> Iterator[str | None]:
    """The address of a server on which databases may be made, or None when there is no PostgreSQL.

    Looks at `FAWANG_TEST_POSTGRES`, then for a server on this machine, then starts one in a temporary
    folder and removes it afterwards. What killed runs left behind on this machine's server is dropped."""
    named = os.environ.get("FAWANG_TEST_POSTGRES")
    candidates = [named] if named else filter(_usable, _local_addresses())
    if named != OWN and (found := next(iter(candidates), None)):
        drop_left_behind(found)
        try:
            yield found
        finally:
            drop_left_behind(found)
        return
    with temporary_server() as url:
        yield url


def drop_left_behind(url: str) -> None:
    """Drop the test databases whose run lives no more; on another machine's server nobody can tell."""
    host = urlsplit(url).hostname or ""
    if not (host in _HERE or host.startswith("%2f")):
        return
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as link:
        names = link.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_fawang_%'").fetchall()
        for (name,) in names:
            match = _DATABASE.fullmatch(name)
            if match is None or _lives(int(match[1])):
                continue
            # One that is still being used, or that another run drops at this moment, is left alone.
            with suppress(psycopg.Error):
                link.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def temporary_server() -> Iterator[str | None]:
    """The address of a PostgreSQL started for this block only; None where its programs are missing."""
    programs = _programs()
    if programs is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="fawang-pg-", dir="/tmp") as folder:
        server = _Server(programs, Path(folder))
        url = server.start()
        try:
            yield url
        finally:
            server.stop()


def _local_addresses() -> list[str]:
    users = dict.fromkeys([getpass.getuser(), "postgres"])
    hosts = [h for h in ("/var/run/postgresql", "/tmp") if Path(h, ".s.PGSQL.5432").exists()]  # noqa: S108
    addresses = [f"postgresql://{user}@{quote(host, safe='')}/postgres" for user in users for host in hosts]
    return [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in users] + addresses


def _usable(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as link:
            row = link.execute(
                "SELECT rolcreatedb OR rolsuper, current_setting('server_version_num')::int"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0] and row[1] >= 140000)


def _programs() -> Path | None:
    folders = sorted(
        (p for p in _ELSEWHERE.glob("*/bin") if (p / "initdb").exists()),
        key=lambda p: int(p.parent.name) if p.parent.name.isdigit() else 0,
        reverse=True,
    )
    if folders:
        return folders[0]
    here = shutil.which("initdb")
    return Path(here).resolve().parent if here else None


class _Server:
    """A PostgreSQL of our own in a folder that goes away."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.user = "nobody" if os.getuid() == 0 else getpass.getuser()
        if os.getuid() == 0:
            account = pwd.getpwnam(self.user)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def start(self) -> str:
        """Make and start the server; returns its address."""
        data = str(self.folder / "data")
        self._run("initdb", ["-D", data, "-U", "fawang", "-A", "trust", "-E", "UTF8", "--no-sync"])
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1"
        options += " -c fsync=off -c max_connections=60"
        log = str(self.folder / "log")
        self._run("pg_ctl", ["-D", data, "-o", options, "-l", log, "-w", "-t", "60", "start"])
        return f"postgresql://fawang@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        """Stop it without waiting for anybody."""
        self._run("pg_ctl", ["-D", str(self.folder / "data"), "-m", "immediate", "stop"])

    def _run(self, program: str, arguments: Sequence[str]) -> None:
        subprocess.run(  # noqa: S603 - found above
            [str(self.programs / program), *arguments],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder,
            user=self.user if os.getuid() == 0 else None,
        )  # fmt: skip
