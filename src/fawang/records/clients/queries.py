"""Reads of clients; a client sees only what it opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fawang.records.clients.models import Answered, ApiClient, ClientMatter, Webhook, WebhookDelivery
from fawang.records.clients.refusals import (
    AddressRefused,
    ClientNotFound,
    KeyRefused,
    ScopeMissing,
    WebhookNotFound,
)
from fawang.records.clients.rules import address_allowed, hash_of, same_hash, start_of
from fawang.records.matters.models import Matter
from fawang.records.matters.refusals import MatterNotFound


@dataclass(frozen=True)
class OwnMatter:
    """A matter of a client with the client's own reference."""

    matter: Matter
    reference: str
    place: int


def client_for(*, key: str, address: str, now: datetime) -> ApiClient:
    """The client whose key this is. Raises KeyRefused for every reason alike, AddressRefused."""
    start, hashed = start_of(key), hash_of(key)
    if not start:
        raise KeyRefused
    client = ApiClient.objects.filter(key_start=start).first()
    if client is None or not same_hash(client.key_hash, hashed):
        client = ApiClient.objects.filter(old_key_start=start, old_key_until__gt=now).first()
        if client is None or not same_hash(client.old_key_hash, hashed):
            raise KeyRefused
    if client.revoked_at or (client.expires_at and client.expires_at <= now):
        raise KeyRefused
    if not address_allowed(address, client.addresses):
        raise AddressRefused
    return client


def require(client: ApiClient, scope: str) -> None:
    """Raise ScopeMissing unless the client may do this."""
    if scope not in client.scopes:
        raise ScopeMissing(scope)


def client_named(name: str) -> ApiClient:
    """A client by its name. Raises ClientNotFound."""
    found = ApiClient.objects.filter(name=name).first()
    if found is None:
        raise ClientNotFound
    return found


def all_clients() -> list[ApiClient]:
    """Every client, by name."""
    return list(ApiClient.objects.select_related("organisation").order_by("name"))


def own_matter(client: ApiClient, number: str) -> OwnMatter:
    """A matter that this client opened. Raises MatterNotFound for any other number."""
    row = (
        ClientMatter.objects.filter(client=client, matter__number=number)
        .select_related("matter", "matter__organisation", "matter__lawyer")
        .first()
    )
    if row is None:
        raise MatterNotFound
    return OwnMatter(row.matter, row.reference, row.pk)


def own_matters(
    client: ApiClient, *, before: int | None, since: datetime | None, reference: str, size: int
) -> list[OwnMatter]:
    """The client's matters, newest first: `before` a place in this list, changed after `since`, with that
    `reference`; at most `size`."""
    rows = ClientMatter.objects.filter(client=client).select_related("matter", "matter__organisation")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if since is not None:
        rows = rows.filter(matter__updated_at__gt=since)
    if reference:
        rows = rows.filter(reference=reference)
    return [OwnMatter(row.matter, row.reference, row.pk) for row in rows.order_by("-pk")[:size]]


def answered(client: ApiClient, key_hash: str) -> Answered | None:
    """What was answered to an idempotency key."""
    return Answered.objects.filter(client=client, key_hash=key_hash).first()


def webhooks_of(client: ApiClient) -> list[Webhook]:
    """The client's callbacks, oldest first."""
    return list(client.webhooks.order_by("pk"))


def webhook_of(client: ApiClient, webhook_id: int) -> Webhook:
    """One callback of the client. Raises WebhookNotFound."""
    found = client.webhooks.filter(pk=webhook_id).first()
    if found is None:
        raise WebhookNotFound
    return found


def webhooks_for(number: str) -> Sequence[Webhook]:
    """The callbacks that are told of a matter: those of the client that opened it, unless switched off."""
    return list(
        Webhook.objects.filter(
            state=Webhook.State.ACTIVE,
            client__revoked_at=None,
            client_id__in=ClientMatter.objects.filter(matter__number=number).values("client_id"),
        ).order_by("pk")
    )


def deliveries_of(webhook: Webhook, size: int) -> list[WebhookDelivery]:
    """The newest deliveries of a callback."""
    return list(webhook.deliveries.order_by("-pk")[:size])
