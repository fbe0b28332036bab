"""Installs, fills, starts and stops the peer's site. Everything it makes lies in one folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.load import wait_for_port

RELEASES = ["django-helpdesk==2.6.1", "django>=5.2,<5.3", "gunicorn==27.0.1", "psycopg[binary]>=3.2,<4"]
PROJECT = Path(__file__).resolve().parent / "project"
BENCH = PROJECT.parent.parent


@dataclass(frozen=True)
class Peer:
    """The peer's environment on one database address (`postgres://…` or `sqlite:///path`)."""

    folder: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "PEER_FOLDER": str(self.folder),
            "PEER_DATABASE": self.database,
            "BENCH_FOLDER": str(BENCH),
            "PYTHONPATH": str(PROJECT),
        }

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.folder / "venv" / "bin" / "python"), *arguments],
            cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def install(self) -> None:
        """Make the peer's own virtual environment once."""
        if (self.folder / "venv" / "made").exists():
            return
        subprocess.run([sys.executable, "-m", "venv", str(self.folder / "venv")], check=True)
        self.python("-m", "pip", "install", "--quiet", *RELEASES)
        (self.folder / "venv" / "made").touch()

    def seed(self, count: int) -> str:
        """Fill up to `count` tickets; returns the cookie of a signed-in member of staff."""
        name, value = self.python("seed.py", str(count)).split()[-2:]
        return f"{name}={value}"

    def start(self, port: int, workers: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [str(self.folder / "venv" / "bin" / "gunicorn"), "-w", str(workers), "-b", f"127.0.0.1:{port}",
             "--log-level", "error", "--no-control-socket", "wsgi:application"],
            cwd=PROJECT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for_port(port)
        return process
