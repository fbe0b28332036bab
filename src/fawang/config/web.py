"""The web server process: granian with the front. Started by `fawang serve`, or by a unit file as
`python -m fawang.config.web --host … --port … --workers …`."""

from __future__ import annotations

import argparse
import multiprocessing

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from fawang.config.environment import MOST_STREAMS, PAGES_WAITING
from fawang.core.processes import stop_with_parent

#: How long a worker may take to finish the requests in hand when it is told to stop, in seconds.
GRACE = 6


def main() -> None:
    """Serve until SIGTERM; a worker that dies is replaced."""
    parser = argparse.ArgumentParser(prog="fawang.config.web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    stop_with_parent()
    # A forked worker would inherit the parent watch's lock state and any open database handle.
    multiprocessing.set_start_method("spawn")
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
