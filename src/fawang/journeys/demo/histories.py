"""What became of a matter: walks it through its service's own steps with the same engine that the staff's
pages use, on the clock of the past. Pure; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fawang.core.clock import ZONE, day_of
from fawang.journeys.casework import DEADLINES
from fawang.journeys.demo.content import MattersFile, StoryPattern
from fawang.records.matters.rules.chain import Entry, NewEntry, link
from fawang.records.matters.rules.projection import Projection, step
from fawang.reference.catalog.limits import work_calendar
from fawang.stages.workflows.rules import Actor, Case, NoticeDue, begin, plan

#: Neglect is found out in the end: only what came in lately can still lie untouched.
LATELY, WEEK = timedelta(days=16), timedelta(days=7)


@dataclass(frozen=True)
class Worker:
    """A member of staff as histories need them."""

    staff_id: int
    name: str


@dataclass(frozen=True)
class Office:
    """A legal aid centre with the people around it."""

    organisation_id: int
    name: str
    phone: str
    officers: Sequence[Worker]
    lawyers: Sequence[Worker]
    supervisors: Sequence[Worker]


@dataclass
class Walk:
    """One matter on its way. `do` and `add` write to the timeline unless the moment has not come yet."""

    case: Case
    number: str
    at: datetime
    now: datetime
    rng: Random
    office: Office
    entries: list[Entry] = field(default_factory=list)
    notices: list[tuple[int, datetime, NoticeDue]] = field(default_factory=list)
    #: The first moment at which nothing more happened, because it lies in the future.
    over: bool = False

    @property
    def present(self) -> Projection:
        """Where the matter stands."""
        return self.case.present

    @property
    def officer(self) -> Actor:
        """The officer who holds the matter, or the one who is about to take it."""
        held = next((w for w in self.office.officers if w.staff_id == self.present.holder), None)
        worker = held or self.rng.choice(list(self.office.officers))
        return Actor("officer", f"staff:{worker.staff_id}", worker.name, self.office.name, worker.staff_id)

    @property
    def lawyer(self) -> Actor:
        """The assigned lawyer."""
        worker = next(w for w in self.office.lawyers if w.staff_id == self.present.lawyer)
        return Actor("lawyer", f"staff:{worker.staff_id}", worker.name, f"{worker.name}律师", worker.staff_id)

    def wait(self, low: float, high: float, *, office_hours: bool = True) -> None:
        """Let so many days pass; what an office does happens in its hours."""
        at = self.at + timedelta(days=self.rng.uniform(low, high))
        self.at = in_office_hours(at, self.rng) if office_hours else at
        self.over = self.over or self.at > self.now

    def add(self, new: NewEntry) -> None:
        """Write one entry."""
        entry = link(self.number, self.present.length + 1, self.at, self.present.head_hash, new)
        self.case = replace(self.case, present=step(self.present, entry))
        self.entries.append(entry)

    def do(self, action: str, actor: Actor, data: Mapping[str, Any] | None = None) -> bool:
        """Do an action of the service's steps; False when its moment lies in the future."""
        if self.over:
            return False
        planned = plan(self.case, action, actor=actor, data=data or {}, now=self.at, deadlines=DEADLINES)
        self.add(planned.entry)
        self.notices += [(self.present.length, self.at, notice) for notice in planned.notices]
        return True


APPLICANT = Actor("applicant", "applicant", "申请人", "申请人")


def in_office_hours(at: datetime, rng: Random) -> datetime:
    """The moment itself in office hours, else a random one of the next working day's morning."""
    local, calendar = at.astimezone(ZONE), work_calendar()
    if calendar.is_working_day(day_of(local)) and 9 <= local.hour < 17:
        return at
    day = day_of(local) if local.hour < 9 else day_of(local) + timedelta(days=1)
    day = calendar.next_working_day(day)
    return datetime(
        day.year, day.month, day.day, rng.randint(9, 11), rng.randrange(60), rng.randrange(60), 0, ZONE
    )


def open_walk(walk: Walk, *, present: Projection, reasons: Sequence[str], content: Mapping[str, Any]) -> None:
    """The first entries: received and dispatched, as every submission writes them. `present` carries the
    means finding, the marks and the priority that were decided for the matter."""
    start = replace(walk.case, present=present)
    planned = begin(start, actor=APPLICANT, now=walk.at, deadlines=DEADLINES, content=content)
    walk.add(planned.entry)
    walk.notices += [(1, walk.at, notice) for notice in planned.notices]
    data = {"set": {"organisation": walk.office.organisation_id}, "reasons": list(reasons), "who": "系统"}
    walk.add(NewEntry("dispatched", "system", "系统", data, f"已转给{walk.office.name}办理。"))


def consult(walk: Walk, file: MattersFile, pattern: StoryPattern) -> None:
    """A consultation: taken up, answered, understood; now and then asked again or withdrawn."""
    rng = walk.rng
    if rng.random() < 0.03:
        walk.wait(0.01, 0.5, office_hours=False)
        walk.do("withdraw", APPLICANT)
        return
    # Some questions come in the evening and lie until the morning; a few lie longer.
    walk.wait(0.02, 0.3) if rng.random() < 0.9 else walk.wait(1.5, 4)
    if not walk.do("take_up", walk.officer):
        return
    rounds = 2 if rng.random() < 0.08 else 1
    for turn in range(rounds):
        walk.wait(0.03, 1.2)
        answer = {"answer": rng.choice(pattern.advice), "advice_kind": _advice_kind(pattern, rng)}
        if not walk.do("answer", walk.officer, answer):
            return
        if turn + 1 < rounds:
            walk.wait(0.1, 2, office_hours=False)
            walk.do("ask_again", APPLICANT, {"question": "那材料要交到哪里？需要我本人去吗？"})
    if rng.random() < 0.6:
        walk.wait(0.05, 3, office_hours=False)
        walk.do("understood", APPLICANT)
    else:
        walk.wait(7, 14)
        walk.do("understood", walk.officer)


