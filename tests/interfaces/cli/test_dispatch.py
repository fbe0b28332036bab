"""The command line as a whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fawang.interfaces.cli import commands, main
from tests.config.running import environment


def run(*arguments: str, data, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "fawang", *arguments],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_every_module_of_the_folder_is_a_command_with_help():
    found = commands()
    assert {"serve", "test", "ask", "law", "migrate", "worker", "shell", "lint", "admin", "version"} <= set(
        found
    )
    assert [c.name for c in found.values() if not c.help] == []


def test_an_unknown_command_is_said_and_the_known_ones_are_listed(capsys):
    assert main(["srve"]) == 2
    err = capsys.readouterr().err
    assert "srve" in err
    assert "serve" in err


def test_help_goes_to_standard_output(capsys):
    assert main(["--help"]) == 0
    assert "serve" in capsys.readouterr().out
    assert main([]) == 2


def test_listing_needs_neither_data_folder_nor_database(tmp_path):
    done = run("help", data=tmp_path / "none")
    assert done.returncode == 0
    assert not (tmp_path / "none").exists()


def test_a_wrong_database_address_is_a_sentence(tmp_path):
    done = run("migrate", data=tmp_path, DATABASE_URL="mysql://x")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_first_administrator_of_an_empty_system(tmp_path):
    assert run("migrate", data=tmp_path).returncode == 0
    refused = run("admin", "create", "--username", "root1", "--name", "钱立群", data=tmp_path)
    assert refused.returncode == 1
    assert "FAWANG_ADMIN_PASSWORD" in refused.stderr
    weak = run(
        "admin",
        "create",
        "--username",
        "root1",
        "--name",
        "钱立群",
        data=tmp_path,
        FAWANG_ADMIN_PASSWORD="12345",
    )
    assert weak.returncode == 1
    assert "Traceback" not in weak.stderr
    made = run(
        "admin", "create", "--username", "root1", "--name", "钱立群",
        data=tmp_path, FAWANG_ADMIN_PASSWORD="lantern-orchard-97",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    check = run(
        "shell", "-c",
        "from fawang.records.people.models import Appointment as A; "
        "print([(a.staff.username, a.role, a.region_id) for a in A.objects.all()])",
        data=tmp_path,
    )  # fmt: skip
    assert "[('root1', 'administrator', '990100000000')]" in check.stdout, check.stderr


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_secrets_tells_when_others_can_read_the_keys(tmp_path, mode):
    assert run("secrets", data=tmp_path).returncode == 0
    keys = tmp_path / "keys" / "keys.json"
    keys.chmod(mode)
    done = run("secrets", data=tmp_path)
    assert done.returncode == (0 if mode == 0o600 else 1)
    assert ("危险" in done.stdout) == (mode != 0o600)
    made = json.loads(keys.read_text())
    assert made["signing"] not in done.stdout
    assert made["index"] not in done.stdout
