"""Writing what stands in for papers, and the bars that broken promises leave."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from fawang.core import crypto
from fawang.core.refusals import Refusal
from fawang.records.matters.models import Draft, Matter, PromiseBar, StandIn


class StandsAlready(Refusal):
    """The same paper has the same stand-in."""

    default_message = "这一项已经办过了，不用再办。请刷新页面。"


class NothingToClose(Refusal):
    """It was checked, filled or lifted meanwhile."""

    default_message = "这一项刚才已经有人办过了，请刷新页面看最新情况。"


def write_stand_in(
    *,
    matter: Matter | None,
    draft: Draft | None,
    code: str,
    name: str,
    kind: str,
    words: str,
    source: str,
    now: datetime,
    due_at: datetime | None = None,
    state: str = StandIn.State.MADE,
) -> StandIn:
    """Write down what stands for a paper of a matter or a draft. Raises StandsAlready."""
    earlier = StandIn.objects.filter(matter=matter, draft=draft if matter is None else None, code=code)
    if earlier.filter(kind=kind).exclude(state=StandIn.State.BROKEN).exists():
        raise StandsAlready
    row = StandIn(
        matter=matter,
        draft=draft,
        code=code,
        name=name,
        kind=kind,
        state=state,
        words_sealed=crypto.seal(words, "material"),
        source=source,
        made_at=now,
        due_at=due_at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise StandsAlready from None
    return row


def drop_stand_in(*, draft: Draft, code: str) -> None:
    """Take back what stands for a paper of a draft."""
    StandIn.objects.filter(draft=draft, matter__isnull=True, code=code).delete()


def fill_gap(*, matter_id: int, code: str, now: datetime) -> bool:
    """The paper that was to follow came; whether one was awaited."""
    gaps = StandIn.objects.filter(
        matter_id=matter_id, code=code, kind=StandIn.Kind.GAP, state=StandIn.State.MADE
    )
    return bool(gaps.update(state=StandIn.State.KEPT, closed_at=now))


def close_stand_in(*, stand_in_id: int, state: str, finding: str, staff_id: int, now: datetime) -> None:
    """What the check found: KEPT or BROKEN. Raises NothingToClose."""
    waiting = StandIn.objects.filter(pk=stand_in_id, state=StandIn.State.MADE)
    if not waiting.update(state=state, finding=finding, closed_by_id=staff_id, closed_at=now):
        raise NothingToClose


def mark_told(*, stand_in_id: int, column: str, now: datetime) -> bool:
    """Remember that somebody was told (`reminded_at`, `late_at`); False when it was remembered already."""
    rows = StandIn.objects.filter(pk=stand_in_id, **{f"{column}__isnull": True})
    return bool(rows.update(**{column: now}))


def bar_promises(*, identity_index: str, stand_in: StandIn, reason: str, now: datetime) -> PromiseBar:
    """Put a broken promise on a person's record."""
    return PromiseBar.objects.create(
        identity_index=identity_index, stand_in=stand_in, since=now, reason=reason
    )


def object_to_bar(*, bar_id: int, words: str, now: datetime) -> None:
    """The person's objection, or what they did to repair it. Raises NothingToClose once it was answered."""
    open_ones = PromiseBar.objects.filter(pk=bar_id, lifted_at__isnull=True)
    if not open_ones.update(objection=words, objected_at=now, answer="", answered_at=None, answered_by=None):
        raise NothingToClose


def answer_bar(*, bar_id: int, lift: bool, answer: str, staff_id: int, now: datetime) -> None:
    """A supervisor's answer to it. Raises NothingToClose."""
    rows = PromiseBar.objects.filter(pk=bar_id, lifted_at__isnull=True)
    values = {"answer": answer, "answered_at": now, "answered_by_id": staff_id}
    if not rows.update(**values, lifted_at=now if lift else None):
        raise NothingToClose
