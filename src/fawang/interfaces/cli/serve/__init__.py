"""`fawang serve`: the whole product in one command."""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

import django
from django.core.exceptions import ImproperlyConfigured

from fawang.interfaces.cli.progress import progress
from fawang.interfaces.workers.supervisor import Child, Supervisor

NAME = "serve"
HELP = "启动网站和后台任务 start the site and its worker"
#: The host names allowed and the first-start notice must be settled before Django reads its settings.
DJANGO = False

#: How long a port that the last run still holds is waited for, in seconds.
_PORT_PATIENCE = 3.0
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and what to load."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1), help="网页进程数")
    parser.add_argument("--no-demo", action="store_true", help="不加载演示数据，从空系统开始")
    parser.add_argument("--no-worker", action="store_true", help="不在本命令中运行后台任务")
    parser.add_argument(
        "--with", dest="extras", default="", metavar="ocr,speech", help="由启动器安装的附加组件"
    )


def run(args: argparse.Namespace) -> int:
    """Prepare, start, keep alive until told to stop; 1 when the product cannot be started."""
    if not _check_port(args.host, args.port):
        return 1
    if args.host not in _EVERYWHERE:
        known = os.environ.get("FAWANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
        os.environ["FAWANG_HOSTS"] = ",".join(dict.fromkeys([*known, args.host]))
    data = Path(os.environ.get("FAWANG_DATA") or "var").absolute()
    os.environ["FAWANG_DATA"] = str(data)  # The children must mean the same folder wherever they start.
    first = not (data / "keys" / "keys.json").exists()
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = _hold(data)
    except PermissionError:
        _tell(f"不能写入数据文件夹：{data}。请换用它的所有者运行，或者用 FAWANG_DATA 指定另一个文件夹。")
        return 1
    if lock is None:
        _tell(f"另一个法网正在使用数据文件夹 {data}。请先停止它，或者用 FAWANG_DATA 指定另一个文件夹。")
        return 1
    with lock:
        return _serve(args, data, first)


def _serve(args: argparse.Namespace, data: Path, first: bool) -> int:
    started = time.monotonic()
    try:
        django.setup()
    except (ValueError, ImproperlyConfigured) as error:
        _tell(f"设置有误：{error}")
        return 1
    # Its imports need Django ready, and readiness is decided here: the one import that cannot stand above.
    from fawang.interfaces.cli.serve import preparing, talking

    if first:
        _tell(
            f"首次启动：已在 {data / 'keys'} 生成密钥。\n"
            "  ★ 请立即把这个文件夹备份到别处：密钥丢失后，已加密的个人信息无法恢复。"
        )
    preparing.prepare(_tell, progress, demo=not args.no_demo, first=first)
    if args.no_demo:
        talking.first_administrator()
    supervisor = Supervisor(_children(args), os.environ, _tell)
    return supervisor.run(
        ready=lambda: _answers(args.host, args.port),
        on_ready=lambda: talking.welcome(args, time.monotonic() - started),
    )


def _children(args: argparse.Namespace) -> list[Child]:
    web = [sys.executable, "-m", "fawang.config.web", "--host", args.host, "--port", str(args.port)]
    children = [Child("网页服务", [*web, "--workers", str(max(1, args.workers))])]
    if not args.no_worker:
        worker = [sys.executable, "-m", "fawang", "worker", "--with-parent"]
        command = worker if args.no_demo else [*worker, "--show-messages"]
        children.append(Child("后台任务", command, waits=True))
    return children


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _hold(data: Path) -> IO[str] | None:
    """Hold the data folder for this process's life; None when another process has it."""
    lock = (data / "serve.lock").open("w")
    deadline = time.monotonic() + _PORT_PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() > deadline:
                lock.close()
                return None
            time.sleep(0.2)


def _check_port(host: str, port: int) -> bool:
    """Whether the address can be listened on, waiting a moment for a run that is just ending."""
    if not 0 < port < 65536:
        _tell(f"不能在端口 {port} 上监听：端口是 1 至 65535 之间的数。")
        return False
    deadline = time.monotonic() + _PORT_PATIENCE
    while True:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
            return True
        except OSError as error:
            busy = error.errno in (98, 48)
            if busy and time.monotonic() < deadline:
                time.sleep(0.3)
                continue
            _tell(_port_message(host, port, error, busy))
            return False


def _port_message(host: str, port: int, error: Exception, busy: bool) -> str:
    if busy:
        other = port + 1 if port < 65535 else 8000
        return (
            f"端口 {port} 已被别的程序占用。请换一个，例如：serve --port {other}\n"
            f"Port {port} is in use. Try another one with --port."
        )
    return f"不能在 {host}:{port} 上监听：{error}\nCannot listen on {host}:{port}."


def _answers(host: str, port: int) -> bool:
    """Whether the server answers its health check and so is ready for people."""
    target = "127.0.0.1" if host in ("0.0.0.0", "") else "::1" if host == "::" else host  # noqa: S104
    link = HTTPConnection(target, port, timeout=2)
    try:
        link.request("GET", "/healthz", headers={"Host": "localhost"})
        return link.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        link.close()
