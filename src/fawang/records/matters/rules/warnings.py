"""When a running clock is spoken of before and after it runs out, and when silence is: pure arithmetic over
moments. Office rules of the platform, no statutory periods."""

from __future__ import annotations

from datetime import datetime, timedelta

from fawang.records.matters.rules.projection import Clock, Projection

#: Shares of a period, in hundredths, at which those who have the matter are warned.
EARLY = (50, 80)
#: Stands for what follows a while after the period ran out: the next authority up is told.
ESCALATION = 200


def next_warning(clock: Clock, *, after: datetime, escalate: timedelta) -> tuple[int, datetime] | None:
    """The next warning of a clock later than a moment: (50 or 80 or ESCALATION, when). None when there is
    none: it stands still or is over, or only its end lies ahead, which the end itself announces."""
    if clock.state != "running" or clock.escalated_at is not None:
        return None
    if clock.overdue_at is not None:
        return ESCALATION, clock.overdue_at + escalate
    for share in EARLY:
        moment = moment_of(share, clock)
        if after < moment < clock.due_at:
            return share, moment
    return None


def moment_of(share: int, clock: Clock) -> datetime:
    """When a share of the period is used up, in hundredths. Pauses do not count; what lies before the last
    one cannot be told apart any more, so the moment is right from there on."""
    length = clock.due_at - clock.started_at
    for since, until in clock.pauses:
        length -= until - since
    return clock.due_at - max(length, timedelta(0)) * (100 - share) / 100


def second_warning(*, first_at: datetime, due_at: datetime) -> datetime:
    """When the second early warning falls due, seen from the first: both lie on the way to the same end."""
    first, second = EARLY
    return due_at - (due_at - first_at) * (100 - second) / (100 - first)


def quiet_from(present: Projection, default_days: int) -> datetime | None:
    """When the silence on a matter is to be raised; None for a closed matter and one where it was."""
    if not present.open or present.silent or present.heard_at is None:
        return None
    return present.heard_at + timedelta(days=present.quiet_days or default_days)
