"""Callbacks: what a client's matter did is told to its addresses, signed, at least once, without a name."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from fawang.core import clock
from fawang.core.outbox.operations import NotDeliverable, add_effect, outside
from fawang.gateways.webhook import (
    WebhookCall,
    WebhookFailed,
    WebhookNeverAccepted,
    WebhookUrlRefused,
    webhook_gateway,
)
from fawang.records.clients.models import ApiClient, ClientMatter, Webhook, WebhookDelivery
from fawang.records.clients.operations.webhooks import (
    add_webhook,
    note_arrived,
    note_failed,
    note_try,
    secret_of,
    send_again,
    write_delivery,
)
from fawang.records.clients.queries import webhook_of, webhooks_for
from fawang.records.clients.refusals import WebhookNotFound
from fawang.records.clients.rules import wants

#: Tries of one delivery; with the outbox's growing waits the last comes some five hours after the first.
MOST_TRIES = 11
TELL, SEND = "webhook.tell", "webhook.send"


def register(*, client: ApiClient, url: str, events: list[str], now: datetime) -> tuple[Webhook, str]:
    """Register an address to be called. Returns it with its secret, shown once. Raises WebhookUrlRefused,
    TooManyWebhooks."""
    webhook_gateway().check(url)
    return add_webhook(client=client, url=url, events=events, now=now)


def try_out(*, client: ApiClient, webhook_id: int, now: datetime) -> WebhookDelivery:
    """Send a `webhook.test` event to a callback. Raises WebhookNotFound."""
    webhook = webhook_of(client, webhook_id)
    event_id = f"test-{webhook.pk}-{int(now.timestamp() * 1000)}"
    return _plan(webhook, event_id, "webhook.test", {"number": "", "state": ""}, now)


def redeliver(*, client: ApiClient, webhook_id: int, delivery_id: int, now: datetime) -> None:
    """Make a delivery once more, under the same event id. Raises WebhookNotFound."""
    webhook = webhook_of(client, webhook_id)
    delivery = webhook.deliveries.filter(pk=delivery_id).first()
    if delivery is None:
        raise WebhookNotFound
    send_again(delivery=delivery)
    _send(delivery, now, again=int(now.timestamp() * 1000))


def tell_clients(payload: dict[str, Any], key: str) -> None:
    """Outbox handler: plan a delivery to every callback that wants this event. Only our own database."""
    now = clock.now()
    reference = (
        ClientMatter.objects.filter(matter__number=payload["number"])
        .values_list("reference", flat=True)
        .first()
    )
    for webhook in webhooks_for(payload["number"]):
        if wants(webhook.events, payload["event"]):
            said = {name: payload[name] for name in ("number", "state", "open", "version")}
            _plan(webhook, key, payload["event"], {**said, "reference": reference or ""}, now)


@outside
def send_delivery(payload: dict[str, Any], key: str) -> None:
    """Outbox handler: make one delivery. An error of any kind is a try that did not arrive."""
    delivery = WebhookDelivery.objects.select_related("webhook").filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state != WebhookDelivery.State.WAITING:
        return
    if delivery.webhook.state == Webhook.State.PAUSED:
        note_failed(delivery=delivery, now=clock.now())
        raise NotDeliverable("the callback is switched off")
    call = WebhookCall(
        url=delivery.webhook.url,
        event_id=delivery.event_id,
        body=json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode(),
        secret=secret_of(webhook=delivery.webhook),
        timestamp=int(clock.now().timestamp()),
    )
    try:
        status = webhook_gateway().call(call)
    except (WebhookFailed, WebhookUrlRefused) as error:
        _missed(delivery, error)
        raise
    note_arrived(delivery=delivery, status=status, now=clock.now())


def _missed(delivery: WebhookDelivery, error: WebhookFailed | WebhookUrlRefused) -> None:
    note_try(delivery=delivery, status=getattr(error, "status", None), error=str(error))
    if isinstance(error, WebhookNeverAccepted) or delivery.tries + 1 >= MOST_TRIES:
        note_failed(delivery=delivery, now=clock.now())
        raise NotDeliverable(str(error)) from None


def _plan(
    webhook: Webhook, event_id: str, event: str, data: dict[str, Any], now: datetime
) -> WebhookDelivery:
    body = {"type": event, "timestamp": now.isoformat(), "data": data}
    delivery = write_delivery(webhook=webhook, event_id=event_id, event=event, body=body, now=now)
    _send(delivery, now)
    return delivery


def _send(delivery: WebhookDelivery, now: datetime, again: int = 0) -> None:
    add_effect(SEND, f"{SEND}:{delivery.pk}:{again}", {"delivery": delivery.pk}, now=now)
