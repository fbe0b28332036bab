"""Dependencies stay few, are pinned by hash, and each has its reason written down."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.source import ROOT

MOST = 30
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = [re.split(r"[\[<>=~! ;]", line)[0].lower() for line in PROJECT["dependencies"]]


def test_the_core_install_has_few_direct_dependencies():
    assert len(DIRECT) <= MOST


@pytest.mark.parametrize("name", DIRECT)
def test_every_direct_dependency_has_its_reason_in_a_record(name):
    told = " ".join(path.read_text(encoding="utf-8").lower() for path in (ROOT / "docs" / "adr").glob("*.md"))
    spoken = {"pyyaml": "pyyaml", "django-template-partials": "template-partials"}.get(name, name)
    assert spoken in told


@pytest.mark.parametrize("lock", sorted((ROOT / "locks").glob("*.txt")), ids=lambda path: path.stem)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE | re.IGNORECASE)
    entries = re.split(r"^(?=[A-Za-z0-9][A-Za-z0-9._-]*==)", text, flags=re.MULTILINE)[1:]
    assert names
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_core_lock_covers_every_direct_dependency():
    locked = {
        name.lower()
        for name in re.findall(
            r"^([A-Za-z0-9._-]+)==", (ROOT / "locks" / "core.txt").read_text(), re.MULTILINE
        )
    }
    assert {name.replace("_", "-") for name in DIRECT} <= {name.replace("_", "-") for name in locked}
