"""Loads the demo city: places, organisations, staff, and its past matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.db import transaction

from fawang.journeys.demo import city, establishment
from fawang.journeys.demo.content import city_file, matters_file, people_file
from fawang.journeys.demo.past import load_past
from fawang.journeys.demo.sketches import pools_of
from fawang.journeys.shipped_replies import adopt_everywhere
from fawang.records.people.models import Appointment, Organisation, Staff
from fawang.records.people.operations import load_organisations, load_staff
from fawang.records.people.rules import profession_name
from fawang.reference.places import operations as places

#: The demo's password is printed for everybody to see, so few hash rounds take nothing away from it, and
#: sixty people who share it do not cost a minute of hashing at the first start.
DEMO_PASSWORD = "fawang-demo-2026"  # noqa: S105
_ROUNDS = 1000
SEED = 990100
PAST_MATTERS = 2000

#: Told how far a load has come: a fraction from 0 to 1 and a Chinese sentence.
Progress = Callable[[float, str], None]


def silent(_fraction: float, _sentence: str) -> None:
    """Progress that says nothing."""


@dataclass(frozen=True)
class DemoResult:
    """What a load added; all zero when the demo was there already."""

    regions: int
    grid_points: int
    organisations: int
    staff: int
    matters: int = 0


@dataclass(frozen=True)
class DemoLogin:
    """A login of the demo to try the product with; `shows` says what there is to see."""

    username: str
    password: str
    name: str
    role: str
    organisation: str
    shows: str

    def __str__(self) -> str:
        who = f"{self.name} · {self.organisation} · {self.role}"
        return f"{self.username} / {self.password}  {who}：{self.shows}"


def load_city(*, now: datetime, progress: Progress = silent, seed: int = SEED) -> DemoResult:
    """Write places, organisations and staff of the demo city, all or nothing; what is there stays as it
    is. Deterministic: the same seed makes the same city."""
    file = city_file()
    spots = city.lay_out(file, seed)
    progress(0.0, "演示城市：行政区划与网格")
    with transaction.atomic():
        regions = places.load_table(raw=city.as_table(spots), now=now).added
        points = [
            places.NewGridPoint(g.code, g.name, g.latitude, g.longitude)
            for g in city.grid_points(spots, seed)
        ]
        places.load_grid_points(points=points, now=now)
        progress(0.02, "演示城市：机构")
        rows = establishment.organisations(file, spots, seed)
        organisations = load_organisations(rows=rows, now=now)
        progress(0.04, "演示城市：人员与岗位")
        scopes = {spot.code: spot.scope for spot in spots}
        people = establishment.staff(people_file(), rows, scopes, demo_password_hash(), seed)
        staff = load_staff(rows=people, now=now)
        if staff:
            adopt_everywhere(now=now)
    progress(0.05, "演示城市：人员与岗位")
    return DemoResult(regions, len(points), organisations, staff)


def load_demo(
    progress: Progress, now: datetime, *, matters: int = PAST_MATTERS, seed: int = SEED
) -> DemoResult:
    """The whole demo: the city, then its past matters, in one transaction, so that a start that was broken
    off begins again from nothing. Running it twice adds nothing."""
    with transaction.atomic():
        result = load_city(now=now, progress=progress, seed=seed)
        spots = city.lay_out(city_file(), seed)
        loaded = load_past(
            pools=pools_of(matters_file(), people_file(), spots),
            count=matters,
            now=now,
            seed=seed,
            progress=lambda done: progress(0.05 + 0.95 * done, "演示城市：往期事项"),
        )
    progress(1.0, "演示城市已就绪")
    return replace(result, matters=loaded)


def demo_password_hash() -> str:
    """The demo password, hashed with few rounds and a salt of its own."""
    return PBKDF2PasswordHasher().encode(DEMO_PASSWORD, "fawang-demo-city", iterations=_ROUNDS)


def demo_loaded() -> bool:
    """Whether the demo city is in this installation."""
    return Organisation.objects.filter(
        code=establishment.organisation_code(city_file().city.code, "bureau")
    ).exists()


def demo_logins() -> list[DemoLogin]:
    """The logins to show a newcomer: those of the named people who are in this installation, active, and
    still have the demo's password. Empty without the demo."""
    named = {person.username: person for person in people_file().named if person.login}
    rows = {
        row.staff.username: row
        for row in Appointment.objects.filter(
            staff__username__in=named, staff__is_active=True, active=True
        ).select_related("staff", "organisation")
    }
    return [
        DemoLogin(
            username=username,
            password=DEMO_PASSWORD,
            name=rows[username].staff.name,
            role=_role_of(rows[username]),
            organisation=rows[username].organisation.name,
            shows=person.shows,
        )
        for username, person in named.items()
        if username in rows and _has_demo_password(rows[username].staff)
    ]


def _role_of(post: Appointment) -> str:
    if post.staff.profession:
        return profession_name(post.staff.profession)
    return Appointment.Role(post.role).label


def _has_demo_password(staff: Staff) -> bool:
    """Checked only against a hash with the demo's few rounds: a real password's hash would take long."""
    return f"${_ROUNDS}$" in staff.password and check_password(DEMO_PASSWORD, staff.password)
