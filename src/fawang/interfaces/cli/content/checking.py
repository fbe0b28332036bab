"""`fawang content check`."""

from __future__ import annotations

import argparse
import sys

from fawang.interfaces.cli.content.changes import print_changes
from fawang.reference.catalog.check import ContentReport, check_content
from fawang.reference.catalog.holidays import content_roots

UNCHECKED = 3


def run(args: argparse.Namespace) -> int:
    """Every mistake with its file and line, then one line that sums up."""
    report = check_content(tuple(args.folders) or content_roots())
    for fault in report.faults:
        print(f"{fault}{_instead_of(report, fault.file)}")
    for own, shipped in report.replaced.values():
        print(f"您的 {own} 代替了 {shipped}", file=sys.stderr)
    for note in (*report.notes, *report.unchecked):
        print(note, file=sys.stderr)
    wrong = f"{len(report.faults)} 处错误" if report.faults else "没有错误"
    cites = f"{report.cites} 处引用（其中 {report.unverified} 处待核）"
    print(
        f"{report.services} 项服务，{report.cases} 个实例，"
        f"{'引用没有核对' if report.unchecked else cites}：{wrong}。"
    )
    if args.changed:
        print()
        print_changes()
    if report.faults or (args.strict and (report.notes or report.unchecked)):
        return 1
    return UNCHECKED if report.unchecked else 0


def _instead_of(report: ContentReport, file: str) -> str:
    """Both files where one of an overlay stands in the place of a shipped one."""
    if file not in report.replaced:
        return ""
    own, shipped = report.replaced[file]
    return f"（在 {own}，它代替了 {shipped}）"
