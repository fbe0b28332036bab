"""Writes the past matters of the demo city: checked, dispatched and sealed by the same code as a submission
of today, walked by `histories`, stored in bulk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from django.conf import settings

from fawang.core import crypto, ids
from fawang.core.clock import day_of
from fawang.journeys.casework import greeting, words_of
from fawang.journeys.demo.content import MattersFile
from fawang.journeys.demo.histories import Office, Walk, Worker, aid, consult, in_office_hours, open_walk
from fawang.journeys.demo.sketches import CONSULTATION, LEGAL_AID, Pools, Sketch, sketches
from fawang.journeys.submit.prepare import Prepared, content_hash, prepare
from fawang.records.matters.models import FollowUp, Matter, Message, Rating
from fawang.records.matters.operations.histories import History, load_histories
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.content import content_digest
from fawang.records.matters.rules.numbers import RANDOM_DIGITS, check_digit
from fawang.records.people.models import Appointment, Organisation, Party
from fawang.records.people.operations import sealed_party
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.operations import pin_service
from fawang.stages.delivery.rules import Addressees, letters
from fawang.stages.feedback.rules import follow_up_reason
from fawang.stages.workflows.rules import Case

Fraction = Callable[[float], None]


class Ready(NamedTuple):
    """A sketch that passed the door."""

    sketch: Sketch
    prepared: Prepared


def load_past(*, pools: Pools, count: int, now: datetime, seed: int, progress: Fraction) -> int:
    """Write so many past matters; returns how many. Nothing is written where there are matters already: a
    made-up past must not mix with a real one."""
    if count <= 0 or Matter.objects.exists():
        return 0
    rng = Random(seed + 5)  # noqa: S311 - a picture, not a secret
    definitions = {code: pin_service(code=code, now=now) for code in (CONSULTATION, LEGAL_AID)}
    ready: list[Ready] = []
    for sketch in sketches(pools, count=count, now=now, seed=seed):
        ready.append(Ready(sketch, _prepared(sketch, definitions[sketch.new.service_code])))
        if len(ready) % 100 == 0:
            progress(0.35 * len(ready) / count)
    parties = Party.objects.bulk_create(
        [sealed_party(data=one.prepared.applicant, now=one.sketch.at) for one in ready], batch_size=500
    )
    offices = _offices()
    rows: list[History] = []
    numbers: set[str] = set()
    for one, party in zip(ready, parties, strict=True):
        rows.append(_history(one, party, offices, pools.matters, now, rng, numbers))
        if len(rows) % 100 == 0:
            progress(0.35 + 0.35 * len(rows) / count)
    return load_histories(rows=rows, now=now, progress=lambda done: progress(0.7 + 0.3 * done))


def _prepared(sketch: Sketch, definition: ServiceDefinition) -> Prepared:
    content = content_hash(sketch.new, ())
    return prepare(
        sketch.new,
        definition,
        key_hash="",
        content=content,
        now=sketch.at,
        actor="applicant",
        address="",
        draft=None,
        files=(),
    )


def _offices() -> dict[int, Office]:
    """Every legal aid centre with its officers, and the lawyers and supervisors of its region."""
    workers: dict[tuple[str, int | str], list[Worker]] = {}
    posts = Appointment.objects.filter(active=True).select_related("staff", "organisation").order_by("id")
    for post in posts:
        if post.role == Appointment.Role.LAWYER and post.staff.profession != "lawyer":
            continue  # A notary or a mediator is given no legal aid.
        worker = Worker(post.staff_id, post.staff.name)
        key = post.organisation_id if post.role == Appointment.Role.OFFICER else post.region_id
        workers.setdefault((post.role, key), []).append(worker)
    return {
        centre.pk: Office(
            organisation_id=centre.pk,
            name=centre.name,
            phone=centre.phone,
            officers=workers.get(("officer", centre.pk), []),
            lawyers=workers.get(("lawyer", centre.region_id), []),
            supervisors=workers.get(("supervisor", centre.region_id), []),
        )
        for centre in Organisation.objects.filter(kind=Organisation.Kind.LEGAL_AID_CENTRE)
    }


def _history(
    one: Ready,
    party: Party,
    offices: dict[int, Office],
    file: MattersFile,
    now: datetime,
    rng: Random,
    numbers: set[str],
) -> History:
    """Everything that became of one sketch until now."""
    sketch, prepared = one
    matter = _matter(one, party, _number(sketch, rng, numbers))
    office = offices[prepared.office.pk]
    words = words_of(
        number=matter.number,
        case_code=ids.format_case_code(prepared.case_code),
        service=prepared.definition.name,
        organisation=office.name,
        phone=office.phone,
        surname=greeting(prepared.applicant.name, prepared.applicant.identity, prepared.applicant.kind),
    )
    case = Case(
        definition=prepared.definition,
        # The marks and findings come with the first entry; before it there is nothing.
        present=replace(prepared.present, means="", flags=(), priority=0),
        answers=prepared.new.answers,
        urgency=matter.urgency,
        category=matter.category,
        channel=matter.channel,
        words=words,
        names={w.staff_id: w.name for w in (*office.officers, *office.lawyers, *office.supervisors)},
    )
    walk = Walk(case, matter.number, sketch.at, now, rng, office)
    attested = {
        "matter": content_digest(matter),
        "answers": crypto.blind_index(prepared.content_hash, "answers"),
        "files": [],
    }
    open_walk(walk, present=prepared.present, reasons=prepared.dispatched.reasons, content=attested)
    if matter.service_code == LEGAL_AID:
        aid(walk, file)
    else:
        consult(walk, file, sketch.pattern)
    rating, follow_up = _feedback(walk, file)
    return History(matter, tuple(walk.entries), _messages(walk, matter, party, prepared), rating, follow_up)


def _number(sketch: Sketch, rng: Random, taken: set[str]) -> str:
    """A matter number as today's, its random part drawn from the seed."""
    while True:
        digits = f"{rng.randrange(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
        stem = f"{sketch.new.region_code[:6]}{day_of(sketch.at):%y%m%d}{digits}"
        if stem not in taken:
            taken.add(stem)
            return stem + check_digit(stem)


