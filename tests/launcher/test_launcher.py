"""The launcher's traps, each with Pythons that only pretend, so that nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.config.running import ROOT

pytestmark = pytest.mark.launcher

#: A Python that answers the launcher's questions and writes down what it was asked to do.
FAKE = r"""#!/bin/sh
version=@VERSION@
here=@HERE@
log=@LOG@
case "$1 $2" in
"-I -c")
    # Whether the environment stands: the question is the same, asked without a real Python.
    stamp=$4; locks=$5; shift 5
    [ "$(sed -n 1p "$stamp")" = "$version.0 x86_64 $here" ] || exit 1
    for name in "$@"; do
        sum=$(cat "$locks/$name.txt" | cksum | tr -d ' \n')
        case " $(sed -n 2p "$stamp") " in *" $name:$sum "*) ;; *) exit 1 ;; esac
    done
    exit 0 ;;
"-c "*)
    case $2 in
    *"raise SystemExit('"*) case $2 in *"!= '$version')"*) exit 0 ;; esac; exit 1 ;;
    *fts5*) exit @WORKS@ ;;
    *base_prefix*) echo "$version.0 x86_64 $here" ;;
    *platform*) echo "Python $version.0" ;;
    *-venv*) echo "python$version-venv" ;;
    *realpath*) echo "@REAL@" ;;
    *sha256*) shift 2; cat "$@" | cksum | tr -d ' \n'; echo ;;
    esac
    exit 0 ;;
"-m venv")
    echo "venv $version $3" >>"$log"
    sleep @SLEEP@
    case $3 in
    --without-pip) mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; touch "$4/no-pip"; exit 0 ;;
    esac
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    if [ @VENV@ -ne 0 ]; then echo "ensurepip is not available" >&2; touch "$3/no-pip"; fi
    exit @VENV@ ;;
"-m pip")
    if [ "$3" = --version ]; then
        case $0 in */bin/python) [ ! -e "${0%/bin/python}/no-pip" ]; exit ;; esac
        exit @PIP@
    fi
    [ "$3" != --python ] || [ "$5" != --version ] || exit 0
    echo "pip $version $*" >>"$log"
    exit @INSTALL@ ;;
"-m fawang") shift 2; echo "ran $version $*"; exit 0 ;;
esac
exit 0
"""


class Machine:
    """A copy of the launcher, a path of its own and pretended Pythons."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "copy"
        self.bin = folder / "bin"
        self.log = folder / "log"
        for path in (self.home / "locks", self.bin, folder / "tools"):
            path.mkdir(parents=True)
        shutil.copy(ROOT / "fawang", self.home / "fawang")
        for name in ("core", "test", "lint", "ocr"):
            (self.home / "locks" / f"{name}.txt").write_text(f"{name}==1\n")
        self.tools = folder / "tools"
        tools = "sh dirname basename sed cat tr cksum mkdir rm mv cp touch mktemp flock sleep id ps printf"
        for tool in tools.split():
            found = shutil.which(tool)
            if found:
                (self.tools / tool).symlink_to(found)

    def python(self, name: str, version: str, **traits: object) -> Path:
        facts = {"WORKS": 0, "VENV": 0, "PIP": 0, "INSTALL": 0, "SLEEP": 0, "REAL": f"/opt/{name}"} | traits
        text = (
            FAKE.replace("@VERSION@", version)
            .replace("@HERE@", f"/opt/{name}")
            .replace("@LOG@", str(self.log))
        )
        for key, value in facts.items():
            text = text.replace(f"@{key}@", str(value))
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments, **environment) as process:
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.home / "fawang"), *arguments],
            env={"PATH": f"{self.bin}:{self.tools}", "HOME": str(self.home), **environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True, preexec_fn=_listen_to_ctrl_c,
        )  # fmt: skip

    def done(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    @property
    def stamp(self) -> Path:
        return self.home / ".venv" / ".fawang-ready"


def _listen_to_ctrl_c() -> None:
    # Whoever runs the tests in the background ignores SIGINT, and a shell cannot trap what was ignored at
    # its start; a person's terminal does not ignore it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("present", "chosen"),
    [
        (["3.11", "3.12", "3.13", "3.14"], "3.13"),
        (["3.11", "3.12", "3.14"], "3.12"),
        (["3.14", "3.11"], "3.11"),
        (["3.14"], "3.14"),
    ],
)
def test_pythons_are_preferred_in_the_promised_order(machine, present, chosen):
    for version in present:
        machine.python(f"python{version}", version)
    done = machine.run("version", "--x", "a b")
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout == f"ran {chosen} version --x a b\n"
    )  # Everything the launcher itself says is on stderr.


