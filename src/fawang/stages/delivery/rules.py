"""From notices to letters, on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: What a text message says when its reader may not be the applicant alone.
NEUTRAL_TEXT = "您查询的业务有新的进展，请凭您手中的查询码登录网站查看。如需帮助请拨打 12348。"
#: Marks that make every text message neutral.
DISCREET_FLAGS = frozenset({"danger", "safe_contact"})
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Reader:
    """Somebody who can be told: `kind` applicant or staff; `key` tells them apart (party or staff id)."""

    kind: str
    key: int


@dataclass(frozen=True)
class Letter:
    """One message to one reader. `key` is unique for ever."""

    key: str
    reader: Reader
    notice: str
    text: str


@dataclass(frozen=True)
class Addressees:
    """Who stands for each role in this matter now."""

    applicant: int
    officers: tuple[int, ...] = ()
    lawyer: int | None = None
    supervisors: tuple[int, ...] = ()


def letters(
    notices: Iterable[tuple[str, str, str]],
    *,
    number: str,
    seq: int,
    to: Addressees,
    flags: Iterable[str],
    sender: str,
) -> Iterator[Letter]:
    """Letters for the notices (code, role, text) that entry `seq` of a matter caused. `sender` opens every
    text message in the brackets Chinese operators require: 【淮畔市公共法律服务】."""
    discreet = bool(DISCREET_FLAGS & set(flags))
    for code, role, text in notices:
        for reader in _readers(role, to):
            said = NEUTRAL_TEXT if discreet and reader.kind == "applicant" else text
            yield Letter(
                key=f"{number}:{seq}:{code}:{reader.kind}:{reader.key}",
                reader=reader,
                notice=code,
                text=f"【{sender}】{said}"[:LONGEST_TEXT],
            )


def _readers(role: str, to: Addressees) -> tuple[Reader, ...]:
    if role == "applicant":
        return (Reader("applicant", to.applicant),)
    if role == "lawyer":
        return (Reader("staff", to.lawyer),) if to.lawyer else ()
    staff = to.supervisors if role == "supervisor" else to.officers
    return tuple(Reader("staff", key) for key in staff)
