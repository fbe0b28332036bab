"""`fawang serve` as a person meets it: start, Ctrl-C, a killed part, a taken port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest

from tests.config.running import ROOT, environment, free_port

pytestmark = [pytest.mark.launcher, pytest.mark.xdist_group("serve")]


class Serve:
    def __init__(self, data, *options, **more):
        self.port = free_port()
        self.log = data.parent / f"serve-{self.port}.log"
        command = [sys.executable, "-W", "ignore", "-m", "fawang", "serve", "--port", str(self.port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--no-demo", "--workers", "1", *options],
                env=environment(data, **more), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, cwd=ROOT,
            )  # fmt: skip

    def text(self) -> str:
        return self.log.read_text()

    def wait_ready(self, seconds=120):
        deadline = time.monotonic() + seconds
        while "法网已就绪" not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.1)

    def family(self) -> list[tuple[int, str]]:
        """Every living process below the supervisor, with its command line."""
        listing = ["ps", "-eo", "pid=,ppid=,stat=,args="]
        lines = subprocess.run(listing, capture_output=True, text=True).stdout
        rows = [line.split(None, 3) for line in lines.splitlines()]
        found, parents = [], {self.process.pid}
        while True:
            known = {pid for pid, _ in found}
            living = [(int(pid), int(parent), line) for pid, parent, state, line in rows if state[0] != "Z"]
            fresh = [(pid, line) for pid, parent, line in living if parent in parents and pid not in known]
            if not fresh:
                return found
            found += fresh
            parents |= {pid for pid, _ in fresh}

    def child(self, part: str) -> int:
        """The process with this in its command line that the supervisor itself started, once it is there;
        the page servers below it are forks of theirs and look the same."""
        listing = ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="]
        deadline = time.monotonic() + 60
        while True:
            lines = subprocess.run(listing, capture_output=True, text=True).stdout.splitlines()
            found = [int(line.split()[0]) for line in lines if part in line]
            if found:
                return found[0]
            assert time.monotonic() < deadline, lines
            time.sleep(0.1)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=3) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self, number=signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()


def alive(pid: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()
    return bool(state) and state[0] != "Z"


def eventually(check, seconds=60):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def data(tmp_path_factory, law_library):
    folder = tmp_path_factory.mktemp("serve") / "data"
    (folder / "law").mkdir(parents=True)
    (folder / "law" / "library.sqlite3").symlink_to(law_library.resolve())
    ranking = law_library.with_name("ranking.sqlite3")
    (folder / "law" / ranking.name).symlink_to(ranking.resolve())
    return folder


def test_first_start_tells_about_the_keys_and_ctrl_c_leaves_nothing(data):
    serve = Serve(data)
    try:
        serve.wait_ready()
        # The worker starts once the pages answer, so it may come a moment after they are ready.
        assert serve.child("fawang.config.web")
        assert serve.child("worker")
        family = serve.family()
        assert serve.healthy()
        assert "备份" in serve.text() and "admin create" in serve.text()
        assert (data / "keys" / "keys.json").stat().st_mode & 0o777 == 0o600
        assert serve.stop() == 0
        eventually(lambda: not [pid for pid, _ in family if alive(pid)])
    finally:
        serve.stop(signal.SIGTERM)


def test_a_second_start_makes_nothing_again_and_says_nothing_of_keys(data):
    # What makes it quick: no migration, no law library, no demo and no static files a second time. The
    # folder may be new here, when this test runs alone.
    said = ""
    for _ in range(2):
        serve = Serve(data)
        try:
            serve.wait_ready()
            said = serve.text()
        finally:
            assert serve.stop(signal.SIGTERM) == 0
    assert [work for work in ("备份", "正在升级", "正在生成", "正在整理") if work in said] == []


def test_a_killed_worker_and_a_killed_web_server_come_back(data):
    serve = Serve(data)
    try:
        serve.wait_ready()
        for part, sentence in ((" worker", "后台任务意外退出"), ("fawang.config.web", "网页服务意外退出")):
            before = serve.child(part)
            os.kill(before, signal.SIGKILL)
            eventually(lambda part=part, before=before: serve.child(part) != before)
            eventually(lambda sentence=sentence: sentence in serve.text())
            eventually(serve.healthy)
    finally:
        assert serve.stop() == 0


def test_nothing_outlives_a_killed_supervisor(data):
    serve = Serve(data)
    serve.wait_ready()
    serve.child(" worker")
    family = serve.family()
    assert len(family) >= 3
    serve.process.kill()
    serve.process.wait(5)
    eventually(lambda: not [pid for pid, _ in family if alive(pid)])


def test_a_taken_port_is_said_and_another_offered(data):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "fawang", "serve", "--port", str(port)],
            env=environment(data), capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"端口 {port} 已被别的程序占用" in done.stderr and f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [["--port", "99999"], ["--host", "no.such.host.invalid"]])
def test_an_impossible_address_is_said(data, options):
    done = subprocess.run(
        [sys.executable, "-m", "fawang", "serve", *options],
        env=environment(data), capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 1 and "不能在" in done.stderr and "Traceback" not in done.stderr


def test_two_servers_cannot_share_a_data_folder(data):
    serve = Serve(data)
    try:
        serve.wait_ready()
        other = Serve(data)
        assert other.process.wait(60) == 1
        assert "另一个法网正在使用" in other.text()
    finally:
        assert serve.stop() == 0


def test_a_wrong_database_address_is_said(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "fawang", "serve", "--port", str(free_port())],
        env=environment(tmp_path) | {"DATABASE_URL": "mysql://x"}, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1 and "DATABASE_URL" in done.stderr and "Traceback" not in done.stderr
