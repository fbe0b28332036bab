"""Registering callbacks and keeping count of what arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.records.clients.models import ApiClient, Webhook, WebhookDelivery
from fawang.records.clients.refusals import TooManyWebhooks
from fawang.records.clients.rules import FAILURES_TO_PAUSE, WEBHOOK_LIMIT, make_secret

_PURPOSE = "api"


def add_webhook(*, client: ApiClient, url: str, events: Sequence[str], now: datetime) -> tuple[Webhook, str]:
    """Register an address that was found callable; returns it with its secret, which is shown once. Raises
    TooManyWebhooks."""
    secret = make_secret()
    with transaction.atomic():
        ApiClient.objects.select_for_update().get(pk=client.pk)
        if client.webhooks.count() >= WEBHOOK_LIMIT:
            raise TooManyWebhooks
        webhook = Webhook.objects.create(
            client=client,
            url=url,
            events=list(events),
            secret_sealed=crypto.seal(secret, _PURPOSE),
            created_at=now,
        )
        _audit(client, "webhook.add", webhook, now)
    return webhook, secret


def remove_webhook(*, client: ApiClient, webhook: Webhook, now: datetime) -> None:
    """Forget a callback and what was sent to it."""
    with transaction.atomic():
        _audit(client, "webhook.remove", webhook, now)
        webhook.delete()


def wake_webhook(*, client: ApiClient, webhook: Webhook, now: datetime) -> None:
    """Switch a callback on again after it was switched off for failing."""
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(state=Webhook.State.ACTIVE, failures=0)
        _audit(client, "webhook.wake", webhook, now)


def secret_of(*, webhook: Webhook) -> str:
    """The secret with which its calls are signed."""
    return crypto.unseal(webhook.secret_sealed, _PURPOSE)


def write_delivery(
    *, webhook: Webhook, event_id: str, event: str, body: Mapping[str, Any], now: datetime
) -> WebhookDelivery:
    """One delivery to be made; the same event for the same callback is written once."""
    row, _ = WebhookDelivery.objects.get_or_create(
        webhook=webhook,
        event_id=event_id,
        defaults={"event": event, "body": dict(body), "created_at": now},
    )
    return row


def note_arrived(*, delivery: WebhookDelivery, status: int, now: datetime) -> None:
    """The receiver said that it has it."""
    with transaction.atomic():
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=WebhookDelivery.State.ARRIVED,
            status=status,
            error="",
            tries=F("tries") + 1,
            arrived_at=now,
        )
        Webhook.objects.filter(pk=delivery.webhook_id).update(failures=0)


def note_try(*, delivery: WebhookDelivery, status: int | None, error: str) -> None:
    """A try that did not arrive; it will be made again."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        status=status, error=error[:200], tries=F("tries") + 1
    )


def note_failed(*, delivery: WebhookDelivery, now: datetime) -> bool:
    """It will not be tried again. Whether that switched the callback off."""
    with transaction.atomic():
        WebhookDelivery.objects.filter(pk=delivery.pk).update(state=WebhookDelivery.State.FAILED)
        Webhook.objects.filter(pk=delivery.webhook_id).update(failures=F("failures") + 1)
        off = Webhook.objects.filter(
            pk=delivery.webhook_id, state=Webhook.State.ACTIVE, failures__gte=FAILURES_TO_PAUSE
        ).update(state=Webhook.State.PAUSED)
        if off:
            webhook = Webhook.objects.select_related("client").get(pk=delivery.webhook_id)
            _audit(webhook.client, "webhook.paused", webhook, now)
    return bool(off)


def send_again(*, delivery: WebhookDelivery) -> None:
    """Let a delivery wait to be made once more."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookDelivery.State.WAITING, error="", status=None
    )


def _audit(client: ApiClient, action: str, webhook: Webhook, now: datetime) -> None:
    record(
        actor=f"client:{client.pk}",
        action=action,
        object_type="webhook",
        object_ref=str(webhook.pk),
        now=now,
        detail={"url": webhook.url},
    )
