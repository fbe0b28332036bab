"""Names of static files, before and after `collectstatic`."""

from __future__ import annotations

from pathlib import Path

from fawang.config.statics import HashedFiles


def test_plain_names_until_files_are_collected(tmp_path: Path) -> None:
    files = HashedFiles(location=str(tmp_path), base_url="/static/")
    assert files.url("icons.svg") == "/static/icons.svg"
    files.hashed_files = {"icons.svg": "icons.0123456789ab.svg"}
    assert files.url("icons.svg") == "/static/icons.0123456789ab.svg"
    assert files.url("icons.svg") == "/static/icons.0123456789ab.svg"
    assert files.url("icons.svg#alert").endswith("#alert")
