"""Test settings that every test shares: one data folder for the run, never the installation's own; what is
skipped is said aloud, and counts as a failure where nothing may be missing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from typing import Any

import django
import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.module_loading import import_string

# The settings read the folder when they are first loaded, so the environment is filled here and not in
# pyproject.toml: pytest-django would load settings named there before this file runs.
_FOLDER = os.environ["FAWANG_DATA"] = tempfile.mkdtemp(prefix="fawang-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "fawang.config.settings"
django.setup()
if str(settings.DATA) != _FOLDER:
    raise pytest.UsageError(f"the settings were loaded before conftest.py, with {settings.DATA}")

pytest_plugins = ["tests.cast", "tests.law_library", "tests.chromium"]

# Imported by name, because it can only be loaded after Django is set up.
DatabaseOperations = import_string("django.db.backends.postgresql.operations.DatabaseOperations")
_plain_flush = DatabaseOperations.sql_flush


def _cascading_flush(self: Any, style: Any, tables: Any, **options: Any) -> Any:
    """Empty the tables between tests together with those Django does not know (the search index)."""
    return _plain_flush(self, style, tables, **{**options, "allow_cascade": True})


DatabaseOperations.sql_flush = _cascading_flush

# Every run has databases of its own, so that two runs on one server never meet; `fawang test` drops those of
# runs that ended before they could.
_RUN = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_fawang_{_RUN}"

# Sign-in hashes as in production, only with fewer rounds: tests sign in often and protect nobody.
PBKDF2PasswordHasher.iterations = 1000

# The same examples in every run, and no limit of time: a busy machine must not turn a test red.
hypothesis.settings.register_profile(
    "fawang",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("fawang")

#: In strict mode (CI) a machine must have everything: a skipped test fails.
STRICT = os.environ.get("FAWANG_TEST_STRICT") == "1"
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(autouse=True)
def _no_message_of_another_test() -> None:
    """The local gateway writes a message once for its key, and the next test has the same keys again."""
    for folder in ("sms", "email", "voice", "wechat", "circuits"):
        shutil.rmtree(f"{_FOLDER}/{folder}", ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Let the workers of pytest-xdist begin without the name of the settings: pytest-django would load them
    before this file can give the worker a folder of its own, and all would share the first one's."""
    if config.getoption("numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Take the run's data folder away."""
    shutil.rmtree(_FOLDER, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that mean nothing on this database. They are no skips: `fawang test` runs the
    suite on both databases, and each of them runs in one of the two."""
    foreign = "sqlite" if ON_POSTGRES else "postgres"
    left_out = [item for item in items if item.get_closest_marker(foreign)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Turn a skip into a failure in strict mode."""
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped where nothing may be missing: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """The same for a whole file that skips itself."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid}: skipped where nothing may be missing: {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what did not run, and why, where nobody can overlook it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    reasons: dict[str, int] = {}
    for report in skipped:
        reasons[_reason(report)] = reasons.get(_reason(report), 0) + 1
    terminalreporter.section("SKIPPED 未运行的测试", sep="!", red=True, bold=True)
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count:4d} × {reason}")


def _reason(report: Any) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)