def test_a_python_that_does_not_really_run_is_passed_over(machine):
    machine.python("python3.13", "3.13", WORKS=1)
    machine.python("python3.11", "3.11")
    assert machine.run("version").stdout == "ran 3.11 version\n"


def test_a_plain_python3_of_a_fitting_version_counts(machine):
    machine.python("python3", "3.12")
    assert machine.run("version").stdout == "ran 3.12 version\n"


def test_without_any_python_the_line_to_run_is_shown(machine):
    machine.python("python3", "3.9")
    done = machine.run("serve")
    assert done.returncode == 1 and done.stdout == ""
    assert "apt-get install -y python3 python3-venv python3-pip" in done.stderr


def test_a_named_python_is_used_or_refused(machine):
    machine.python("python3.13", "3.13")
    good, bad = machine.python("mine", "3.12"), machine.python("broken", "3.12", WORKS=1)
    assert machine.run("version", FAWANG_PYTHON=str(good)).stdout == "ran 3.12 version\n"
    assert "不能用" in machine.run("version", FAWANG_PYTHON=str(bad)).stderr


def test_packages_come_by_hash_and_as_wheels_only(machine):
    machine.python("python3.12", "3.12")
    machine.run("version")
    [install] = [line for line in machine.done() if line.startswith("pip")]
    for option in ("--require-hashes", "--only-binary :all:", "--no-deps", "locks/core.txt"):
        assert option in install
    assert "index" not in install


def test_a_second_start_installs_nothing(machine):
    machine.python("python3.12", "3.12")
    machine.run("version")
    before = machine.done()
    done = machine.run("version")
    assert machine.done() == before and done.stderr == ""


def test_an_interrupted_install_is_made_again(machine):
    machine.python("python3.12", "3.12", INSTALL=1)
    assert machine.run("version").returncode == 1
    assert not machine.stamp.exists()
    (machine.home / ".venv" / "half").touch()
    machine.python("python3.12", "3.12")
    assert machine.run("version").returncode == 0
    assert machine.stamp.exists() and not (machine.home / ".venv" / "half").exists()


def test_another_lock_makes_it_new(machine):
    machine.python("python3.11", "3.11")
    machine.run("version")
    (machine.home / "locks" / "core.txt").write_text("core==2\n")
    machine.run("version")
    assert len([line for line in machine.done() if line.startswith("venv")]) == 2


def test_another_python_is_taken_when_asked_for_and_else_what_works_stays(machine):
    machine.python("python3.11", "3.11")
    machine.run("version")
    newer = machine.python("python3.12", "3.12")
    assert machine.run("version").stdout == "ran 3.11 version\n"
    assert machine.run("version", FAWANG_PYTHON=str(newer)).stdout == "ran 3.12 version\n"
    assert len([line for line in machine.done() if line.startswith("venv")]) == 2


def test_an_upgraded_python_makes_it_new(machine):
    machine.python("python3.11", "3.11")
    machine.run("version")
    inside = machine.home / ".venv" / "bin" / "python"
    inside.write_text(inside.read_text().replace("$version.0 x86_64", "$version.9 x86_64"))
    (machine.bin / "python3.11").write_text(inside.read_text())
    machine.run("version")
    assert len([line for line in machine.done() if line.startswith("venv")]) == 2


def test_a_vanished_interpreter_is_noticed(machine):
    machine.python("python3.12", "3.12")
    machine.run("version")
    (machine.home / ".venv" / "bin" / "python").unlink()
    assert machine.run("version").stdout == "ran 3.12 version\n"


def test_extras_are_added_and_stay(machine):
    machine.python("python3.12", "3.12")
    machine.run("version")
    assert machine.run("serve", "--with", "ocr").returncode == 0
    assert machine.run("serve", "--with=ocr").returncode == 0
    machine.run("test")
    machine.run("version")
    installs = [line.rsplit("/", 1)[1] for line in machine.done() if line.startswith("pip")]
    assert installs == ["core.txt", "ocr.txt", "test.txt", "lint.txt"]
    assert len([line for line in machine.done() if line.startswith("venv")]) == 1


@pytest.mark.parametrize("extra", ["nosuch", "../../etc/passwd", "ocr;rm"])
def test_an_unknown_extra_is_refused(machine, extra):
    machine.python("python3.12", "3.12")
    done = machine.run("serve", "--with", extra)
    assert done.returncode == 1 and "没有" in done.stderr


