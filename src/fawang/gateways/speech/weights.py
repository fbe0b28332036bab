"""The packaged weights: two halves of one file in two packages, joined once and checked."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

#: SHA-256 of the joined weights (Whisper base, multilingual, CTranslate2, 145,217,532 bytes).
DIGEST = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")


class WeightsBroken(Exception):
    """The halves do not make the file that was published."""


def join_weights(model: Path, parts: Sequence[Path], digest: str = DIGEST) -> Path:
    """The folder `model` with the joined weights, made when it is not there yet. `parts`: the data folders
    of the packages in their order. The folder appears whole or not at all, also when two processes make it at
    once. Raises WeightsBroken; OSError when the disk is full."""
    if (model / "model.bin").exists():
        return model
    model.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (model.parent / f".{model.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (model / "model.bin").exists():
            return model
        draft = Path(tempfile.mkdtemp(dir=model.parent, prefix=f".{model.name}."))
        try:
            _write(draft, parts, digest)
            draft.replace(model)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return model


def _write(draft: Path, parts: Sequence[Path], digest: str) -> None:
    seen = hashlib.sha256()
    with (draft / "model.bin").open("wb") as joined:
        for number, part in enumerate(parts, 1):
            with (part / f"model.bin.part{number}").open("rb") as half:
                while piece := half.read(1 << 20):
                    seen.update(piece)
                    joined.write(piece)
    if seen.hexdigest() != digest:
        raise WeightsBroken
    for name in BESIDE:
        shutil.copyfile(parts[0] / name, draft / name)
