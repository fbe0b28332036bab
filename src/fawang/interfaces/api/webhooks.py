"""/api/v1/webhooks: where a client is called back, and what arrived there."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from fawang.core import clock
from fawang.interfaces.api.answers import json_answer
from fawang.interfaces.api.clients import client_endpoint, sent
from fawang.journeys.clients.telling import redeliver, register, try_out
from fawang.records.clients.models import ApiClient, Webhook, WebhookDelivery
from fawang.records.clients.operations.webhooks import remove_webhook, wake_webhook
from fawang.records.clients.queries import deliveries_of, webhook_of, webhooks_of

_SCOPE = "webhooks:manage"
_SHOWN = 50


class NewWebhook(msgspec.Struct, forbid_unknown_fields=True):
    """An address to call; `events` such as `matter.grant` or `document.*`, empty for every event."""

    url: str
    events: list[str] = []


@client_endpoint("GET", _SCOPE)
def list_webhooks(request: HttpRequest, client: ApiClient) -> HttpResponse:
    """The client's callbacks."""
    return json_answer({"webhooks": [webhook_json(one) for one in webhooks_of(client)]})


@client_endpoint("POST", _SCOPE)
def add(request: HttpRequest, client: ApiClient) -> HttpResponse:
    """Register a callback. The secret is in this answer and in no other."""
    asked = sent(request, NewWebhook)
    events = [event[:80] for event in asked.events[:50]]
    webhook, secret = register(client=client, url=asked.url, events=events, now=clock.now())
    return json_answer(webhook_json(webhook) | {"secret": secret}, 201)


@client_endpoint("DELETE", _SCOPE)
def remove(request: HttpRequest, client: ApiClient, webhook_id: int) -> HttpResponse:
    """Forget a callback."""
    remove_webhook(client=client, webhook=webhook_of(client, webhook_id), now=clock.now())
    return HttpResponse(status=204)


@client_endpoint("POST", _SCOPE)
def wake(request: HttpRequest, client: ApiClient, webhook_id: int) -> HttpResponse:
    """Switch a callback on again that was switched off because nothing arrived."""
    wake_webhook(client=client, webhook=webhook_of(client, webhook_id), now=clock.now())
    return json_answer(webhook_json(webhook_of(client, webhook_id)))


@client_endpoint("POST", _SCOPE)
def test(request: HttpRequest, client: ApiClient, webhook_id: int) -> HttpResponse:
    """Send a `webhook.test` event."""
    return json_answer(delivery_json(try_out(client=client, webhook_id=webhook_id, now=clock.now())), 202)


@client_endpoint("GET", _SCOPE)
def deliveries(request: HttpRequest, client: ApiClient, webhook_id: int) -> HttpResponse:
    """What was sent to a callback, the newest first."""
    rows = deliveries_of(webhook_of(client, webhook_id), _SHOWN)
    return json_answer({"deliveries": [delivery_json(one) for one in rows]})


@client_endpoint("POST", _SCOPE)
def again(request: HttpRequest, client: ApiClient, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send one event once more, under the same id."""
    redeliver(client=client, webhook_id=webhook_id, delivery_id=delivery_id, now=clock.now())
    return HttpResponse(status=202)


@client_endpoint("GET")
def me(request: HttpRequest, client: ApiClient) -> HttpResponse:
    """Who this key belongs to and what it may do."""
    return json_answer(
        {
            "name": client.name,
            "scopes": client.scopes,
            "services": client.services,
            "region_prefix": client.region_prefix,
            "per_minute": client.per_minute,
            "per_day": client.per_day,
            "expires_at": client.expires_at,
        }
    )


def webhook_json(one: Webhook) -> dict[str, Any]:
    """A callback without its secret."""
    return {
        "id": one.pk,
        "url": one.url,
        "events": one.events,
        "state": one.state,
        "failures": one.failures,
        "created_at": one.created_at,
    }


def delivery_json(one: WebhookDelivery) -> dict[str, Any]:
    """One delivery and how it went."""
    return {
        "id": one.pk,
        "event_id": one.event_id,
        "event": one.event,
        "state": one.state,
        "tries": one.tries,
        "status": one.status,
        "error": one.error,
        "created_at": one.created_at,
        "arrived_at": one.arrived_at,
    }
