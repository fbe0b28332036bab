"""The demo's files in `content/demo`, read as typed data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict

Scope = Literal["city", "county", "town", "village"]


class Piece(BaseModel):
    """Base of the pieces of the demo's files: unknown keys are refused, nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Piece):
    """The province or the city: code, name, position in degrees."""

    code: str
    name: str
    latitude: float
    longitude: float


class County(Place):
    """A county or district, with how far and how many towns lie around its seat."""

    short: str
    kind: Literal["county", "district"]
    spread_km: float
    towns: int
    first_towns: tuple[str, ...] = ()


class OrganisationPattern(Piece):
    """An organisation that every place of a scope has. `key` names it among the place's organisations;
    `parent` is the key of another of the same place, or `county.key` for the place above."""

    kind: str
    name: str
    hours: str
    key: str
    parent: str = ""


class CityFile(Piece):
    """`content/demo/city.yaml`."""

    province: Place
    city: Place
    counties: tuple[County, ...]
    town_names: tuple[str, ...]
    village_first: tuple[str, ...]
    village_second: tuple[str, ...]
    community_names: tuple[str, ...]
    streets: tuple[str, ...]
    hours: dict[str, dict[str, tuple[str, ...]]]
    organisations: dict[Scope, tuple[OrganisationPattern, ...]]


class Post(Piece):
    """So many people with a role (of a profession) in every organisation of a kind and scope."""

    kind: str
    scope: Scope
    role: str
    count: int
    profession: str = ""


class Named(Piece):
    """A person with a name of their own; `login` puts them on the printed list, `shows` says what for."""

    username: str
    name: str
    role: str
    organisation: str
    login: bool = False
    shows: str = ""
    specialities: tuple[str, ...] = ()
    profession: str = ""


class PeopleFile(Piece):
    """`content/demo/people.yaml`; names map to the spelling used in user names."""

    surnames: dict[str, str]
    given_women: dict[str, str]
    given_men: dict[str, str]
    posts: tuple[Post, ...]
    named: tuple[Named, ...]
    specialities: tuple[tuple[str, ...], ...]


class StoryPattern(Piece):
    """Stories of one category. `weight` says how common it is; `aid` whether legal aid takes such matters on,
    as the form's `kind`; `women` draws the applicant among women only. The {words} of a text are filled."""

    category: str
    weight: int
    titles: tuple[str, ...]
    stories: tuple[str, ...]
    advice: tuple[str, ...]
    aid: bool = False
    kind: str = "other"
    migrant: bool = False
    women: bool = False


class MattersFile(Piece):
    """`content/demo/matters.yaml`."""

    words: dict[str, tuple[str, ...]]
    endings: tuple[str, ...]
    happy: tuple[str, ...]
    unhappy: tuple[str, ...]
    conclusions: tuple[str, ...]
    reports: tuple[str, ...]
    work_notes: tuple[str, ...]
    patterns: tuple[StoryPattern, ...]


def _read(name: str) -> Any:
    path: Path = settings.CONTENT / "demo" / name
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def city_file() -> CityFile:
    """The places of the demo."""
    return CityFile.model_validate(_read("city.yaml"))


@cache
def people_file() -> PeopleFile:
    """The names and posts of the demo."""
    return PeopleFile.model_validate(_read("people.yaml"))


@cache
def matters_file() -> MattersFile:
    """The stories of the demo."""
    return MattersFile.model_validate(_read("matters.yaml"))
