"""Making, changing and ending clients; counting what they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from fawang.core import clock
from fawang.core.audit.operations import record
from fawang.core.text import one_line
from fawang.records.clients.models import ApiClient, ClientMatter, ClientUse
from fawang.records.clients.refusals import ClientFault, ClientNameTaken, QuotaSpent
from fawang.records.clients.rules import make_key, network_fault, scope_fault, windows_of
from fawang.records.matters.models import Matter
from fawang.records.people.models import Organisation

#: How long the old key stays good after a change of keys.
OVERLAP = timedelta(days=7)


@dataclass(frozen=True)
class Terms:
    """What a client may do and how much of it."""

    scopes: Sequence[str]
    services: Sequence[str] = ()
    region_prefix: str = ""
    addresses: Sequence[str] = ()
    per_minute: int = 60
    per_day: int = 5000
    expires_at: datetime | None = None


def create_client(
    *, by: str, name: str, organisation: Organisation, contact: str, terms: Terms, now: datetime
) -> tuple[ApiClient, str]:
    """Make a client; returns it with its key, which is never shown again. `by` as in the audit. Raises
    ClientFault, ClientNameTaken."""
    name = one_line(name)
    if not name:
        raise ClientFault("请给接入方起个名称，例如“市总工会职工服务平台”。")
    _check(terms)
    key = make_key()
    client = ApiClient(
        name=name,
        organisation=organisation,
        contact=one_line(contact)[:120],
        key_start=key.start,
        key_hash=key.hashed,
        created_at=now,
        **_columns(terms),
    )
    try:
        with transaction.atomic():
            client.save(force_insert=True)
            _audit(by, "client.create", client, now, {"scopes": list(terms.scopes)})
    except IntegrityError:
        raise ClientNameTaken from None
    return client, key.text


def change_terms(*, by: str, client: ApiClient, terms: Terms, now: datetime) -> None:
    """Give a client other terms from now on. Raises ClientFault."""
    _check(terms)
    with transaction.atomic():
        ApiClient.objects.filter(pk=client.pk).update(**_columns(terms))
        _audit(by, "client.change", client, now, {"scopes": list(terms.scopes)})


def change_key(*, by: str, client: ApiClient, now: datetime, overlap: timedelta = OVERLAP) -> str:
    """Give a client a new key; the old one stays good for a while. Returns the new one."""
    key = make_key()
    with transaction.atomic():
        held = ApiClient.objects.select_for_update().get(pk=client.pk)
        held.old_key_start, held.old_key_hash = held.key_start, held.key_hash
        held.old_key_until = now + overlap
        held.key_start, held.key_hash = key.start, key.hashed
        held.save(update_fields=["old_key_start", "old_key_hash", "old_key_until", "key_start", "key_hash"])
        _audit(by, "client.key", client, now, {"overlap_days": overlap.days})
    return key.text


def revoke(*, by: str, client: ApiClient, now: datetime) -> None:
    """End a client: from this moment neither key opens anything. Ending it twice changes nothing."""
    with transaction.atomic():
        if ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=now):
            _audit(by, "client.revoke", client, now, {})


def use(*, client: ApiClient, now: datetime) -> int:
    """Count one request of a client; what is left of its day. Raises QuotaSpent when the minute or the day is
    used up. Counted in the database, so that several processes share one quota."""
    left = 0
    local = now.astimezone(clock.ZONE)
    for (window, wait), most in zip(windows_of(local), (client.per_minute, client.per_day), strict=True):
        count = _count(client, window)
        if count > most:
            raise QuotaSpent(wait)
        left = most - count
    return left


def _count(client: ApiClient, window: str) -> int:
    row, made = ClientUse.objects.get_or_create(client=client, window=window, defaults={"count": 1})
    if made:
        return 1
    with transaction.atomic():
        # Read in the same transaction: two requests at once must not both read what the second one made.
        ClientUse.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])
    return row.count


def forget_uses(*, now: datetime) -> int:
    """Drop the counts of minutes and days that are over; how many. The worker calls it."""
    local = now.astimezone(clock.ZONE)
    minutes = ClientUse.objects.filter(window__startswith="m:", window__lt=f"m:{local:%Y-%m-%dT%H:%M}")
    days = ClientUse.objects.filter(
        window__startswith="d:", window__lt=f"d:{local - timedelta(days=31):%Y-%m-%d}"
    )
    return minutes.delete()[0] + days.delete()[0]


def keep_matter(*, client: ApiClient, matter: Matter, reference: str, now: datetime) -> ClientMatter:
    """Note that a client opened this matter; noting it again changes nothing."""
    row, _ = ClientMatter.objects.get_or_create(
        matter=matter, defaults={"client": client, "reference": reference, "created_at": now}
    )
    return row


def _check(terms: Terms) -> None:
    fault = scope_fault(terms.scopes) or next(filter(None, map(network_fault, terms.addresses)), "")
    if not fault and not terms.scopes:
        fault = "请至少给一项权限。"
    if not fault and not (1 <= terms.per_minute <= 6000 and 1 <= terms.per_day <= 10_000_000):
        fault = "每分钟配额应在 1 到 6000 之间，每天配额应在 1 到 1000 万之间。"
    if fault:
        raise ClientFault(fault)


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "scopes": list(terms.scopes),
        "services": list(terms.services),
        "region_prefix": terms.region_prefix,
        "addresses": list(terms.addresses),
        "per_minute": terms.per_minute,
        "per_day": terms.per_day,
        "expires_at": terms.expires_at,
    }


def _audit(by: str, action: str, client: ApiClient, now: datetime, detail: dict[str, object]) -> None:
    record(
        actor=by,
        action=action,
        object_type="client",
        object_ref=client.name[:60],
        now=now,
        detail=detail,
    )
