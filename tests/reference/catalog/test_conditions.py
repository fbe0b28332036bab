"""Conditions are data: what they mean, and that nothing else can be smuggled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.reference.catalog import conditions


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        ({"a": "x"}, {"a": "x"}, True),
        ({"a": "x"}, {"a": "y"}, False),
        ({"a": "x"}, {}, False),
        ({"a": ["x", "y"]}, {"a": "y"}, True),
        ({"a": "x"}, {"a": ["w", "x"]}, True),
        ({"n": {"gte": 10}}, {"n": 10}, True),
        ({"n": {"gt": 10}}, {"n": "10"}, False),
        ({"n": {"gt": 3, "lt": 5}}, {"n": "4.0"}, True),
        ({"n": {"gt": 3}}, {"n": None}, False),
        ({"n": {"gt": 3}}, {"n": True}, False),
        ({"n": 5}, {"n": "5.0"}, True),
        ({"d": {"lt": "2026-03-01"}}, {"d": "2026-02-28"}, True),
        ({"a": {"filled": True}}, {"a": ""}, False),
        ({"a": {"filled": False}}, {}, True),
        ({"not": {"a": "x"}}, {}, True),
        ({"any": [{"a": "x"}, {"b": "y"}]}, {"b": "y"}, True),
        ({"all": [{"a": "x"}, {"b": "y"}]}, {"b": "y"}, False),
        ({"a": "x", "b": "y"}, {"a": "x", "b": "n"}, False),
        ({"a": True}, {"a": 1}, False),
    ],
)
def test_meaning(condition, answers, expected):
    assert not list(conditions.shape_faults(condition))
    assert conditions.holds(condition, answers) is expected


@pytest.mark.parametrize(
    "condition",
    [
        {},
        [],
        "a",
        {"a": None},
        {"a": {}},
        {"a": {"eval": "1"}},
        {"any": []},
        {"all": {"a": 1}},
        {"not": "x"},
        {"a": {"gt": True}},
        {"a": [["x"]]},
        {"a": {"filled": "yes"}},
    ],
)
def test_shapes_that_are_refused(condition):
    assert list(conditions.shape_faults(condition))


def test_depth_is_limited():
    deep = {"a": "x"}
    for _ in range(50):
        deep = {"not": deep}
    assert any("六层" in fault for fault in conditions.shape_faults(deep))


def test_fields_are_found_inside_combinations():
    condition = {"any": [{"a": 1}, {"not": {"all": [{"b": 2}, {"c": 3}]}}], "d": 4}
    assert conditions.fields_of(condition) == {"a", "b", "c", "d"}


@given(
    st.dictionaries(
        st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_any_answers_can_be_asked_without_error(answers):
    condition = {"any": [{"a": {"gt": 3}}, {"b": ["x"]}, {"not": {"c": {"lte": "z"}}}]}
    assert conditions.holds(condition, answers) in (True, False)


@given(st.text(max_size=8), st.text(max_size=8))
def test_not_turns_round(wanted, given_answer):
    assert conditions.holds({"not": {"a": wanted}}, {"a": given_answer}) is not conditions.holds(
        {"a": wanted}, {"a": given_answer}
    )
