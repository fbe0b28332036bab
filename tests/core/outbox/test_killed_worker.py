"""Real worker processes: killed with -9 in mid-handler, and racing one another, on a real database."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import connection

WORKER = r"""
import json, os, sys, time
import django
django.setup()
from fawang.core import clock
from fawang.core.outbox import operations as outbox
from fawang.core.outbox.models import Effect, Push
from datetime import timedelta

mark = sys.argv[2]

def writes(payload, key):
    outbox.push("done", {"key": key, "pid": os.getpid()}, now=clock.now())
    if payload.get("hang") and os.environ.get("HANG"):
        open(mark, "w").close()
        time.sleep(60)
    time.sleep(payload.get("nap", 0))

@outbox.outside
def sends(payload, key):
    with open(mark + ".sent", "a") as log:
        log.write(key + "\n")
    if os.environ.get("HANG"):
        open(mark, "w").close()
        time.sleep(60)

command = sys.argv[1]
if command == "migrate":
    from django.core.management import call_command
    call_command("migrate", "outbox", verbosity=0)
elif command == "add":
    for n in range(int(sys.argv[3])):
        outbox.add_effect(sys.argv[4], f"{sys.argv[4]}-{n}", json.loads(sys.argv[5]), now=clock.now())
elif command == "work":
    ahead = timedelta(seconds=float(sys.argv[3]) if len(sys.argv) > 3 else 0)
    done = outbox.run_ready({"writes": writes, "sends": sends}, now=clock.now() + ahead)
    print(done)
elif command == "show":
    print(json.dumps({
        "effects": list(Effect.objects.order_by("key").values_list("key", "state", "attempts")),
        "pushes": [p.data for p in Push.objects.order_by("id")],
    }))
"""


class Store:
    """A database of its own and worker processes on it."""

    def __init__(self, url, folder):
        self.folder = folder
        self.mark = folder / "mark"
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "FAWANG_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "fawang.config.settings",
            "PYTHONPATH": os.pathsep.join(["src", *filter(None, [os.environ.get("PYTHONPATH")])]),
        }

    def start(self, *arguments, **env):
        command = [sys.executable, "-c", WORKER, arguments[0], str(self.mark), *map(str, arguments[1:])]
        return subprocess.Popen(command, env={**self.env, **env}, stdout=subprocess.PIPE, text=True)

    def run(self, *arguments):
        process = self.start(*arguments)
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return out

    def show(self):
        return json.loads(self.run("show"))

    def kill_in_mid_handler(self):
        process = self.start("work", HANG="1")
        until = time.monotonic() + 40
        while not self.mark.exists():
            assert time.monotonic() < until, "the handler never began"
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture
def store(tmp_path):
    if connection.vendor != "postgresql":
        made = Store(f"sqlite:///{tmp_path}/outbox.sqlite3", tmp_path)
        made.run("migrate")
        yield made
        return
    given = settings.DATABASES["default"]
    login = {
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    login = {key: value for key, value in login.items() if value}
    name = f"fawang_outbox_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            account = f"{login.get('user', '')}:{login.get('password', '')}@" if "user" in login else ""
            port = f":{login['port']}" if "port" in login else ""
            made = Store(f"postgres://{account}{login.get('host', '')}{port}/{name}", tmp_path)
            made.run("migrate")
            yield made
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_kill_9_in_mid_handler_leaves_nothing_half_and_the_next_worker_does_it_once(store):
    store.run("add", 1, "writes", '{"hang": true}')
    store.kill_in_mid_handler()
    after = store.show()
    assert after["pushes"] == []  # What the handler wrote before the kill is gone with its transaction.
    assert after["effects"] == [["writes-0", "leased", 1]]
    assert store.run("work") == "0\n"  # The lease still holds.
    assert store.run("work", 130) == "1\n"  # Two minutes later it has lapsed.
    assert store.run("work", 300) == "0\n"
    after = store.show()
    assert [p["key"] for p in after["pushes"]] == ["writes-0"]
    assert after["effects"] == [["writes-0", "done", 2]]


def test_an_outside_effect_killed_before_its_mark_is_sent_again_with_the_same_key(store):
    store.run("add", 1, "sends", "{}")
    store.kill_in_mid_handler()
    assert store.run("work", 130) == "1\n"
    assert store.run("work", 300) == "0\n"
    sent = (store.folder / "mark.sent").read_text().split()
    assert sent == ["sends-0", "sends-0"]  # At least once; the receiver knows the repeat by its key.
    assert store.show()["effects"] == [["sends-0", "done", 2]]


def test_workers_at_once_never_run_the_same_effect_together(store):
    store.run("add", 24, "writes", '{"nap": 0.01}')
    workers = [store.start("work") for _ in range(3)]
    done = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    after = store.show()
    assert sum(done) == 24
    assert sorted(p["key"] for p in after["pushes"]) == sorted(f"writes-{n}" for n in range(24))
    assert {tuple(effect[1:]) for effect in after["effects"]} == {("done", 1)}
