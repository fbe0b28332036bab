"""What `serve` says to the person at the terminal."""

from __future__ import annotations

import argparse
import sys

from fawang.interfaces.cli.admin import ask_for_administrator, has_administrator
from fawang.journeys.demo import demo_logins


def first_administrator() -> None:
    """An empty system needs somebody who may fill it: ask now, or name the command when nobody can answer."""
    if has_administrator():
        return
    if sys.stdin.isatty():
        ask_for_administrator()
    else:
        print("系统里还没有管理员。请另开一个窗口运行：./fawang admin create", file=sys.stderr, flush=True)


def welcome(args: argparse.Namespace, seconds: float) -> None:
    """The address, and in a demo the logins to try."""
    host = "127.0.0.1" if args.host in ("0.0.0.0", "") else args.host  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    print(f"\n法网已就绪（{seconds:.1f} 秒）：http://{host}:{args.port}/", flush=True)
    logins = () if args.no_demo else demo_logins()
    if logins:
        print(f"工作人员登录：http://{host}:{args.port}/office/login（演示账号，仅供试用）", flush=True)
        for login in logins:
            print(f"  {login}", flush=True)
    if args.host in ("0.0.0.0", "::", ""):  # noqa: S104
        print("提示：从别的机器访问前，请用 FAWANG_HOSTS 写明本站的域名或地址。", file=sys.stderr)
    print("按 Ctrl-C 停止。", flush=True)
