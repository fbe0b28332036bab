"""Newcomers' plain words find the services that help them. What a set was used for stands in its file."""

from pathlib import Path

import pytest
import yaml

from fawang.journeys.find_services import find_services
from fawang.reference.catalog.queries import list_services

SETS = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text("utf-8"))
#: At least so many of a set lead to a helpful service among the first three. `last` is the only set that the
#: plain words never knew: it tells what a stranger may expect, and it must not become worse.
LEAST = {"tuned": 40, "kept": 40, "later": 28, "last": 11}


@pytest.mark.parametrize("name", sorted(SETS))
def test_plain_words_lead_to_a_service_that_helps(name):
    hits = [
        bool(set(one["find"]) & {row.code for row in find_services(one["ask"])[:3]}) for one in SETS[name]
    ]
    missed = [one["ask"] for one, hit in zip(SETS[name], hits, strict=True) if not hit]
    assert sum(hits) >= LEAST[name], missed


def test_the_sets_name_services_that_are_there_and_share_no_words():
    codes = {one.code for one in list_services()}
    asked = [one["ask"] for some in SETS.values() for one in some]
    assert len(asked) == len(set(asked)) >= 60
    assert {code for some in SETS.values() for one in some for code in one["find"]} <= codes


@pytest.mark.parametrize("words", ["宇宙飞船", "红烧肉怎么做", "zzqx"])
def test_what_no_service_is_for_finds_none(words):
    assert find_services(words) == ()