def _advice_kind(pattern: StoryPattern, rng: Random) -> str:
    return rng.choice(
        ["legal_aid", "arbitration", "court"] if pattern.aid else ["self", "mediation", "court", "department"]
    )


def aid(walk: Walk, file: MattersFile) -> None:
    """An application for legal aid: examined, granted or refused, assigned, carried out, closed."""
    if not _examine(walk):
        return
    rng = walk.rng
    walk.wait(4.5, 6) if rng.random() < 0.07 else walk.wait(0.1, 1.8)
    if not walk.do("assign", walk.officer, {"lawyer": rng.choice(list(walk.office.lawyers)).staff_id}):
        return
    walk.wait(0.05, 1)
    if not walk.do("accept", walk.lawyer):
        return
    if "early_help" in walk.present.flags:
        walk.wait(1, 4)
        if not walk.do("paperwork_done", walk.officer):
            return
    _carry_out(walk, file)


def _examine(walk: Walk) -> bool:
    """Take, ask for what is missing, decide; whether aid was granted."""
    rng = walk.rng
    age = walk.now - walk.at
    if age < LATELY and rng.random() < (0.4 if age > WEEK else 0.2):
        walk.over = True  # An application that nobody looked at yet: it comes up among the overdue.
    walk.wait(0.02, 0.6)
    if walk.over:
        return False
    officer = walk.officer
    taken = {"set": {"holder": officer.staff_id}, "who": walk.office.name}
    walk.add(NewEntry("taken", officer.ref, officer.name, taken, f"{walk.office.name}已有工作人员接手。"))
    if "early_help_possible" in walk.present.flags and rng.random() < 0.8:
        walk.wait(0.05, 0.5)
        return walk.do("early_help", officer, {"early_reason": "deadline_close"})
    if rng.random() < 0.22 and not _supplement(walk):
        return False
    walk.wait(8, 12) if rng.random() < 0.05 else walk.wait(0.5, 4)
    if rng.random() < 0.1:
        _refuse(walk)
        return False
    way = "arbitration" if walk.case.category in ("工资报酬与农民工欠薪", "劳动合同与解除") else "litigation"
    found = {"waived_verification": "waived", "not_limited": "not_limited"}.get(
        walk.present.means, "promised"
    )
    return walk.do("grant", officer, {"form_of_aid": way, "means_finding": found})


def _supplement(walk: Walk) -> bool:
    """Ask once for what is missing; whether the applicant brought it."""
    walk.wait(0.1, 1.5)
    until = day_of(walk.at) + timedelta(days=7)
    asked = {"explain": "请补交能证明这件事的材料照片。", "supplement_by": until.isoformat()}
    if not walk.do("request_supplement", walk.officer, asked):
        return False
    if walk.rng.random() < 0.85:
        walk.wait(0.5, 5, office_hours=False)
        return walk.do("supplement_given", APPLICANT)
    walk.wait(8.5, 10)
    walk.do("deem_withdrawn", walk.officer)
    return False


def _refuse(walk: Walk) -> None:
    """Refuse with reasons; one in seven objects, and the supervisor answers."""
    rng = walk.rng
    why = {
        "means": "经核对，家庭收入高于当地标准。您可以到公共法律服务中心免费咨询，也可以请求人民调解。",
        "wrong_place": "这件事由办案机关所在地的法律援助中心办理，我们可以帮您转过去。",
        "has_lawyer": "您已经委托了律师，不能重复指派。",
    }
    ground = rng.choice(list(why))
    if not walk.do("refuse", walk.officer, {"ground": ground, "reasons": why[ground]}) or rng.random() > 0.15:
        return
    walk.wait(0.5, 6, office_hours=False)
    if not walk.do("object", APPLICANT, {"objection_reason": "我家的情况和说的不一样，请再核一次。"}):
        return
    boss = rng.choice(list(walk.office.supervisors))
    supervisor = Actor("supervisor", f"staff:{boss.staff_id}", boss.name, "司法行政部门", boss.staff_id)
    walk.wait(0.5, 3)
    walk.do("uphold", supervisor, {"uphold_reasons": "经审查，中心的决定事实清楚、依据正确。"})


def _carry_out(walk: Walk, file: MattersFile) -> None:
    """The lawyer's work, the outcome, the calls after it, the archive."""
    rng = walk.rng
    for kind in ["meeting", "evidence", "filing", "hearing", "ruling"][: rng.randint(2, 5)]:
        walk.wait(2, 22)
        work = {
            "work_kind": kind,
            "work_on": day_of(walk.at).isoformat(),
            "work_note": rng.choice(file.work_notes),
        }
        if not walk.do("record_work", walk.lawyer, work):
            return
    walk.wait(3, 25)
    outcome = rng.choices(["won", "partly", "settled", "lost", "dropped"], [38, 20, 30, 8, 4])[0]
    result = {"outcome": outcome, "report": rng.choice(file.reports)}
    if outcome in ("won", "partly", "settled"):
        awarded = rng.randint(8, 400) * 100
        result |= {"awarded": str(awarded), "recovered": str(awarded // 100 * rng.choice([0, 40, 70, 100]))}
    if not walk.do("close", walk.lawyer, result):
        return
    if "green_channel" in walk.present.flags:
        for visit in ("first", "second"):
            walk.wait(12, 30)
            if not walk.do(
                f"{visit}_visit",
                walk.officer,
                {f"{visit}_paid": rng.choice(["all", "all", "part", "nothing"])},
            ):
                return
    walk.wait(3, 20)
    walk.do("archive", walk.officer)
