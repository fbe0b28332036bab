"""The environment: the database's address and the keys."""

from __future__ import annotations

import json
import threading

import pytest

from fawang.config.environment import data_folder, database_settings, load_or_make_keys


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:6543/fa%20wang", ("u", "p@ss", "db.example", "6543", "fa wang")),
        ("postgres://u@%2Frun%2FPostgres/x", ("u", "", "/run/Postgres", "", "x")),
        ("postgresql://u@[::1]:5432/x", ("u", "", "::1", "5432", "x")),
        ("postgresql:///x", ("", "", "", "", "x")),
    ],
)
def test_a_postgresql_address_is_taken_apart(monkeypatch, tmp_path, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)
    found = database_settings(tmp_path)
    assert found["ENGINE"].endswith("postgresql")
    assert tuple(found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")) == expected


def test_without_an_address_sqlite_lies_in_the_data_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = database_settings(tmp_path)
    assert found["NAME"] == str(tmp_path / "fawang.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("url", ["mysql://x/y", "x", "http://db"])
def test_an_unknown_kind_of_database_is_refused(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ValueError, match="DATABASE_URL"):
        database_settings(tmp_path)


def test_keys_are_made_once_even_by_many_first_starts(tmp_path):
    found = []
    starts = [threading.Thread(target=lambda: found.append(load_or_make_keys(tmp_path))) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(set(found)) == 1
    path = tmp_path / "keys" / "keys.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["keys.json"]
    assert len(bytes.fromhex(json.loads(path.read_text())["index"])) == 32


def test_the_data_folder_moves(monkeypatch, tmp_path):
    monkeypatch.setenv("FAWANG_DATA", str(tmp_path / "a" / "b"))
    assert data_folder() == tmp_path / "a" / "b"
    assert data_folder().is_dir()
