"""Who is there in the demo city: organisations of every place, and the people who work in them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from fawang.journeys.demo.city import Spot, shifted
from fawang.journeys.demo.content import CityFile, Named, OrganisationPattern, PeopleFile, Post
from fawang.records.people.operations import NewOrganisation, NewStaff
from fawang.records.people.rules import LICENSED, profession_for
from fawang.reference.places.rules import prefix_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def organisations(file: CityFile, spots: Sequence[Spot], seed: int) -> list[NewOrganisation]:
    """Every organisation of the city, parents first, each with a phone of the made-up 0999-555 block."""
    rng = Random(seed + 2)  # noqa: S311 - a picture, not a secret
    by_code = {spot.code: spot for spot in spots}
    found: list[NewOrganisation] = []
    for spot in spots:
        for pattern in file.organisations.get(spot.scope, ()):  # type: ignore[call-overload]
            latitude, longitude = shifted(
                spot.latitude, spot.longitude, rng.uniform(0.05, 0.6), rng.uniform(0, 6.28)
            )
            found.append(
                NewOrganisation(
                    code=organisation_code(spot.code, pattern.key),
                    name=pattern.name.format(place=spot.name, short=spot.short),
                    kind=pattern.kind,
                    region_code=spot.code,
                    parent=_parent(spot, pattern, by_code),
                    phone=f"0999-555{len(found) + 1:04d}",
                    address=_address(file, spot, by_code, rng),
                    latitude=latitude,
                    longitude=longitude,
                    opening_hours=hours(file.hours[pattern.hours]),
                )
            )
    return found


def organisation_code(region_code: str, key: str) -> str:
    """Code of a place's organisation: 990121.aid. The city keeps six digits: 990100.aid."""
    prefix = prefix_of(region_code)
    return f"{prefix if len(prefix) > 4 else region_code[:6]}.{key}"


def _parent(spot: Spot, pattern: OrganisationPattern, by_code: dict[str, Spot]) -> str:
    if not pattern.parent:
        return ""
    scope, _, key = pattern.parent.rpartition(".")
    if not scope:
        return organisation_code(spot.code, key)
    above = spot
    while above.scope != scope:
        above = by_code[above.parent]
    return organisation_code(above.code, key)


def _address(file: CityFile, spot: Spot, by_code: dict[str, Spot], rng: Random) -> str:
    names = [spot.name]
    above = spot
    while above.parent and by_code[above.parent].scope != "province":
        above = by_code[above.parent]
        names.append(above.name)
    place = "".join(reversed(names))
    if spot.scope == "village":
        return f"{place}党群服务中心一楼"
    return f"{place}{rng.choice(file.streets)} {rng.randint(1, 260)} 号"


def hours(pattern: dict[str, tuple[str, ...]]) -> dict[str, list[list[str]]]:
    """Opening hours by day from the short form {mon-fri: ["08:30-12:00"]}."""
    found: dict[str, list[list[str]]] = {}
    for days, spans in pattern.items():
        first, _, last = days.partition("-")
        for day in DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]:
            found[day] = [span.split("-") for span in spans]
    return found


def staff(
    file: PeopleFile, rows: Sequence[NewOrganisation], scopes: dict[str, str], password_hash: str, seed: int
) -> list[NewStaff]:
    """Everybody who works in the city. `scopes` tells the scope of each region code."""
    rng = Random(seed + 3)  # noqa: S311
    by_code = {row.code: row for row in rows}
    usernames: set[str] = set()
    found: list[NewStaff] = []

    def add(
        username: str, name: str, post: Post | Named, where: NewOrganisation, special: tuple[str, ...]
    ) -> None:
        number, role = len(found) + 1, post.role
        profession = profession_for(role, post.profession)
        usernames.add(username)
        found.append(
            NewStaff(
                username=username,
                name=name,
                role=role,
                organisation=where.code,
                region_code=where.region_code,
                password_hash=password_hash,
                phone=f"199000{number:05d}",
                licence_number=f"199012015{number:08d}" if profession in LICENSED else "",
                specialities=special,
                profession=profession,
            )
        )

    for person in file.named:
        add(person.username, person.name, person, by_code[person.organisation], person.specialities)
    people = _people(file, rng)
    taken = Counter((s.organisation, s.role) for s in found)
    for post in file.posts:
        for row in rows:
            if row.kind != post.kind or scopes[row.region_code] != post.scope:
                continue
            filled = taken[row.code, post.role]
            for _ in range(post.count - filled):
                name, spelling = next(people)
                lawyer = profession_for(post.role, post.profession) == "lawyer"
                special = rng.choice(file.specialities) if lawyer else ()
                add(_unused(spelling, usernames), name, post, row, special)
    return found


def _people(file: PeopleFile, rng: Random) -> Iterator[tuple[str, str]]:
    """Names with their spelling, no name twice while the pool lasts."""
    given = {**file.given_women, **file.given_men}
    pool = [(s + g, a + b) for s, a in file.surnames.items() for g, b in given.items()]
    rng.shuffle(pool)
    taken = {person.name for person in file.named}
    yield from (pair for pair in pool if pair[0] not in taken)


def _unused(spelling: str, usernames: set[str]) -> str:
    candidate, number = spelling, 2
    while candidate in usernames:
        candidate, number = f"{spelling}{number}", number + 1
    return candidate
