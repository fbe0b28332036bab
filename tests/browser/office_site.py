"""The product's own server with the cast in it, as a process: what a test client cannot show is how an
event reaches an open page."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.running import ROOT, environment, free_port

SEED = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from fawang.core.clock import now
from fawang.reference.catalog.operations import publish_services
from tests.cast import build_cast
publish_services(now=now()); build_cast()
"""
SUBMIT = """
import django; django.setup()
from fawang.core.clock import now
from tests.journeys.story import opened
print(opened("{key}", now=now(), title="{title}").number)
"""
DO = """
import django; django.setup()
from fawang.core.clock import now
from fawang.journeys.take import take
from fawang.records.people.models import Staff
from fawang.records.people.viewers import viewer_for
take(viewer=viewer_for(Staff.objects.get(username="{who}")), number="{number}", now=now())
"""


@dataclass
class OfficeSite:
    """A running server. What others do happens in processes of their own, as it does in an office."""

    url: str
    settings: dict[str, str]

    def run(self, program: str) -> str:
        command = [sys.executable, "-c", program]
        done = subprocess.run(
            command, cwd=ROOT, env=self.settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def submit(self, key: str, title: str) -> str:
        """Somebody hands a matter in at another door; its number."""
        return self.run(SUBMIT.format(key=key, title=title))

    def take(self, who: str, number: str) -> None:
        """A colleague takes it."""
        self.run(DO.format(who=who, number=number))


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[str]:
    """The web server on a free port, until the block ends."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "fawang.config.web", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT, env=settings, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(150):
                try:
                    urllib.request.urlopen(f"{url}/office/login", timeout=5).read()
                    break
                except OSError:
                    assert server.poll() is None, "the server has ended"
                    time.sleep(0.2)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def office_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    """The running site with the cast, on SQLite in a folder of its own."""
    data: Path = tmp_path_factory.mktemp("office-site")
    settings = environment(data) | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    with_seed = OfficeSite("", settings)
    with_seed.run(SEED)
    with serving(settings) as url:
        yield OfficeSite(url, settings)
