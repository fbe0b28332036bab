"""Test settings that every test shares: one data folder for the run, never the installation's own."""

import os
import tempfile

os.environ["FAWANG_DATA"] = tempfile.mkdtemp(prefix="fawang-test-")
