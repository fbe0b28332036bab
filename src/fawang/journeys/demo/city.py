"""Lays out the demo city from a seed: counties, towns, villages, grid points. Pure; the same seed gives the
same city on every machine."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from fawang.journeys.demo.content import CityFile, County

#: Towns and villages are spread by the golden angle, which fills a circle evenly and looks grown.
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Spot:
    """One laid-out division. `scope` is province, city, county, town or village; `short` is the name
    without its last part (镇, 街道), `parent` the code above."""

    code: str
    name: str
    short: str
    scope: str
    parent: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Grid:
    """One laid-out grid point."""

    code: str
    name: str
    latitude: float
    longitude: float


def lay_out(file: CityFile, seed: int) -> list[Spot]:
    """All divisions of the city, parents first."""
    rng = Random(seed)  # noqa: S311 - a picture, not a secret
    names = list(file.town_names)
    rng.shuffle(names)
    free = iter(names)
    spots = [
        Spot(file.province.code, file.province.name, file.province.name, "province", "",
             file.province.latitude, file.province.longitude),
        Spot(file.city.code, file.city.name, file.city.name, "city", file.province.code,
             file.city.latitude, file.city.longitude),
    ]  # fmt: skip
    for county in file.counties:
        spots.append(
            Spot(county.code, county.name, county.short, "county", file.city.code,
                 county.latitude, county.longitude)
        )  # fmt: skip
        for town in _towns(county, free, rng):
            spots.append(town)
            spots.extend(_villages(file, county, town, rng))
    return spots


def _towns(county: County, names: Iterator[str], rng: Random) -> Iterator[Spot]:
    """The towns of a county: the seat in the middle, the others around it. A district has subdistricts
    (codes from 001), a county towns (from 100) and a few townships (from 200), as the coding rule says."""
    for index in range(county.towns):
        base = county.first_towns[index] if index < len(county.first_towns) else next(names)
        if county.kind == "district":
            number, suffix = 1 + index, "街道"
        elif index >= county.towns - 2:
            number, suffix = 200 + index - county.towns + 2, "乡"
        else:
            number, suffix = 100 + index, "镇"
        radius = county.spread_km * math.sqrt(index / county.towns) * rng.uniform(0.9, 1.1)
        angle = index * GOLDEN_ANGLE + rng.uniform(-0.2, 0.2)
        latitude, longitude = shifted(county.latitude, county.longitude, radius, angle)
        yield Spot(f"{county.code[:6]}{number:03d}000", base + suffix, base, "town", county.code,
                   latitude, longitude)  # fmt: skip


def _villages(file: CityFile, county: County, town: Spot, rng: Random) -> Iterator[Spot]:
    """Communities (codes from 001) and villages (from 200) of a town, 5 to 15 together."""
    count = rng.randint(5, 15)
    urban = county.kind == "district" or town.code[6:9] == "100"
    communities = count - 1 if urban else rng.randint(1, 2)
    pairs = rng.sample([(a, b) for a in file.village_first for b in file.village_second], count)
    titles = [f"{name}社区" for name in rng.sample(file.community_names, communities)]
    titles += [f"{a}{b}村" for a, b in pairs[: count - communities]]
    for index, title in enumerate(titles):
        number = 1 + index if index < communities else 201 + index - communities
        reach = 1.2 if urban else 4.0
        radius = reach * math.sqrt((index + 0.5) / count) * rng.uniform(0.8, 1.2)
        latitude, longitude = shifted(town.latitude, town.longitude, radius, index * GOLDEN_ANGLE)
        yield Spot(f"{town.code[:9]}{number:03d}", title, title, "village", town.code, latitude, longitude)


def grid_points(spots: list[Spot], seed: int) -> list[Grid]:
    """Two to four grid points in every village."""
    rng = Random(seed + 1)  # noqa: S311
    grids: list[Grid] = []
    for spot in spots:
        if spot.scope != "village":
            continue
        for index in range(rng.randint(2, 4)):
            latitude, longitude = shifted(
                spot.latitude, spot.longitude, rng.uniform(0.1, 0.7), rng.uniform(0, 2 * math.pi)
            )
            name = f"{spot.name}第{'一二三四'[index]}网格"
            grids.append(Grid(f"{spot.code}{index + 1:03d}", name, latitude, longitude))
    return grids


def shifted(latitude: float, longitude: float, distance_km: float, angle: float) -> tuple[float, float]:
    """The point some kilometres away in a direction (radians from east), to five decimals."""
    dlat = distance_km * math.sin(angle) / KM_PER_DEGREE
    dlon = distance_km * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(latitude)))
    return round(latitude + dlat, 5), round(longitude + dlon, 5)


def as_table(spots: list[Spot]) -> bytes:
    """The divisions as an official table, so that the demo goes in by the same door as a real one."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["code", "name", "parent", "lat", "lon"])
    writer.writerows([s.code, s.name, s.parent, s.latitude, s.longitude] for s in spots)
    return out.getvalue().encode()
