"""One-time codes and the counters that slow guessing down. Every try is counted before it is looked at, and
the counting must survive the refusal: callers run these outside a transaction that the refusal undoes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from django.db import connection, transaction
from django.db.models import F

from fawang.core.text import clean
from fawang.records.matters.hashes import code_hash
from fawang.records.matters.models import AttemptCounter, OneTimeCode
from fawang.records.matters.refusals import CodeExpired, TooManyTries, WrongCode

DIGITS = 6
TRIES = 5
LIFETIME = timedelta(minutes=10)
#: One upsert that starts a new window when the old one is over; the same words on both databases.
_COUNT = """
INSERT INTO matters_attemptcounter (key, count, window_ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN matters_attemptcounter.window_ends_at <= %s THEN 1
               ELSE matters_attemptcounter.count + 1 END,
  window_ends_at = CASE WHEN matters_attemptcounter.window_ends_at <= %s THEN excluded.window_ends_at
                        ELSE matters_attemptcounter.window_ends_at END
RETURNING count
"""


def issue_code(*, subject: str, now: datetime) -> str:
    """A new code for a subject; the six digits are in the answer and nowhere else."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    OneTimeCode.objects.create(
        subject=subject,
        code_hash=code_hash(subject, digits),
        tries_left=TRIES,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return digits


def use_code(*, subject: str, digits: str, now: datetime) -> None:
    """Use the newest code of a subject up. Raises CodeExpired, TooManyTries, WrongCode."""
    with transaction.atomic():
        code = OneTimeCode.objects.filter(subject=subject).order_by("-id").first()
        if code is None or code.used_at is not None or code.expires_at <= now:
            raise CodeExpired
        live = OneTimeCode.objects.filter(pk=code.pk, used_at__isnull=True, tries_left__gt=0)
        if not live.update(tries_left=F("tries_left") - 1):
            raise TooManyTries
    code.refresh_from_db()
    # People copy the digits with a space in the middle, or type full-width ones.
    typed = "".join(clean(digits).split())
    if not compare_digest(code.code_hash, code_hash(subject, typed)):
        raise WrongCode(code.tries_left) if code.tries_left else TooManyTries
    if not OneTimeCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=now):
        raise CodeExpired


def count_attempt(*, key: str, window: timedelta, now: datetime) -> int:
    """Count one attempt; how many there were in the present window, this one included."""
    ends = _stored(now + window)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, ends, _stored(now), _stored(now)])
        return int(cursor.fetchone()[0])


def attempts(*, key: str, now: datetime) -> int:
    """How many attempts the present window holds, without adding one."""
    row = AttemptCounter.objects.filter(key=key, window_ends_at__gt=now).first()
    return row.count if row else 0


def forget_old(*, now: datetime) -> int:
    """Delete spent codes and counters; returns how many."""
    codes, _ = OneTimeCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    counters, _ = AttemptCounter.objects.filter(window_ends_at__lt=now).delete()
    return codes + counters


def _stored(moment: datetime) -> str:
    """A moment as this database's driver takes it in a statement of our own."""
    return connection.ops.adapt_datetimefield_value(moment) or ""
