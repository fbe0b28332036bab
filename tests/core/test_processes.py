"""A process knows who started it, even when that one died before it could look."""

import os
import signal
import subprocess
import sys

import pytest

from fawang.core import processes

SLEEPER = "import time; from fawang.core import processes; processes.{name}(); time.sleep(60)"
ENVIRONMENT = os.environ | {"PYTHONPATH": "src"}


@pytest.mark.parametrize("name", ["stop_with_parent", "end_with_parent"])
def test_a_child_whose_starter_is_gone_already_ends(name):
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    environment = ENVIRONMENT | {"_FAWANG_STARTED_BY": str(gone.pid)}
    child = subprocess.Popen([sys.executable, "-c", SLEEPER.format(name=name)], env=environment)
    try:
        assert child.wait(30) == -signal.SIGTERM
    finally:
        child.kill()


@pytest.mark.parametrize("name", ["stop_with_parent", "end_with_parent"])
def test_a_child_lives_as_long_as_its_starter(name):
    environment = ENVIRONMENT | processes.expected_by_children()
    child = subprocess.Popen([sys.executable, "-c", SLEEPER.format(name=name)], env=environment)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(3)
    finally:
        child.kill()
        child.wait()


def test_what_a_child_starts_in_turn_has_another_parent(monkeypatch):
    monkeypatch.setenv("_FAWANG_STARTED_BY", str(os.getppid()))
    assert processes._parent() == os.getppid()
    assert "_FAWANG_STARTED_BY" not in os.environ
