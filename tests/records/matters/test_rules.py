"""The chain and the replay as pure functions, with whatever hypothesis thinks of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.records.matters.rules.chain import ChainBroken, NewEntry, canonical, link, verify_chain
from fawang.records.matters.rules.numbers import check_digit, grouped, is_number, new_number
from fawang.records.matters.rules.projection import Projection, ReplayFault, replay, step
from fawang.records.matters.rules.words import folded, index_tokens, query_phrases

START = datetime(2026, 11, 17, 1, 30, tzinfo=UTC)
LIMITS = ("a.one", "b.two")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
settings_of = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["submitted", "granted", "closed"]),
        "open": st.booleans(),
        "holder": st.none() | st.integers(1, 9),
        "lawyer": st.none() | st.integers(1, 9),
        "priority": st.integers(0, 3),
    },
)
verbs = st.tuples(
    st.sampled_from(["start", "pause", "resume", "stop", "cancel", "overdue"]), st.sampled_from(LIMITS)
)


def change(verb: str, limit: str, day: int) -> dict:
    due = (START + timedelta(days=day + 7)).isoformat()
    more = {
        "start": {"label": "审查", "started_at": START.isoformat(), "due_at": due},
        "resume": {"due_at": due},
    }
    return {"verb": verb, "limit": limit, **more.get(verb, {})}


@st.composite
def timelines(draw):
    """Chained entries, each sensible where it stands."""
    entries, present = [], Projection()
    for day in range(draw(st.integers(1, 12))):
        data = {"set": draw(settings_of), "flags": draw(st.lists(st.sampled_from(["x", "y"]), max_size=2)),
                "note": draw(json_values), "clocks": [change(*draw(verbs), day)]}  # fmt: skip
        if draw(st.booleans()):
            data |= {"action": draw(st.sampled_from(["grant", "refuse"])), "fields": {"day": "2026-11-17"}}
        for offered in (data, {**data, "clocks": []}):
            at = START + timedelta(days=day)
            fresh = NewEntry("action", "staff:1", "周敏", offered, draw(st.text(max_size=10)))
            entry = link("n", len(entries) + 1, at, present.head_hash, fresh)
            try:
                present = step(present, entry)
            except ReplayFault:
                continue
            entries.append(entry)
            break
    return entries, present


@given(timelines())
def test_step_by_step_and_all_at_once_agree(drawn):
    entries, present = drawn
    assert replay(entries) == present
    assert verify_chain("n", entries, present.head_hash) == len(entries)
    running = [clock.due_at for clock in present.clocks if clock.state == "running"]
    assert present.due_at == min(running, default=None)
    live = [clock.limit for clock in present.clocks if clock.live]
    assert len(live) == len(set(live))


@given(timelines(), st.data())
def test_no_line_can_be_changed_moved_or_taken_out(drawn, data):
    entries, present = drawn
    place = data.draw(st.integers(0, len(entries) - 1))
    victim = entries[place]
    forged = [
        [*entries[:place], replace(victim, public_text=victim.public_text + "。"), *entries[place + 1 :]],
        [*entries[:place], replace(victim, actor="staff:2"), *entries[place + 1 :]],
        [*entries[:place], replace(victim, at=victim.at + timedelta(seconds=1)), *entries[place + 1 :]],
        [*entries[:place], replace(victim, data={**victim.data, "more": 1}), *entries[place + 1 :]],
        entries[:place] + entries[place + 1 :],
    ]
    if place:
        forged.append([*entries[: place - 1], victim, entries[place - 1], *entries[place + 1 :]])
    for lines in forged:
        with pytest.raises(ChainBroken):
            verify_chain("n", lines, present.head_hash)
    with pytest.raises(ChainBroken):
        verify_chain("another number", entries, present.head_hash)


@given(json_values)
def test_equal_values_have_one_spelling(value):
    import json

    assert canonical(json.loads(canonical(value))) == canonical(value)


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "x"}, object(), float("nan")])
def test_what_databases_spell_differently_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        {"set": {"colour": "red"}},
        {"clocks": [{"verb": "stop", "limit": "never.started"}]},
        {"clocks": [{"verb": "resume", "limit": "never.started", "due_at": START.isoformat()}]},
        {"clocks": [change("start", "a.one", 1), change("start", "a.one", 2)]},
    ],
)
def test_what_makes_no_sense_is_no_entry(data):
    with pytest.raises(ReplayFault):
        step(Projection(), link("n", 1, START, "", NewEntry("x", "system", data=data)))
    with pytest.raises(ReplayFault):
        step(Projection(), link("n", 2, START, "", NewEntry("x", "system")))


def run(*changes: tuple[int, dict]):
    entries, head = [], ""
    for day, one in changes:
        entry = link(
            "n",
            len(entries) + 1,
            START + timedelta(days=day),
            head,
            NewEntry("x", "system", data={"clocks": [one]}),
        )
        entries.append(entry)
        head = entry.hash
    return replay(entries).clocks[0]


def test_a_paused_clock_is_late_only_if_it_was_when_it_paused():
    met = run(
        (0, change("start", "a.one", 0)), (3, change("pause", "a.one", 0)), (30, change("stop", "a.one", 0))
    )
    assert met.state == "met"
    assert run((0, change("start", "a.one", 0)), (8, change("stop", "a.one", 0))).state == "late"
    again = run(
        (0, change("start", "a.one", 0)), (3, change("pause", "a.one", 0)), (5, change("resume", "a.one", 5))
    )
    assert again.pauses == ((START + timedelta(days=3), START + timedelta(days=5)),)


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_in_a_number_is_noticed(day, place, shift):
    number = new_number("990121101000", day)
    assert is_number(number)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_number(wrong)


def test_a_number_says_where_and_when():
    number = new_number("990121101000", date(2026, 11, 17))
    assert number.startswith("990121261117")
    assert grouped(number).replace(" ", "") == number
    assert check_digit("99012126111700000") in "0123456789"
    assert not is_number("９９０１２１２６１１１７００００００００")


def test_words_are_cut_the_same_way_for_the_index_and_the_question():
    tokens = index_tokens("99012126111712345678", "990121", "讨要工资：ＡＢ公司", "老板欠我四万块")
    assert tokens[0] == "n12345678"
    for text in ("四万块", "ab公司", "工资"):
        for phrase in query_phrases(text):
            places = [i for i in range(len(tokens)) if tokens[i : i + len(phrase)] == phrase]
            assert places, text
    assert query_phrases("资") == []
    assert query_phrases('"; DROP TABLE') == [["dr", "ro", "op"], ["ta", "ab", "bl", "le"]]
    assert folded("工资、ＡＢ") == "工资 ab"