def test_debian_without_venv_uses_the_system_pip(machine):
    machine.python("python3.11", "3.11", VENV=1)
    done = machine.run("version")
    assert done.returncode == 0, done.stderr
    assert machine.done()[1].startswith("venv 3.11 --without-pip")
    assert f"--python {machine.home}/.venv/bin/python" in machine.done()[2]


def test_debian_without_venv_and_pip_shows_a_user_the_line(machine):
    machine.python("python3.11", "3.11", VENV=1, PIP=1, REAL="/usr/bin/python3.11")
    (machine.tools / "id").unlink()
    (machine.tools / "id").write_text("#!/bin/sh\necho 1000\n")
    (machine.tools / "id").chmod(0o755)
    done = machine.run("version")
    assert done.returncode == 1 and done.stdout == ""
    assert "sudo apt-get update && sudo apt-get install -y python3.11-venv python3-pip" in done.stderr
    assert not machine.stamp.exists()


def test_debian_without_venv_and_pip_is_mended_by_root(machine):
    machine.python("python3.11", "3.11", VENV=1, PIP=1, REAL="/usr/bin/python3.11")
    (machine.tools / "id").unlink()
    (machine.tools / "id").write_text("#!/bin/sh\necho 0\n")
    mended = machine.tools / "apt-get"
    mended.write_text(f'#!/bin/sh\necho "apt $*" >>{machine.log}\n'
                      f"sed -i 's/-ne 0 \\]; then echo/-ne 1 ]; then echo/; s/exit 1 ;;$/exit 0 ;;/; "
                      f"s/\\[ 1 -ne 1 \\]/false/' {machine.bin}/python3.11\n")  # fmt: skip
    for tool in (machine.tools / "id", mended):
        tool.chmod(0o755)
    done = machine.run("version")
    assert done.returncode == 0, done.stderr
    assert "apt install -y python3.11-venv python3-pip" in machine.done()


@pytest.mark.parametrize("with_flock", [True, False])
def test_two_starts_at_once_make_one_environment(machine, with_flock):
    if not with_flock:
        (machine.tools / "flock").unlink(missing_ok=True)
    machine.python("python3.12", "3.12", SLEEP=2)
    starts = [machine.start("version") for _ in range(3)]
    answers = [start.communicate(timeout=60) for start in starts]
    assert [out for out, _ in answers] == ["ran 3.12 version\n"] * 3
    assert len([line for line in machine.done() if line.startswith("venv")]) == 1
    assert any("另一个启动" in err for _, err in answers)


@pytest.mark.parametrize("with_flock", [True, False])
def test_a_killed_set_up_does_not_lock_the_next_out(machine, with_flock):
    if not with_flock:
        (machine.tools / "flock").unlink(missing_ok=True)
    machine.python("python3.12", "3.12", SLEEP=30)
    start = machine.start("version")
    deadline = time.monotonic() + 10
    while not machine.done():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(start.pid, signal.SIGKILL)
    start.communicate()
    machine.python("python3.12", "3.12")
    started = time.monotonic()
    assert machine.run("version").returncode == 0
    assert time.monotonic() - started < 10


def test_ctrl_c_in_a_set_up_leaves_no_stamp_and_no_lock(machine):
    machine.python("python3.12", "3.12", SLEEP=30)
    start = machine.start("version")
    deadline = time.monotonic() + 10
    while not machine.done():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(start.pid, signal.SIGINT)
    start.communicate(timeout=10)
    assert start.returncode != 0 and not machine.stamp.exists()
    machine.python("python3.12", "3.12")
    assert machine.run("version").returncode == 0


@pytest.mark.skipif(
    os.getuid() == 0 and shutil.which("setpriv") is None, reason="SETPRIV IS MISSING (util-linux)"
)
def test_a_folder_of_another_owner_is_explained_and_can_be_got_round(machine, tmp_path):
    machine.python("python3.12", "3.12")
    machine.log.touch()
    machine.log.chmod(0o666)
    own = tmp_path / "own"
    own.mkdir()
    as_user: list[str] = []
    for parent in [tmp_path, *list(tmp_path.parents)[:3]]:
        if parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o055)
    if os.getuid() == 0:
        as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        os.chown(own, 65534, 65534)
    else:
        machine.home.chmod(0o555)
    environment = {"PATH": f"{machine.bin}:{machine.tools}:{os.environ['PATH']}", "HOME": str(own)}
    command = [*as_user, str(machine.home / "fawang"), "version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "FAWANG_VENV=" in done.stderr and "不属于当前用户" in done.stderr
    elsewhere = environment | {"FAWANG_VENV": str(own / "venv")}
    done = subprocess.run(command, env=elsewhere, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and done.stdout == "ran 3.12 version\n", done.stderr