def _matter(one: Ready, party: Party, number: str) -> Matter:
    new, prepared = one.prepared.new, one.prepared
    return Matter(
        number=number,
        case_code_sealed=prepared.case_code_sealed,
        case_code_index=prepared.case_code_index,
        service_code=prepared.definition.code,
        service_version=prepared.definition.version,
        channel=new.channel,
        applicant=party,
        region_id=new.region_code,
        title=new.title,
        story=new.story,
        answers_sealed=prepared.answers_sealed,
        category=new.category,
        urgency=new.urgency,
    )


def _messages(walk: Walk, matter: Matter, party: Party, prepared: Prepared) -> tuple[Message, ...]:
    """The text messages that went to the applicant on the way."""
    sealed = crypto.seal(prepared.applicant.phone, "phone")
    return tuple(
        Message(
            key=f"message:{letter.key}",
            channel="sms",
            to_sealed=sealed,
            text=letter.text,
            state=Message.State.SENT,
            at=at,
        )
        for seq, at, notice in walk.notices
        if notice.to == "applicant"
        for letter in letters(
            [(notice.code, notice.to, notice.text)],
            number=matter.number,
            seq=seq,
            to=Addressees(applicant=party.pk),
            flags=walk.present.flags,
            sender=settings.SITE_NAME,
        )
    )


def _feedback(walk: Walk, file: MattersFile) -> tuple[Rating | None, FollowUp | None]:
    """What the applicant said of it, and the call that an unhappy word led to."""
    rng, present = walk.rng, walk.present
    ended = present.updated_at
    if present.open or present.state == "withdrawn" or ended is None or rng.random() > 0.45:
        return None, None
    at = ended + timedelta(days=rng.uniform(0.01, 4))
    if at > walk.now:
        return None, None
    score = rng.choices([5, 4, 3, 2, 1], [52, 27, 10, 6, 5])[0]
    solved = rng.random() < (0.97 if score >= 4 else 0.45)
    comment = rng.choice(file.happy if score >= 4 else file.unhappy)
    rating = Rating(score=score, solved=solved, comment=comment, at=at)
    reason = follow_up_reason(score=score, solved=solved)
    _tell_of_rating(walk, at, score=score, solved=solved, reason=reason)
    if reason is None:
        return rating, None
    called = in_office_hours(at + timedelta(days=rng.uniform(0.5, 9)), rng)
    follow_up = FollowUp(reason=reason, opened_at=at)
    if called < walk.now and rng.random() < 0.92:
        boss = rng.choice(list(walk.office.supervisors))
        follow_up.state, follow_up.closed_at = FollowUp.State.CLOSED, called
        follow_up.closed_by_id, follow_up.conclusion = boss.staff_id, rng.choice(file.conclusions)
        _tell_of_call(walk, called, boss, follow_up.conclusion)
    return rating, follow_up


def _tell_of_rating(walk: Walk, at: datetime, *, score: int, solved: bool, reason: str | None) -> None:
    """The lines of the timeline that a rating writes."""
    walk.at = at
    said = "问题解决了" if solved else "问题没有解决"
    data = {"score": score, "solved": solved, "who": "您"}
    walk.add(NewEntry("rated", "applicant", "申请人", data, f"您打了 {score} 分，认为{said}。"))
    if reason:
        asked = {"reason": reason, "who": "系统"}
        walk.add(NewEntry("follow_up", "system", "系统", asked, "已请主管回访，会有人和您联系。"))


def _tell_of_call(walk: Walk, at: datetime, boss: Worker, conclusion: str) -> None:
    """The line of the timeline that closing a follow-up writes."""
    walk.at = at
    data = {"fields": {"conclusion": conclusion}, "who": "司法行政部门"}
    told = "主管已经回访，并记录了处理结果。"
    walk.add(NewEntry("follow_up_closed", f"staff:{boss.staff_id}", boss.name, data, told))
