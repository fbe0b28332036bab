"""`fawang test`: every test, on SQLite and then on PostgreSQL where there is one."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from fawang.interfaces.cli.test.postgres import postgres_for_tests

NAME = "test"
HELP = "运行全部测试 run every test"
#: The tests bring Django up themselves, with a data folder of their own.
DJANGO = False
ROOT = Path(__file__).resolve().parents[5]
#: What `--quick` leaves out: other programs, fresh installations, the hundreds of worked cases.
QUICK = "not browser and not launcher and not catalogue"
#: What runs on the second database too: not what looks at the installation, not every further case of a
#: service, and of the pages in a browser, which look the same on both, only the journey that writes most.
_ON_BOTH = "not launcher and not once and (not browser or everywhere)"
#: Run one after the other, each in processes of its own: a browser keeps an event loop and a server in the
#: process that drives it, which no other test should have to live with.
_SHARES = ("not browser", "browser")
#: pytest's status when no test was selected.
_NOTHING = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to run; anything else on the line goes to pytest."""
    parser.add_argument("--strict", action="store_true", help="缺少的条件算作失败（CI 使用）")
    parser.add_argument("--quick", action="store_true", help="只运行快速测试，只用 SQLite")
    parser.add_argument("--sqlite-only", action="store_true", help="不在 PostgreSQL 上再运行一遍")
    parser.add_argument("-m", dest="marks", default="", help="按标记选择（pytest 的写法）")
    parser.add_argument("-k", dest="words", default="", help="按名称选择（pytest 的写法）")
    parser.add_argument("-n", dest="processes", default="2", help="同时运行的进程数（默认 2）")
    parser.add_argument("paths", nargs="*", help="只运行这些文件或文件夹")


def run(args: argparse.Namespace) -> int:
    """Run the suite on every database there is; the first failing status is the result."""
    if not (ROOT / "tests").is_dir():
        print("test 只能在源代码文件夹中运行。", file=sys.stderr)
        return 2
    strict = args.strict or os.environ.get("FAWANG_TEST_STRICT") == "1"
    results: list[tuple[str, int | None, float, float]] = []
    results.append(("SQLite", *_suite(args, strict, "", QUICK if args.quick else "")))
    if not (args.quick or args.sqlite_only):
        results.append(("PostgreSQL", *_on_postgres(args, strict)))
    # On standard error, so that pytest's own closing lines stay the last ones of standard output.
    print("\n──── 小结 summary ────", file=sys.stderr)
    for name, status, seconds, cpu in results:
        word = {None: "未运行 not run", 0: "通过 passed"}.get(status, f"未通过 failed ({status})")
        print(f"{name:<12}{word}  {seconds:.0f} s (CPU {cpu:.0f} s)", file=sys.stderr)
    return next((status for _, status, _, _ in results if status), 0)


def _on_postgres(args: argparse.Namespace, strict: bool) -> tuple[int | None, float, float]:
    with postgres_for_tests() as url:
        if url is None:
            print(
                "\n!!!! 跳过：没有可用的 PostgreSQL，以上测试没有在 PostgreSQL 上运行。\n"
                "     SKIPPED: no PostgreSQL. Install it (apt-get install postgresql) or name one in "
                "FAWANG_TEST_POSTGRES.",
                flush=True,
            )
            return (1 if strict else None), 0.0, 0.0
        return _suite(args, strict, url, _ON_BOTH)


def _suite(args: argparse.Namespace, strict: bool, database: str, marks: str) -> tuple[int, float, float]:
    print(f"\n──── 在 {'PostgreSQL' if database else 'SQLite'} 上运行测试 ────", flush=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "FAWANG_TEST_STRICT": "1" if strict else "0"}
    environment.pop("DATABASE_URL", None)
    # conftest.py names the settings itself, when it has made a folder for them.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if database:
        environment["DATABASE_URL"] = database
    started, cpu = time.monotonic(), _cpu()
    chosen = [part for part in (marks, args.marks) if part]
    shares = _SHARES[:1] if args.quick else _SHARES
    statuses = [_share(args, environment, [share, *chosen]) for share in shares]
    # Nothing selected is a fault when everything was asked for, and none when the person chose.
    limited = bool(chosen or args.words or args.paths)
    status = next((s for s in statuses if s and not (s == _NOTHING and limited)), 0)
    return status, time.monotonic() - started, _cpu() - cpu


def _share(args: argparse.Namespace, environment: dict[str, str], marks: list[str]) -> int:
    """Run the tests with these marks; what fails is run once more, alone, and then decides."""
    pytest = [sys.executable, "-m", "pytest"]
    chosen = ["-m", " and ".join(f"({mark})" for mark in marks)] + (["-k", args.words] if args.words else [])
    # Reading four thousand tests to leave them out takes longer than some of these runs.
    paths = args.paths or (["tests/browser"] if marks[0] == "browser" else ["--ignore=tests/browser"])
    command = [*pytest, "--durations=20", "--durations-min=1", *chosen]
    if args.processes != "0":
        command += ["-n", args.processes, "--dist", "loadgroup"]
    done = subprocess.run([*command, *paths], cwd=ROOT, env=environment, check=False)  # noqa: S603 - ours
    if done.returncode != 1:
        return done.returncode
    # Two tests side by side on a starved machine can miss a wall-clock promise. What fails again when
    # it has the machine to itself is broken; what does not is named here and to be mended.
    print("\n!!!! 单独重跑上面失败的测试 running what failed once more, alone", flush=True)
    again = [*pytest, *chosen, "--last-failed", "--last-failed-no-failures=none", *paths]
    repeated = subprocess.run(again, cwd=ROOT, env=environment, check=False)  # noqa: S603 - ours
    # When no test had failed, something else had: a skip where none is allowed.
    return 1 if repeated.returncode == _NOTHING else repeated.returncode


def _cpu() -> float:
    """Seconds of processor time that the ended children have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
