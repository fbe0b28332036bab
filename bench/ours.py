"""Prepares our own site for measuring: database, services, demo places, finished drafts, 100,000 matters.

Run as `python -m bench.ours setup|drafts|session|seed` in the environment of the site that is measured."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.load import wait_for_port

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ours:
    """Our site in a folder of its own, on SQLite when `database` is empty."""

    folder: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "FAWANG_DATA": str(self.folder),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "fawang.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "FAWANG_API_RATE": "1000000",
        }

    def do(self, *arguments: str) -> str:
        """Run one of this module's commands inside that site."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.ours", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    def start(self, port: int, workers: int) -> subprocess.Popen[bytes]:
        """The web server exactly as `./fawang serve` starts it."""
        command = [sys.executable, "-m", "fawang.config.web", "--host", "127.0.0.1"]
        log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the server
        process = subprocess.Popen(
            [*command, "--port", str(port), "--workers", str(workers)],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log,
        )  # fmt: skip
        wait_for_port(port)
        return process


def setup(_: argparse.Namespace) -> None:
    """Database, services, places and static files, without past matters."""
    from django.core.management import call_command

    from fawang.core.clock import now
    from fawang.journeys.demo.load import load_city
    from fawang.records.people.models import Organisation
    from fawang.reference.catalog.operations import publish_services

    call_command("migrate", verbosity=0)
    publish_services(now=now())
    if not Organisation.objects.exists():
        load_city(now=now())
    call_command("collectstatic", interactive=False, verbosity=0)


def seed(args: argparse.Namespace) -> None:
    """The demo with its past matters, grown to the number wanted; prints an officer and a matter of hers."""
    from django.db.models import Count

    from bench.grow import grow
    from fawang.core.clock import now
    from fawang.journeys.demo.load import load_demo
    from fawang.records.matters.models import Matter
    from fawang.records.people.models import Appointment

    if Matter.objects.count() < args.count:
        load_demo(lambda *_: None, now())
        grow(args.count)
    # The busiest office, so that the list measured is the longest one.
    office = (
        Matter.objects.filter(open=True)
        .values_list("organisation_id")
        .annotate(n=Count("id"))
        .order_by("-n")[0][0]
    )
    officer = (
        Appointment.objects.filter(role="officer", organisation_id=office).select_related("staff")[0].staff
    )
    matter = Matter.objects.filter(organisation_id=office, open=True).order_by("-id")[0]
    print(json.dumps({"officer": officer.username, "number": matter.number}))


def drafts(args: argparse.Namespace) -> None:
    """Finished drafts, each with the cookies and the form of its last page."""
    from urllib.parse import urlencode

    from django.core.signing import get_cookie_signer
    from django.middleware.csrf import _get_new_csrf_string

    from bench.answers import application
    from fawang.core.clock import now
    from fawang.interfaces.public.submitting import idempotency_key
    from fawang.journeys.draft import save_answers, start_draft

    csrf = _get_new_csrf_string()
    for i in range(args.first, args.first + args.count):
        story, answers = application(i)
        draft = start_draft(service_code="legal-aid-civil", story=story, facts={}, channel="phone", now=now())
        save_answers(token=draft.token, answers=answers, now=now())
        cookie = get_cookie_signer(salt="draftfawang.draft").sign(draft.token)
        body = urlencode({"csrfmiddlewaretoken": csrf, "key": idempotency_key(draft.token)})
        print(json.dumps({"cookie": f"draft={cookie}; csrftoken={csrf}", "body": body}))


def session(args: argparse.Namespace) -> None:
    """The cookie of a signed-in member of staff."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from fawang.records.people.models import Staff

    staff = Staff.objects.get(username=args.username)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(staff.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    store.create()
    print(f"{settings.SESSION_COOKIE_NAME}={store.session_key}")


def count(args: argparse.Namespace) -> None:
    """SQL statements of staff pages, as a JSON list."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from fawang.records.people.models import Staff

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.get(username=args.username))
    counted = []
    for path in args.paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        counted.append(len(captured))
    print(json.dumps(counted))


def main() -> None:
    import django

    django.setup()
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    commands.add_parser("setup").set_defaults(run=setup)
    making = commands.add_parser("drafts")
    making.add_argument("count", type=int)
    making.add_argument("--first", type=int, default=0)
    making.set_defaults(run=drafts)
    signing = commands.add_parser("session")
    signing.add_argument("username")
    signing.set_defaults(run=session)
    seeding = commands.add_parser("seed")
    seeding.add_argument("count", type=int)
    seeding.set_defaults(run=seed)
    counting = commands.add_parser("count")
    counting.add_argument("username")
    counting.add_argument("paths", nargs="+")
    counting.set_defaults(run=count)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
