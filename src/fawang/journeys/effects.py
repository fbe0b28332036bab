"""What the worker does with each kind of outbox effect; every handler recognises a repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fawang.core import clock, crypto
from fawang.core.outbox.operations import NotDeliverable, outside
from fawang.gateways.sms import SmsRefused, sms_gateway
from fawang.records.matters.hashes import subject_of
from fawang.records.matters.models import Message
from fawang.records.matters.operations.codes import count_attempt
from fawang.records.matters.operations.files import write_message
from fawang.records.matters.queries.messages import message_sent, reader_phone

#: Text messages that one applicant's phone gets in a day about matters; the rest stands on their page. A
#: phone is not proved when an application is handed in, so that anybody's could be named in many.
TEXTS_A_DAY = 30
#: What the message log shows of a one-time code: the digits themselves are worth as much as a password.
CODE_TEXT = "【验证码短信】内容不保存"


@outside
def send_message(payload: dict[str, Any], key: str) -> None:
    """Send one letter to its reader and note it in the matter's message log. A reader without a phone gets
    it on their page only."""
    if message_sent(key):
        return
    phone = reader_phone(payload["reader"], payload["id"])
    state, channel = Message.State.SENT, "sms"
    if phone and payload["reader"] == "applicant" and _has_had_enough(phone):
        phone = ""
    if phone:
        try:
            sms_gateway().send(key, phone, payload["text"])
        except SmsRefused:
            state = Message.State.FAILED
    else:
        channel = "page"
    write_message(
        key=key,
        matter_id=payload["matter"],
        channel=channel,
        to=phone,
        text=payload["text"],
        state=state,
        now=clock.now(),
    )
    if state == Message.State.FAILED:
        raise NotDeliverable("the operator refuses this message")


def _has_had_enough(phone: str) -> bool:
    """Count a text for a phone; whether it got its share of the day already."""
    count = count_attempt(key=subject_of("texts", phone), window=timedelta(days=1), now=clock.now())
    return count > TEXTS_A_DAY


@outside
def send_code(payload: dict[str, Any], key: str) -> None:
    """Send a one-time code. Its digits never reach the message log."""
    if message_sent(key):
        return
    phone = crypto.unseal(payload["phone"], "phone")
    try:
        sms_gateway().send(key, phone, crypto.unseal(payload["text"], "phone"))
    except SmsRefused as error:
        raise NotDeliverable(str(error)) from None
    write_message(
        key=key,
        matter_id=None,
        channel="sms",
        to=phone,
        text=CODE_TEXT,
        state=Message.State.SENT,
        now=clock.now(),
    )


#: Handler by kind: takes the payload and the effect's key.
HANDLERS: dict[str, Callable[[dict[str, Any], str], None]] = {
    "message.send": send_message,
    "code.send": send_code,
}
