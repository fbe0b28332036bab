"""An engine with nothing heavy in it; what it does is named in the frame."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from fawang.gateways.engine.frames import Fault, answer_frames


def answer(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    sys.stdout.write("words of a library between the frames\n")
    sys.stdout.flush()
    match head["do"]:
        case "length":
            return {"length": len(body), "process": os.getpid()}
        case "refuse":
            raise Fault("not-mine")
        case "crash":
            raise RuntimeError("身份证号码 110101199001010018")
        case "hang":
            time.sleep(60)
        case "die":
            os._exit(3)
    return {}


if __name__ == "__main__":
    answer_frames(answer, idle=float(sys.argv[1]))
