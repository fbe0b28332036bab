"""From notices to letters, on plain values: to whom, in which words, by which means, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from fawang.core.clock import ZONE

#: What a message says when somebody near its reader may see it: nothing of law, of an office or of a case.
NEUTRAL_TEXT = "您预约的服务有新消息，请在方便的时候，用手里的查询码查看。"
#: Marks that make every message neutral.
DISCREET_FLAGS = frozenset({"danger", "safe_contact"})
#: Categories whose applicants are offered safe contact although no mark says so.
DISCREET_WORDS = ("家庭暴力", "家暴", "虐待", "性侵", "性骚扰", "人身安全")
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Reader:
    """Somebody who can be told: `kind` applicant or staff; `key` tells them apart (party or staff id)."""

    kind: str
    key: int


class Said(NamedTuple):
    """A notice with its words filled in. `long` is for a page and for e-mail, `voice` for a call, `english`
    for those who asked for it; each empty where `text` serves. `urgent`: also at night; `optional`: no law
    asks for it; `answer`: the reader did something this very moment and waits for the answer."""

    code: str
    role: str
    text: str
    long: str = ""
    voice: str = ""
    english: str = ""
    urgent: bool = False
    optional: bool = False
    answer: bool = False


@dataclass(frozen=True)
class Letter:
    """One message to one reader. `key` is unique for ever; `text` is what may go out, `page` what stands on
    the reader's own page."""

    key: str
    reader: Reader
    notice: str
    text: str
    page: str = ""
    voice: str = ""
    english: str = ""
    urgent: bool = False
    optional: bool = False
    answer: bool = False
    discreet: bool = False


@dataclass(frozen=True)
class Addressees:
    """Who stands for each role in this matter now. `colleagues`: officers who may sign for one another;
    `body`: officers of the office that has just received it."""

    applicant: int
    officers: tuple[int, ...] = ()
    lawyer: int | None = None
    supervisors: tuple[int, ...] = ()
    colleagues: tuple[int, ...] = ()
    body: tuple[int, ...] = ()


@dataclass(frozen=True)
class Terms:
    """When and how one reader may be told. Hours are "21:00-08:00"."""

    channels: tuple[str, ...] = ("sms",)
    quiet_hours: str = ""
    safe: bool = False
    safe_hours: str = ""
    optional: bool = True


def letters(
    notices: Iterable[tuple[str, str, str] | Said],
    *,
    number: str,
    seq: int,
    to: Addressees,
    flags: Iterable[str],
    sender: str,
    neutral_sender: str = "便民服务",
) -> Iterator[Letter]:
    """Letters for the notices that entry `seq` of a matter caused. `sender` opens every text message in the
    brackets Chinese operators require: 【淮畔市公共法律服务】; a neutral one stands in for it where it would
    betray what the message is about."""
    discreet = bool(DISCREET_FLAGS & set(flags))
    for notice in notices:
        said = Said(*notice)
        for reader in _readers(said.role, to):
            hidden = discreet and reader.kind == "applicant"
            yield Letter(
                key=f"{number}:{seq}:{said.code}:{reader.kind}:{reader.key}",
                reader=reader,
                notice=said.code,
                text=neutral(neutral_sender) if hidden else bracketed(sender, said.text),
                page=said.long or said.text,
                voice=said.voice,
                english=said.english,
                urgent=said.urgent,
                optional=said.optional,
                answer=said.answer,
                discreet=hidden,
            )


def bracketed(sender: str, words: str) -> str:
    """A text message as operators want it."""
    return f"【{sender}】{words}"[:LONGEST_TEXT]


def neutral(sender: str) -> str:
    """The whole text of a neutral message."""
    return bracketed(sender, NEUTRAL_TEXT)


def _readers(role: str, to: Addressees) -> tuple[Reader, ...]:
    if role == "applicant":
        return (Reader("applicant", to.applicant),)
    if role == "lawyer":
        return (Reader("staff", to.lawyer),) if to.lawyer else ()
    staff = {"supervisor": to.supervisors, "colleagues": to.colleagues, "body": to.body}.get(
        role, to.officers
    )
    return tuple(Reader("staff", key) for key in staff)


def offers_safe_contact(flags: Collection[str], category: str, unset: bool) -> bool:
    """Whether somebody should be asked if it is safe to write to them."""
    in_danger = bool(DISCREET_FLAGS & set(flags)) or any(word in category for word in DISCREET_WORDS)
    return in_danger and unset


def means(terms: Terms, reachable: Collection[str], *, optional: bool = False) -> tuple[str, ...]:
    """The means to try, in order. Whoever is in safe contact is never called: a phone that rings is heard by
    others, and so is what it says. An optional message that is not wanted goes nowhere."""
    if optional and not terms.optional:
        return ()
    allowed = [one for one in terms.channels if one in reachable]
    if terms.safe:
        allowed = [one for one in allowed if one != "voice"]
    return tuple(dict.fromkeys(allowed))


def not_before(moment: datetime, terms: Terms, *, urgent: bool = False, answer: bool = False) -> datetime:
    """The first moment from `moment` on at which this reader may be told. What is urgent, and the answer to
    what somebody did just now, does not wait for the morning; but nothing breaks the hours that somebody in
    safe contact named."""
    if terms.safe and terms.safe_hours:
        return _outside(moment, _turned(terms.safe_hours))
    if (urgent or answer) or not terms.quiet_hours:
        return moment
    return _outside(moment, terms.quiet_hours)


def _outside(moment: datetime, hours: str) -> datetime:
    """The first moment from `moment` on that is not within daily hours, in China time."""
    begin, end = (time.fromisoformat(one) for one in hours.split("-"))
    local = moment.astimezone(ZONE)
    now = local.time()
    within = begin <= now < end if begin < end else now >= begin or now < end
    if not within:
        return moment
    day = local.date() + timedelta(days=int(now >= end))
    return datetime.combine(day, end, ZONE)


def _turned(hours: str) -> str:
    begin, end = hours.split("-")
    return f"{end}-{begin}"
