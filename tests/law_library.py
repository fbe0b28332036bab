"""The real law library for tests: built once for the machine, laid into the test run's data folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fawang.reference.law import library
from fawang.reference.law.install import ensure_library, library_path
from fawang.reference.law.refusals import LawSourceMissing
from fawang.reference.law.retrieval.installed import ensure_ranking, ranking_path

#: Kept between runs, so that only the first run on a machine downloads and builds.
CACHE = Path(__file__).resolve().parent.parent / ".pytest_cache" / "law" / "library.sqlite3"


@pytest.fixture(scope="session")
def law_library() -> Path:
    """The installed library. Skips when its source cannot be had; fails then in strict mode."""
    try:
        built = ensure_library(path=CACHE)
    except LawSourceMissing as missing:
        if os.environ.get("FAWANG_TEST_STRICT") == "1":
            pytest.fail(missing.message)
        pytest.skip(f"THE LAW LIBRARY IS NOT TESTED: {missing.message}")
    installed = library_path()
    installed.parent.mkdir(parents=True, exist_ok=True)
    if not installed.exists():
        installed.symlink_to(built)
    library.point_to(built)
    ranking = ensure_ranking(lambda _fraction, _text: None)
    library.point_to(None)
    if not ranking_path().exists():
        ranking_path().symlink_to(ranking)
    return installed
