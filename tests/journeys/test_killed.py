"""kill -9 between the commit and the message: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Opens a matter and dies before (or in the middle of) sending its message, as its argument says.
VICTIM = """
import os, signal, sys
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from tests.cast import NOW, build_cast
from tests.journeys.story import deliver, opened
from fawang.journeys.notify import sending
from fawang.records.people.models import Organisation
if not Organisation.objects.exists():
    build_cast()
where = sys.argv[1]
def die(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "inside the transaction":
    import fawang.journeys.submit.write
    sys.modules["fawang.journeys.submit.write"].record = die
opened("killed-in-the-middle")
if where == "after the commit":
    die()
if where == "after the sending":
    sending.write_message = die
deliver(NOW)
"""
SURVIVOR = """
import json, sys
import django; django.setup()
from datetime import timedelta
from tests.cast import NOW
from tests.journeys.story import deliver, opened
from fawang.gateways.sms import read_local
from fawang.records.matters.models import Matter, Message
from fawang.records.matters.queries.verify import verify_matters
receipt = opened("killed-in-the-middle")
for minutes in (0, 5, 10, 30):
    deliver(NOW + timedelta(minutes=minutes))
print(json.dumps({
    "matters": Matter.objects.count(), "repeated": receipt.repeated,
    "messages": Message.objects.filter(state="sent").count(), "phones": len(read_local(50)),
    "faults": [fault for _, faults in verify_matters() for fault in faults],
}))
"""


def run(code: str, data: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FAWANG_DATA")
    } | {
        "FAWANG_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "fawang.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("where", "repeated"),
    [("inside the transaction", False), ("after the commit", True), ("after the sending", True)],
)
def test_killed_and_started_again(tmp_path, where, repeated):
    import json

    killed = run(VICTIM, tmp_path, where)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    after = run(SURVIVOR, tmp_path)
    assert after.returncode == 0, after.stderr
    told = json.loads(after.stdout.splitlines()[-1])
    assert told == {"matters": 1, "repeated": repeated, "messages": 1, "phones": 1, "faults": []}
