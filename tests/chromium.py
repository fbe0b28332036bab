"""A real browser for the tests marked `browser`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Keep the browser from calling home: the tests need no network, and refused calls cost time.
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    # A microphone that beeps, for the tests of speaking.
    "--use-fake-device-for-media-stream",
]  # fmt: skip


def chromium_path() -> str | None:
    """The browser's program: `FAWANG_TEST_CHROMIUM`, or the first known name on the path."""
    return os.environ.get("FAWANG_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser; skips loudly where there is none."""
    program = chromium_path()
    if program is None:
        pytest.skip("CHROMIUM IS MISSING, no page was tested (apt-get install chromium fonts-noto-cjk)")
    # Playwright runs an event loop in this thread, which Django would take for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # The sandbox needs a user of its own; root has none, and only root goes without.
    sandbox = os.getuid() != 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=sandbox, args=QUIET)
        yield browser
        browser.close()
