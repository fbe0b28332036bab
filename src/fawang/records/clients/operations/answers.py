"""One answer for one idempotency key, whatever happens in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from fawang.core import crypto
from fawang.records.clients.models import Answered, ApiClient
from fawang.records.clients.refusals import KeyNeeded, KeyUsedOtherwise, StillWorking
from fawang.records.clients.rules import ABANDONED_AFTER, REMEMBERED_FOR

_PURPOSE = "api"


@dataclass(frozen=True)
class Earlier:
    """What was answered before."""

    status: int
    body: bytes


def begin_answer(
    *, client: ApiClient, key: str, request: bytes, now: datetime
) -> tuple[Answered | None, Earlier | None]:
    """Take an idempotency key for a request (`request` is everything that makes it what it is). Either the
    row to finish, or what was answered before. Raises KeyNeeded, KeyUsedOtherwise, and StillWorking while
    another process is at it; a request whose process was killed may be tried again after a while."""
    if not 8 <= len(key) <= 200 or not key.isprintable():
        raise KeyNeeded
    key_hash, request_hash = sha256(key.encode()).hexdigest(), sha256(request).hexdigest()
    row = Answered(client=client, key_hash=key_hash, request_hash=request_hash, begun_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            return row, None
    except IntegrityError:
        pass
    earlier = Answered.objects.get(client=client, key_hash=key_hash)
    if earlier.request_hash != request_hash:
        raise KeyUsedOtherwise
    if earlier.status is not None:
        return None, Earlier(earlier.status, crypto.unseal(earlier.body_sealed, _PURPOSE).encode())
    taken = Answered.objects.filter(
        pk=earlier.pk, status=None, begun_at=earlier.begun_at, begun_at__lt=now - ABANDONED_AFTER
    ).update(begun_at=now)
    if not taken:
        raise StillWorking
    return earlier, None


def finish_answer(*, row: Answered, status: int, body: bytes) -> None:
    """Keep what is answered now for every repeat of the request."""
    Answered.objects.filter(pk=row.pk).update(status=status, body_sealed=crypto.seal(body.decode(), _PURPOSE))


def give_back(*, row: Answered) -> None:
    """Forget a key whose request failed by our fault, so that the same request can be tried again at once."""
    Answered.objects.filter(pk=row.pk, status=None).delete()


def forget_answers(*, now: datetime) -> int:
    """Drop answers that nobody will ask for again; how many. The worker calls it."""
    return Answered.objects.filter(begun_at__lt=now - REMEMBERED_FOR).delete()[0]
