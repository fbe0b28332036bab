"""The web server process: granian with the front. Started by `fawang serve`, or by a unit file as
`python -m fawang.config.web --host … --port … --workers …`."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
from importlib import import_module

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from fawang.config.environment import MOST_STREAMS, PAGES_WAITING
from fawang.core.processes import end_with_parent, expected_by_children

#: How long a worker may take to finish the requests in hand when it is told to stop, in seconds.
GRACE = 6


def main() -> None:
    """Serve until SIGTERM; a worker that dies is replaced."""
    parser = argparse.ArgumentParser(prog="fawang.config.web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    end_with_parent()
    os.environ |= expected_by_children()
    # The product is read once, here, and every worker is a fork of this process: one reading instead of one
    # for each worker, most of the memory shared, and a worker that died is replaced in no time. For that
    # this process opens no database and has no thread of its own.
    multiprocessing.set_start_method("fork")
    import_module("fawang.config.front")
    # What was read stays for good; the garbage collector need not walk through it again, which would stop
    # every page for some seventy milliseconds now and then, and in a fork would make a copy of it all.
    gc.collect()
    gc.disable()
    gc.freeze()
    Granian(
        "fawang.config.front:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.RSGI,
        workers=args.workers,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        # Open streams count as requests in progress: without room for them they would shut out the pages.
        backpressure=MOST_STREAMS + PAGES_WAITING,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
