"""Every setting an operator can give is documented, and nothing of the makers' own machine is in the tree."""

from __future__ import annotations

import re
import subprocess

from tests.house.source import PACKAGE, ROOT

VARIABLE = re.compile(r"\b(FAWANG_[A-Z_]+|DATABASE_URL)\b")


def used_variables() -> set[str]:
    files = [*PACKAGE.rglob("*.py"), ROOT / "fawang"]
    return {
        name
        for path in files
        if path.is_file()
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "running" / "settings.md").read_text(encoding="utf-8")
    assert sorted(name for name in used_variables() if f"`{name}`" not in page) == []


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in listed.stdout.split("\0") if name]


def test_no_path_of_a_machine_and_no_registry_address_is_in_the_tree():
    words = re.compile(
        "|".join(
            ["/wo" + "rk/", "/ro" + "ot/", "pypi" + r"\.org", "files.python" + "hosted", "npmjs" + r"\."]
        )
    )
    faults = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in {".png", ".mo", ".gz", ".woff2"} or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if len(line) < 2000 and words.search(line):
                faults.append(f"{name}:{number}")
    assert faults == []


def test_no_silenced_check_is_in_the_tree():
    """Exceptions stand in pyproject.toml where all can see them, not in the middle of a file."""
    silencers = re.compile("# no" + r"qa(?!: (?:S\d+|T20\d|BLE001|DJ\d+)\b)|# type: ig" + r"nore(?!\[)")
    faults = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PACKAGE.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if silencers.search(line)
    ]
    assert faults == []
