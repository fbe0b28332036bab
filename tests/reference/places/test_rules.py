"""Codes and distances."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.reference.places import rules

degrees = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("code", "prefix", "level"),
    [
        ("990000000000", "99", 1),
        ("990100000000", "9901", 2),
        ("990121000000", "990121", 3),
        ("990121100000", "990121100", 4),
        ("990121100200", "990121100200", 5),
        ("441900003000", "441900003", 4),
        ("9901", "9901", 2),
    ],
)
def test_a_prefix_is_cut_where_the_parts_end_and_not_where_zeros_begin(code, prefix, level):
    assert rules.prefix_of(code) == prefix
    assert rules.level_of(rules.pad_code(code)) == level


@pytest.mark.parametrize("text", ["", "9", "99012", "99x1", "００", "1234567890123", "000000000000", "٩٩"])
def test_what_is_no_code_is_refused_with_words(text):
    assert rules.code_fault(text)
    with pytest.raises(ValueError):
        rules.pad_code(text)


def test_ancestors_go_from_the_place_itself_to_the_province():
    assert rules.ancestor_codes("990121101201") == [
        "990121101201",
        "990121101000",
        "990121000000",
        "990100000000",
        "990000000000",
    ]


def test_an_empty_prefix_holds_nothing():
    assert not rules.within("990121000000", "")


def test_a_known_distance():
    assert rules.distance_km(39.9042, 116.4074, 31.2304, 121.4737) == pytest.approx(1067, abs=3)


@given(degrees, degrees)
def test_distance_is_symmetric_and_bounded(one, two):
    there, back = rules.distance_km(*one, *two), rules.distance_km(*two, *one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(0.1, 300), st.floats(0, 6.28))
def test_the_box_holds_the_circle(latitude, longitude, radius, angle):
    south, north, west, east = rules.box_around(latitude, longitude, radius)
    lat = latitude + math.degrees(radius / rules.EARTH_RADIUS_KM) * math.sin(angle) * 0.999
    lon = longitude + math.degrees(radius / rules.EARTH_RADIUS_KM) * math.cos(angle) * 0.7
    if rules.distance_km(latitude, longitude, lat, lon) <= radius:
        assert south <= lat <= north
        assert west <= lon <= east
