"""The hash chain of one matter's timeline.

Each entry's hash covers what the entry says and the hash before it, so that a line changed, removed, added
or moved later is found by anybody who recomputes the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from fawang.core.refusals import Refusal


@dataclass(frozen=True)
class NewEntry:
    """A fact about to be written: what happened, who did it, what the applicant is told (empty: nothing).

    `data` holds plain JSON without floating-point numbers; its reserved keys are read by `projection`.
    """

    kind: str
    actor: str
    actor_name: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    public_text: str = ""


@dataclass(frozen=True)
class Entry:
    """A written fact: entry number `seq` of its matter, counted from 1."""

    seq: int
    kind: str
    at: datetime
    actor: str
    actor_name: str
    data: Mapping[str, Any]
    public_text: str
    previous_hash: str
    hash: str


class ChainBroken(Refusal):
    """The timeline is not the one that was written. `seq` is the first entry that does not fit."""

    def __init__(self, number: str, seq: int, why: str) -> None:
        self.number, self.seq = number, seq
        super().__init__(f"事项 {number} 的办理记录第 {seq} 条校验不符：{why}。请停止办理并报告系统管理员。")


def canonical(value: Any) -> str:
    """One spelling for equal JSON values: keys sorted, no spaces, characters as they are.

    Raises TypeError for floating-point numbers, whose spelling differs between databases, and for
    anything that is not JSON.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, (str, int)) or value is None:
        return
    if isinstance(value, float):
        raise TypeError("timeline data holds a floating-point number; write amounts as decimal strings")
    if isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError("timeline data has a key that is not text")
            _refuse_floats(part)


def moment_text(moment: datetime) -> str:
    """The spelling of a moment inside the chain: UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def link(number: str, seq: int, at: datetime, previous_hash: str, new: NewEntry) -> Entry:
    """Turn a new fact into entry `seq` of the chain of matter `number`."""
    entry = Entry(
        seq=seq,
        kind=new.kind,
        at=at,
        actor=new.actor,
        actor_name=new.actor_name,
        data=new.data,
        public_text=new.public_text,
        previous_hash=previous_hash,
        hash="",
    )
    return Entry(**{**vars(entry), "hash": entry_hash(number, entry)})


def entry_hash(number: str, entry: Entry) -> str:
    """The 64 hexadecimal digits that this entry must carry."""
    said = [
        number,
        entry.seq,
        entry.kind,
        moment_text(entry.at),
        entry.actor,
        entry.actor_name,
        dict(entry.data),
        entry.public_text,
        entry.previous_hash,
    ]
    return sha256(canonical(said).encode()).hexdigest()


def verify_chain(number: str, entries: Iterable[Entry], head_hash: str | None = None) -> int:
    """Check every link and, when given, that the last one is `head_hash`; return how many there are.

    Raises ChainBroken at the first entry that does not fit.
    """
    previous, count = "", 0
    for entry in entries:
        count += 1
        if entry.seq != count:
            raise ChainBroken(number, count, f"缺少第 {count} 条，读到的是第 {entry.seq} 条")
        if entry.previous_hash != previous:
            raise ChainBroken(number, count, "与前一条不相接")
        if entry.hash != entry_hash(number, entry):
            raise ChainBroken(number, count, "内容与指纹不一致")
        previous = entry.hash
    if head_hash is not None and previous != head_hash:
        raise ChainBroken(number, count, "末条与事项上的记录不一致，后面的记录可能被删除")
    return count
