"""Finds a PostgreSQL for the tests: one that is named, one that runs here, or one started for the run.

PostgreSQL refuses to run as root, so a server of our own is started as `nobody` then.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

_ELSEWHERE = Path("/usr/lib/postgresql")


@contextmanager
def temporary_server() -> Iterator[str | None]:
    """The address of a PostgreSQL in which databases may be made, or None when there is none.

    Looks at `FAWANG_TEST_POSTGRES`, then for a server on this machine, then starts one in a temporary
    folder and removes it afterwards."""
    named = os.environ.get("FAWANG_TEST_POSTGRES")
    found = named if named else next((url for url in _local_addresses() if _usable(url)), None)
    if found:
        yield found
        return
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
