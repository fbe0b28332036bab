"""How long an official paper takes: laid out with embedded fonts, signed, examined; with the small fonts that
the worker makes once, and with the whole ones; beside an office suite without a window where the machine has
one.

Run: PYTHONPATH=src python -m bench.documents [--papers 30]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")
os.environ.setdefault("FAWANG_DATA", tempfile.mkdtemp(prefix="fawang-bench-"))

import django

django.setup()

from fawang.core import clock  # noqa: E402
from fawang.evidence.documents import (  # noqa: E402
    Paper,
    examine,
    make_paper_pdf,
    prepare_fonts,
    sign_pdf,
    signing_identity,
)

PARAGRAPH = (
    "申请人王建国于2026年11月17日提出的法律援助申请，经审查，"
    "属于进城务工人员申请支付劳动报酬，符合法律援助条件。"
)
PAPER = Paper(
    office="石港县法律援助中心",
    title="给予法律援助决定书",
    number="（2026）石援给字第12号",
    to="王建国",
    body=(PARAGRAPH, "依照《中华人民共和国法律援助法》第四十三条的规定，决定给予法律援助。", PARAGRAPH[::-1]),
    cites=("《中华人民共和国法律援助法》第四十三条",),
    remedy="有异议的，可以向设立本机构的司法行政部门提出。",
    signers=(),
    issued_on=date(2026, 11, 21),
    verify_url="https://12348.example.cn/verify/7K3Q-9VXT-M2PB-4R/",
    verify_code="7K3Q-9VXT-M2PB-4R",
)


def timed(work: Callable[[], bytes], times: int) -> tuple[list[float], list[float], bytes]:
    """Wall and processor milliseconds of each run, and what the last one gave. One run before is not counted:
    it loads the libraries."""
    result = work()
    wall, cpu = [], []
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        result = work()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    return wall, cpu, result


def row(name: str, wall: list[float], cpu: list[float] | None, size: int) -> str:
    """One line of the table."""
    p95 = statistics.quantiles(wall, n=20)[-1] if len(wall) > 1 else wall[0]
    spent = f"{statistics.median(cpu):.0f}" if cpu else "—"
    return f"| {name} | {statistics.median(wall):.0f} | {p95:.0f} | {spent} | {size / 1024:.0f} |"


def office_suite(times: int) -> str | None:
    """The same text through an office suite without a window; None where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.html"
        source.write_text("<meta charset=utf-8>" + "".join(f"<p>{text}</p>" for text in PAPER.texts()))
        wall = []
        for _ in range(times):
            began = time.perf_counter()
            command = [program, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
            subprocess.run(command, check=True, capture_output=True)
            wall.append((time.perf_counter() - began) * 1000)
        size = (Path(folder) / "paper.pdf").stat().st_size
    return row("office suite, headless, unsigned", wall, None, size)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=30)
    times = parser.parse_args().papers
    identity = signing_identity(owner="石港县司法局", now=clock.now())

    def signed() -> bytes:
        return sign_pdf(make_paper_pdf(PAPER), identity=identity, reason="签发", location=PAPER.office)

    whole, whole_cpu, large = timed(signed, times)
    began = time.perf_counter()
    prepare_fonts()
    print(f"small fonts made in {time.perf_counter() - began:.1f} s")
    wall, cpu, pdf = timed(signed, times)
    drawn, drawn_cpu, plain = timed(lambda: make_paper_pdf(PAPER), times)

    def examined() -> bytes:
        assert examine(pdf).intact
        return pdf

    looked, looked_cpu, _ = timed(examined, times)
    print(f"load {os.getloadavg()[0]:.1f}, {times} papers")
    print("| one page | median ms | p95 ms | CPU ms | KB |\n| --- | --: | --: | --: | --: |")
    print(row("laid out and signed", wall, cpu, len(pdf)))
    print(row("the same with the whole font", whole, whole_cpu, len(large)))
    print(row("laid out only", drawn, drawn_cpu, len(plain)))
    print(row("examined", looked, looked_cpu, len(pdf)))
    print(office_suite(min(times, 5)) or "\nNo office suite on this machine.")


if __name__ == "__main__":
    main()
