"""One thing done to several matters of a list: each in a transaction of its own, each with the version that
was on the page, and an answer for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fawang.core.refusals import Refusal
from fawang.core.text import clean
from fawang.journeys import act, rearrange
from fawang.journeys.casework import definition_of, write_effects
from fawang.journeys.queue import may_be_bulk
from fawang.journeys.rearrange.guard import leave_trace, reason_of
from fawang.journeys.take import take
from fawang.records.matters.access import roles_in
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.refusals import ChangedMeanwhile
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.viewers import NotPermitted, Viewer

#: Matters in one go: a page of the list.
MOST = 25
NOTE_LIMIT = 1000


class NothingTicked(Refusal):
    """No matter, or more than a page of them."""

    default_message = f"请先勾选要办的事项，一次最多 {MOST} 件。"


class NotForSeveral(Refusal):
    """A step that must be looked at matter by matter."""

    default_message = "这一步要逐件审查，不能成批办理，请打开这件事项再办。"


class ColleagueMissing(Refusal):
    """Nobody was chosen."""

    default_message = "请选择交给哪位同事。"


class NoteMissing(Refusal):
    """A note says something."""

    default_message = "请写上备注的内容。"


@dataclass(frozen=True)
class Picked:
    """A ticked matter with the version that was on the page."""

    number: str
    version: int


@dataclass(frozen=True)
class Outcome:
    """What became of one. `words` say why not, or that it was done before; empty when it was done now."""

    number: str
    title: str
    done: bool
    words: str = ""


def take_several(
    *, viewer: Viewer, picked: Iterable[Picked], now: datetime, address: str = ""
) -> list[Outcome]:
    """Become the holder of each. Raises NothingTicked."""
    # No version is asked for: taking has one winner, and what one holds already changes nothing.
    return _each(viewer, picked, lambda one: take(viewer=viewer, number=one.number, now=now, address=address))


def hand_over_several(
    *,
    viewer: Viewer,
    picked: Iterable[Picked],
    to_staff: int,
    reason: str,
    now: datetime,
    address: str = "",
) -> list[Outcome]:
    """Give each to a colleague. Raises NothingTicked, ReasonWanted."""
    # Asked for once, before the first matter, and not refused for each.
    reason = reason_of(reason)

    def give(one: Picked) -> None:
        with transaction.atomic():
            _seen(viewer, one)
            rearrange.hand_over(
                viewer=viewer,
                number=one.number,
                to_staff=to_staff,
                reason=reason,
                now=now,
                address=address,
            )

    return _each(viewer, picked, give)


def act_on_several(
    *, viewer: Viewer, picked: Iterable[Picked], action: str, now: datetime, address: str = ""
) -> list[Outcome]:
    """Do a step that is marked for it to each. Raises NothingTicked."""

    def do(one: Picked) -> None:
        matter = get_matter_for(viewer=viewer, number=one.number)
        step = definition_of(matter).steps.action(action)
        if step is None or not may_be_bulk(step):
            raise NotForSeveral
        with transaction.atomic():
            _seen(viewer, one)
            act.perform(
                viewer=viewer,
                number=one.number,
                action=action,
                data={},
                version=one.version,
                now=now,
                address=address,
            )

    return _each(viewer, picked, do)


def note_on_several(
    *, viewer: Viewer, picked: Iterable[Picked], text: str, now: datetime, address: str = ""
) -> list[Outcome]:
    """Add an internal note to each; the applicant does not see it. Raises NothingTicked, NoteMissing."""
    said = clean(text, NOTE_LIMIT)
    if not said:
        raise NoteMissing

    def write(one: Picked) -> None:
        with transaction.atomic():
            _seen(viewer, one)
            add_note(viewer=viewer, number=one.number, text=said, now=now, address=address)

    return _each(viewer, picked, write)


def add_note(*, viewer: Viewer, number: str, text: str, now: datetime, address: str = "") -> None:
    """Write an internal note into a matter's timeline. Raises MatterNotFound, NotPermitted, NoteMissing."""
    said = clean(text, NOTE_LIMIT)
    if not said:
        raise NoteMissing
    if not roles_in(viewer, get_matter_for(viewer=viewer, number=number)):
        raise NotPermitted
    with transaction.atomic():
        locked = lock_matter(number=number)
        entry = NewEntry("note", viewer.actor, viewer.name, {"name": "备注", "fields": {"note": said}})
        written = append_entries(locked=locked, new=[entry], now=now)
        write_effects(written, (), event="matter.note", now=now)
        leave_trace(viewer, "note", number, now, address)


class DoneBefore(Refusal):
    """The viewer's own doing is what made the version grow: the same form was sent twice."""

    default_message = "您刚才已经办过这一件，没有再办一次。"


def _seen(viewer: Viewer, one: Picked) -> None:
    """Lock a matter and see that it stands as the page showed it. Raises MatterNotFound, ChangedMeanwhile."""
    if not roles_in(viewer, get_matter_for(viewer=viewer, number=one.number)):
        raise NotPermitted
    locked = lock_matter(number=one.number)
    if locked.matter.length == one.version:
        return
    last = locked.entries[-1]
    if last.actor == viewer.actor:
        raise DoneBefore
    raise ChangedMeanwhile(last.actor_name, locked.matter.length)


def _each(viewer: Viewer, picked: Iterable[Picked], do: Callable[[Picked], None]) -> list[Outcome]:
    wanted = list({one.number: one for one in picked}.values())
    if not 0 < len(wanted) <= MOST:
        raise NothingTicked
    found = []
    for one in wanted:
        title = ""
        try:
            title = get_matter_for(viewer=viewer, number=one.number).title
            do(one)
            found.append(Outcome(one.number, title, done=True))
        except DoneBefore as again:
            found.append(Outcome(one.number, title, done=True, words=again.message))
        except Refusal as refusal:
            found.append(Outcome(one.number, title, done=False, words=refusal.message))
    return found
