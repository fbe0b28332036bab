"""Codes and distances as plain values: how a twelve-digit division code is built (province 2, city 2,
county 2, town 3, village 3 digits) and how far two points on the earth lie apart."""

from __future__ import annotations

import math

#: Digits of the code that name the division itself, by level: province, city, county, town, village.
PREFIX_LENGTHS = (2, 4, 6, 9, 12)
CODE_LENGTH = 12
EARTH_RADIUS_KM = 6371.0088

#: Rows of the official tables that stand for a structure and not for a place people name.
STRUCTURAL_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def code_fault(text: str) -> str | None:
    """Why `text` is no division code, as a Chinese sentence; None when it is one."""
    if not text:
        return "缺少区划代码"
    if not (text.isascii() and text.isdigit()):
        return f"区划代码“{text}”只能由数字组成"
    if len(text) not in PREFIX_LENGTHS:
        return f"区划代码“{text}”有 {len(text)} 位，应为 2、4、6、9 或 12 位"
    if text[:2] == "00":
        return f"区划代码“{text}”的省级部分不能是 00"
    return None


def pad_code(text: str) -> str:
    """The twelve-digit form of a code written with 2, 4, 6, 9 or 12 digits; ValueError for anything else."""
    fault = code_fault(text)
    if fault:
        raise ValueError(fault)
    return text.ljust(CODE_LENGTH, "0")


def level_of(code: str) -> int:
    """Level of a padded code, 1 province to 5 village.

    A city without counties has towns whose county digits are 00, so the last part that is not zero
    decides."""
    if code[9:] != "000":
        return 5
    if code[6:9] != "000":
        return 4
    if code[4:6] != "00":
        return 3
    return 2 if code[2:4] != "00" else 1


def prefix_of(code: str) -> str:
    """The digits that every code below this one begins with: 990121000000 gives 990121."""
    padded = pad_code(code)
    return padded[: PREFIX_LENGTHS[level_of(padded) - 1]]


def within(code: str, prefix: str) -> bool:
    """Whether a padded code is the division of `prefix` or lies below it."""
    return bool(prefix) and code.startswith(prefix)


def code_range(prefix: str) -> tuple[str, str]:
    """Lowest and highest code with the prefix. A comparison with both ends finds by the index what lies
    below a division, where a match of the beginning reads the whole table on SQLite."""
    return prefix.ljust(CODE_LENGTH, "0"), prefix.ljust(CODE_LENGTH, "9")


def ancestor_codes(code: str) -> list[str]:
    """Codes of the division itself and of those above it, nearest first, whether or not a table has them."""
    padded = pad_code(code)
    found: list[str] = []
    for level in range(level_of(padded), 0, -1):
        candidate = padded[: PREFIX_LENGTHS[level - 1]].ljust(CODE_LENGTH, "0")
        if candidate not in found:
            found.append(candidate)
    return found


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance in kilometres between two points given in degrees (haversine)."""
    one, two = math.radians(latitude), math.radians(other_latitude)
    half_dlat = (two - one) / 2
    half_dlon = math.radians(other_longitude - longitude) / 2
    a = math.sin(half_dlat) ** 2 + math.cos(one) * math.cos(two) * math.sin(half_dlon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(a)))


def box_around(latitude: float, longitude: float, radius_km: float) -> tuple[float, float, float, float]:
    """South, north, west and east edges in degrees of a box that holds the whole circle of `radius_km`."""
    dlat = math.degrees(radius_km / EARTH_RADIUS_KM)
    south, north = latitude - dlat, latitude + dlat
    if south <= -90 or north >= 90:
        return max(south, -90.0), min(north, 90.0), -180.0, 180.0
    ratio = math.sin(radius_km / EARTH_RADIUS_KM) / math.cos(math.radians(latitude))
    dlon = math.degrees(math.asin(ratio)) if radius_km < EARTH_RADIUS_KM and ratio < 1 else 180.0
    return south, north, longitude - dlon, longitude + dlon
