"""What the worker does with a letter: finds the reader's means and hours, sends it by the first that takes it
and notes in the message log what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from fawang.core import crypto
from fawang.core.outbox.operations import MAX_ATTEMPTS, NotDeliverable, Postponed, outside, timed
from fawang.core.text import one_line
from fawang.gateways.channels import NeverSent, NotSent
from fawang.gateways.email import email_gateway, email_ready
from fawang.gateways.sms import SmsRefused, has_operator, sms_gateway
from fawang.gateways.voice import voice_gateway, voice_ready
from fawang.records.matters.hashes import subject_of
from fawang.records.matters.models import Message
from fawang.records.matters.operations.codes import count_attempt
from fawang.records.matters.operations.messages import write_message
from fawang.records.matters.queries.messages import message_of, staff_phone
from fawang.records.people.contact import Contact, contact_of
from fawang.stages.delivery.rules import NEUTRAL_TEXT, Terms, bracketed, means, neutral, not_before

#: Text messages that one applicant's phone gets in a day about matters; the rest stands on their page. A
#: phone is not proved when an application is handed in, so that anybody's could be named in many.
TEXTS_A_DAY = 30
CALLS_A_DAY = 3
#: Failed tries of the first means after which the next is tried as well.
PATIENCE = 3
#: What the message log shows of a one-time code: the digits themselves are worth as much as a password.
CODE_TEXT = "【验证码短信】内容不保存"
SENT = (Message.State.SENT, Message.State.DELIVERED)


@dataclass(frozen=True)
class Way:
    """One means with the address and the words it needs."""

    channel: str
    to: str
    text: str


@outside
@timed
def send_message(payload: dict[str, Any], key: str, moment: datetime) -> None:
    """Send one letter to its reader. At night, or outside the hours somebody in safe contact named, it waits;
    a reader who cannot be reached gets it on their page only."""
    before = message_of(key)
    if before and before.state in SENT:
        return
    reach = _reach_of(payload)
    log = _Log(payload, key, moment, before.tries if before else 0)
    due = not_before(
        moment, reach.terms, urgent=bool(payload.get("urgent")), answer=_is_answer(payload, moment)
    )
    if due > moment and reach.ways:
        log.write(Message.State.QUEUED, reach.ways[0], at=due)
        raise Postponed(due)
    ways = [one for one in reach.ways if before is not None or not _has_had_enough(one, payload, moment)]
    if not ways:
        log.write(Message.State.SENT, Way("page", "", payload["text"]))
        return
    _send_by_first(ways, log)


@dataclass(frozen=True)
class _Reach:
    terms: Terms
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class _Log:
    """Writes the one row of a letter."""

    payload: dict[str, Any]
    key: str
    moment: datetime
    tries: int

    def write(
        self,
        state: Message.State,
        way: Way,
        *,
        provider: str = "",
        trouble: str = "",
        tried: int = 0,
        at: datetime | None = None,
    ) -> None:
        staff = self.payload["id"] if self.payload["reader"] == "staff" else None
        write_message(
            key=self.key,
            matter_id=self.payload["matter"],
            reader=self.payload["reader"],
            staff_id=staff,
            organisation_id=self.payload.get("organisation"),
            notice=self.payload.get("notice", ""),
            channel=way.channel,
            provider=provider,
            to=way.to,
            text=way.text,
            page_text=self.payload.get("page", ""),
            state=state,
            tries=self.tries + tried,
            trouble=one_line(trouble, 200),
            now=at or self.moment,
        )


def _send_by_first(ways: list[Way], log: _Log) -> None:
    """Send by the first means that takes it. Raises NotSent to try again later, NotDeliverable when no means
    ever will."""
    failure: NotSent | None = None
    trouble = ""
    for way in ways:
        try:
            provider = _send(way, log.key)
        except NeverSent as error:
            trouble = str(error)
        except NotSent as error:
            failure, trouble = error, str(error)
            if log.tries < PATIENCE:
                break
        else:
            log.write(Message.State.SENT, way, provider=provider, tried=1)
            return
    last = failure is None or log.tries + 1 >= MAX_ATTEMPTS
    state = Message.State.FAILED if last else Message.State.QUEUED
    log.write(state, ways[0], trouble=trouble, tried=1)
    if failure is not None:
        raise failure
    raise NotDeliverable("no means of reaching this reader takes the message")


def _send(way: Way, key: str) -> str:
    if way.channel == "voice":
        return voice_gateway().call(key, way.to, way.text)
    if way.channel == "email":
        subject, _, body = way.text.partition("\n\n")
        return email_gateway().send(key, way.to, subject, body)
    return sms_gateway().send(key, way.to, way.text)


def _is_answer(payload: dict[str, Any], moment: datetime) -> bool:
    until = str(payload.get("answer", ""))
    return bool(until) and moment < datetime.fromisoformat(until)


def _reach_of(payload: dict[str, Any]) -> _Reach:
    if payload["reader"] != "applicant":
        phone = staff_phone(payload["id"])
        ways = (Way("sms", phone, payload["text"]),) if phone else ()
        return _Reach(Terms(quiet_hours=settings.QUIET_HOURS), ways)
    contact = contact_of(payload["id"])
    discreet = contact.safe or bool(payload.get("discreet"))
    terms = Terms(
        channels=contact.channels,
        quiet_hours=contact.quiet_hours or settings.QUIET_HOURS,
        safe=discreet,
        safe_hours=contact.safe_hours if contact.safe else "",
        optional=contact.optional,
    )
    ready = {"sms"} if contact.number else set()
    # Without a provider calls and letters are written to a folder, which reaches nobody outside a trial.
    if contact.number and (voice_ready() or not has_operator()):
        ready.add("voice")
    if contact.email and (email_ready() or not has_operator()):
        ready.add("email")
    found = means(terms, ready, optional=bool(payload.get("optional")))
    return _Reach(terms, tuple(_way(one, contact, payload, discreet) for one in found))


def _way(channel: str, contact: Contact, payload: dict[str, Any], discreet: bool) -> Way:
    """The address and the words of one means."""
    text = payload["text"]
    if contact.english and payload.get("english"):
        text = bracketed(settings.SITE_NAME, payload["english"])
    if discreet:
        text = neutral(settings.NEUTRAL_SENDER)
    if channel == "voice":
        return Way(channel, contact.number, payload.get("voice") or text.partition("】")[2])
    if channel == "email":
        if discreet:
            return Way(channel, contact.email, f"{settings.NEUTRAL_SENDER}\n\n{NEUTRAL_TEXT}")
        body = payload.get("page") or text
        link = f"\n\n{settings.SITE_URL}/p" if settings.SITE_URL else ""
        return Way(channel, contact.email, f"{settings.SITE_NAME}：您的事有新消息\n\n{body}{link}")
    return Way(channel, contact.number, text)


def _has_had_enough(way: Way, payload: dict[str, Any], moment: datetime) -> bool:
    """Count a message for a number; whether it got its share of the day already."""
    if payload["reader"] != "applicant" or way.channel == "email":
        return False
    name, most = ("calls", CALLS_A_DAY) if way.channel == "voice" else ("texts", TEXTS_A_DAY)
    return count_attempt(key=subject_of(name, way.to), window=timedelta(days=1), now=moment) > most


@outside
@timed
def send_code(payload: dict[str, Any], key: str, moment: datetime) -> None:
    """Send a one-time code, at whatever hour: somebody waits for it. Its digits never reach the message
    log."""
    known = message_of(key)
    if known and known.state in SENT:
        return
    phone = crypto.unseal(payload["phone"], "phone")
    try:
        provider = sms_gateway().send(key, phone, crypto.unseal(payload["text"], "phone"))
    except SmsRefused as error:
        raise NotDeliverable(str(error)) from None
    write_message(
        key=key,
        matter_id=None,
        channel="sms",
        provider=provider,
        to=phone,
        text=CODE_TEXT,
        state=Message.State.SENT,
        tries=1,
        now=moment,
    )
