"""`fawang antivirus`: whether the virus scanner works, proved with the EICAR test file."""

from __future__ import annotations

import argparse
import sys

from fawang.gateways.antivirus import ScannerUnreachable, find_eicar, scanner

NAME = "antivirus"
HELP = "检查查毒服务是不是真的在工作 test the virus scanner with a harmless file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(_args: argparse.Namespace) -> int:
    """0: it found the test file; 1: it did not, or does not answer; 2: none is set."""
    one = scanner()
    if one is None:
        print("没有接查毒服务（FAWANG_CLAMD 没有设置），材料页上写着“没有查毒”。", file=sys.stderr)
        return 2
    try:
        print(one.version())
        found = find_eicar(one)
    except ScannerUnreachable as error:
        print(f"查毒服务没有回应：{error}。新材料先隔离着，恢复以后自动补查。", file=sys.stderr)
        return 1
    if found.clean:
        print("查毒服务有回应，但是认不出测试病毒，请更新病毒库。", file=sys.stderr)
        return 1
    print(f"正常：测试病毒被认出来了（{found.malware}）。")
    return 0
