"""Messages that were given up, for whoever runs the installation: what they are, and sending them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.outbox.operations import retry_failed
from fawang.core.outbox.queries import failed_effects_of
from fawang.gateways import email, sms, voice, wechat
from fawang.records.matters.operations.messages import queue_again
from fawang.records.matters.queries.messages import (
    latest_failed,
    latest_sent,
    messages_with,
    unreceived,
    waiting_for,
)

KINDS = ("message.send", "code.send")


@dataclass(frozen=True)
class FailedMessage:
    """One of them. Nothing of its words or of an address: an administrator looks after the sending, not after
    the matters."""

    #: Give it to `send_again`; 0 where a provider took it and later said that it did not arrive, so that
    #: somebody has to call.
    id: int
    at: datetime
    number: str
    channel: str
    tries: int
    trouble: str


@dataclass(frozen=True)
class ChannelState:
    """How one means of sending stands."""

    name: str
    #: Providers in the order they are tried; empty: messages are written on this machine only.
    providers: tuple[str, ...]
    #: Providers that are left alone now, and until when.
    resting: tuple[tuple[str, datetime], ...]
    last_sent: datetime | None
    #: When a message was last given up, and how many wait for the morning or for another try.
    last_failed: datetime | None = None
    waiting: int = 0


def failed_messages(limit: int = 100) -> list[FailedMessage]:
    """The dead letters, newest first."""
    effects = failed_effects_of(KINDS, limit)
    known = messages_with([one.key for one in effects])
    found = []
    for effect in effects:
        row = known.get(effect.key)
        found.append(
            FailedMessage(
                id=effect.pk,
                at=row.at if row else effect.created_at,
                number=str(effect.payload.get("number", "")),
                channel=row.channel if row else "sms",
                tries=row.tries if row else effect.attempts,
                trouble=(row.trouble if row else "") or effect.last_error,
            )
        )
    for row in unreceived([one.key for one in effects], limit):
        number = row.matter.number if row.matter else ""
        found.append(FailedMessage(0, row.at, number, row.channel, row.tries, row.trouble))
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def send_again(*, ids: Iterable[int], by: str, now: datetime) -> int:
    """Put dead letters back in the queue with fresh tries; how many there were. What has gone out in the
    meantime is not sent twice."""
    done = 0
    for effect in failed_effects_of(KINDS, 10_000):
        if effect.pk not in ids:
            continue
        with transaction.atomic():
            if retry_failed(effect_id=effect.pk, now=now):
                queue_again(key=effect.key, now=now)
                done += 1
    record(
        actor=by, action="messages.retry", object_type="outbox", object_ref="messages", now=now,
        detail={"messages": done},
    )  # fmt: skip
    return done


def channel_states() -> list[ChannelState]:
    """How each means stands."""
    operators = sms.operators()
    resting = tuple(
        (name, until) for name, _, circuit in operators if (until := circuit.resting_until()) is not None
    )
    ready = (
        ("voice", voice.voice_ready()),
        ("email", email.email_ready()),
        ("wechat", wechat.wechat_ready()),
    )
    means = [("sms", tuple(name for name, _, _ in operators), resting)]
    means += [(name, (name,) if one else (), ()) for name, one in ready]
    return [
        ChannelState(name, providers, left, latest_sent(name), latest_failed(name), waiting_for(name))
        for name, providers, left in means
    ]
