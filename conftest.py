"""Test settings that every test shares: one data folder for the run, never the installation's own."""

import os
import tempfile

import django

# The settings read the folder when they are first loaded, so the environment is filled here and not in
# pyproject.toml: pytest-django would load settings named there before this file runs.
os.environ["FAWANG_DATA"] = tempfile.mkdtemp(prefix="fawang-test-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")
django.setup()

pytest_plugins = ["tests.cast", "tests.law_library"]
