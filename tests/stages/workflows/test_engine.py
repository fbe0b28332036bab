"""The engine on a small made-up service, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fawang.core.clock import ZONE
from fawang.records.matters.rules.chain import link
from fawang.records.matters.rules.projection import Projection, step
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.stages.workflows.refusals import (
    ActionUnknown,
    ConditionNotMet,
    DoneAlready,
    HeldByAnother,
    MatterAlreadyClosed,
    NotForThisRole,
    NotInThisState,
    TooEarly,
)
from fawang.stages.workflows.rules import HIDDEN, Actor, Case, Due, available, begin, deemed, fill, plan

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=ZONE)
DAY = timedelta(days=1)
SERVICE = ServiceDefinition.model_validate(
    {
        "code": "test-service", "version": "v1", "name": "试办", "family": "test", "family_name": "试",
        "group": "试", "summary": "s", "who_can_apply": "w", "fee": "f", "time": "t",
        "dispatch": {"office_kind": "bureau", "region_field": "region"},
        "form": {
            "pages": [
                {"code": "p", "title": "问", "fields": [{"code": "kind", "label": "类", "kind": "text"}]}
            ]
        },
        "steps": {
            "start": "in",
            "on_start": {
                "clocks": [{"start": "t.decide"}], "notices": ["hello"], "tell": "交到{organisation}",
            },
            "states": {
                "in": {"name": "审查", "tell": "t", "next": "n", "waiting_for": "office"},
                "wait": {"name": "等补", "tell": "t", "next": "n", "waiting_for": "applicant"},
                "out": {"name": "办结", "tell": "t", "next": "n", "waiting_for": "nobody", "open": False},
            },
            "actions": [
                {"code": "ask", "name": "告知", "from": ["in"], "to": "wait", "by": ["officer"], "once": True,
                 "fields": [{"code": "by_day", "label": "日", "kind": "date"},
                            {"code": "what", "label": "缺", "kind": "long_text", "public": True}],
                 "clocks": [{"pause": "t.decide"}], "tell": "请补：{what}"},
                {"code": "given", "name": "补了", "from": ["wait"], "to": "in", "by": ["applicant"],
                 "clocks": [{"resume": "t.decide"}]},
                {"code": "deem", "name": "视为撤回", "from": ["wait"], "to": "out",
                 "by": ["officer", "system"], "not_before": "by_day", "on_expiry": "t.wait"},
                {"code": "give", "name": "给予", "from": ["in"], "to": "out", "by": ["officer"],
                 "when": {"any": [{"flags": "poor"}, {"done": "ask"}]}, "why_not": "先核对经济状况。",
                 "sets": {"lawyer": "who"}, "fields": [{"code": "who", "label": "谁", "kind": "staff"}],
                 "clocks": [{"stop": "t.decide"}, {"stop": "t.never"}], "notices": ["won"],
                 "tell": "{lawyer}承办", "flags": ["granted"]},
                {"code": "work", "name": "记录", "from": ["in"], "by": ["lawyer"]},
            ],
        },
        "notices": {"hello": {"to": "applicant", "text": "{surname}您好，{due}前答复"},
                    "won": {"to": "lawyer", "text": "{number} 交给您 {surname}"}},
    }
)  # fmt: skip
OFFICER = Actor("officer", "staff:1", "周敏", "石港县法律援助中心", 1)


class SevenDays:
    """Seven days for everything; a pause is added."""

    def begin(self, limit, moment):
        return Due(moment + 7 * DAY, limit)

    def resume(self, clock, moment):
        return Due(clock.due_at + (moment - clock.paused_at), clock.label)


def case(present: Projection, **more) -> Case:
    words = {"number": "N1", "organisation": "中心", "surname": "王{number}先生"}
    return Case(SERVICE, present, {"kind": "x"}, words=words, names={1: "周敏", 7: "陈静"}, **more)


def after(before: Projection, made, at=NOW) -> Projection:
    return step(before, link("N1", before.length + 1, at, before.head_hash, made.entry))


@pytest.fixture
def opened() -> Projection:
    made = begin(case(Projection(flags=("poor",))), actor=Actor("applicant", "applicant", "申请人", "申请人"),
                 now=NOW, deadlines=SevenDays(), content={})  # fmt: skip
    assert made.entry.public_text == "交到中心"
    # What is filled in is not filled in again.
    assert [notice.text for notice in made.notices] == ["王{number}先生您好，2026年11月24日前答复"]
    return after(Projection(), made)


def do(present, action, *, actor=OFFICER, at=NOW, **data):
    return plan(case(present), action, actor=actor, data=data, now=at, deadlines=SevenDays())


def test_the_start_sets_state_marks_and_clock(opened):
    assert (opened.state, opened.open, opened.flags) == ("in", True, ("poor",))
    assert opened.due_at == NOW + 7 * DAY


def test_an_action_pauses_and_another_resumes(opened):
    waiting = after(opened, do(opened, "ask", at=NOW + DAY, by_day="2026-12-01", what="欠条"), NOW + DAY)
    assert (waiting.state, waiting.due_at, waiting.holder) == ("wait", None, 1)
    later, citizen = NOW + 4 * DAY, Actor("applicant", "applicant", "申请人", "您")
    back = after(waiting, do(waiting, "given", actor=citizen, at=later), later)
    assert (back.state, back.due_at) == ("in", NOW + 10 * DAY)
    with pytest.raises(DoneAlready):
        do(back, "ask")


def test_free_words_are_hidden_from_those_with_the_code_only(opened):
    made = do(opened, "ask", by_day="2026-12-01", what="王建国的欠条")
    assert made.entry.public_text == "请补：王建国的欠条"
    assert made.entry.data["outline"] == f"请补：{HIDDEN}"


def test_closing_ends_every_clock_and_gives_it_to_the_lawyer(opened):
    made = do(opened, "give", who=7)
    done = after(opened, made)
    assert (done.open, done.lawyer, done.flags) == (False, 7, ("poor", "granted"))
    assert [clock.state for clock in done.clocks] == ["met"]
    assert made.entry.public_text == "陈静承办"
    assert [(notice.to, notice.text) for notice in made.notices] == [("lawyer", "N1 交给您 王{number}先生")]
    with pytest.raises(MatterAlreadyClosed):
        do(done, "ask")


def test_what_the_definition_does_not_allow(opened):
    with pytest.raises(ActionUnknown):
        do(opened, "fly")
    with pytest.raises(NotInThisState, match="审查"):
        do(opened, "given")
    with pytest.raises(NotForThisRole):
        do(opened, "ask", actor=replace(OFFICER, role="supervisor"))
    with pytest.raises(NotForThisRole):
        do(opened, "work", actor=Actor("lawyer", "staff:8", "何牧", "何牧律师", 8))
    with pytest.raises(ConditionNotMet, match="先核对经济状况"):
        do(replace(opened, flags=()), "give")
    with pytest.raises(HeldByAnother, match="陈静"):
        do(replace(opened, holder=7), "ask")


def test_a_day_must_pass_before_silence_counts(opened):
    waiting = after(opened, do(opened, "ask", by_day="2026-11-30", what="x"))
    with pytest.raises(TooEarly):
        do(waiting, "deem", at=datetime(2026, 11, 30, 23, 59, tzinfo=ZONE))
    assert (
        do(waiting, "deem", at=datetime(2026, 12, 1, 0, 1, tzinfo=ZONE)).entry.data["set"]["state"] == "out"
    )
    assert deemed(case(waiting).definition, waiting.state, "t.wait").code == "deem"
    assert deemed(case(opened).definition, opened.state, "t.wait") is None


def test_only_what_may_be_done_is_on_offer(opened):
    def offered(present, role, staff_id=1):
        return [a.code for a in available(case(present), role=role, staff_id=staff_id, now=NOW)]

    assert offered(opened, "officer") == ["ask", "give"]
    assert offered(replace(opened, flags=()), "officer") == ["ask"]
    assert offered(replace(opened, holder=7), "officer") == []
    assert offered(replace(opened, lawyer=7), "lawyer", 7) == ["work"]
    assert offered(opened, "applicant", None) == []


def test_a_late_clock_is_not_paused_any_more(opened):
    made = do(opened, "ask", at=NOW + 8 * DAY, by_day="2026-12-20", what="x")
    assert "clocks" not in made.entry.data


def test_unknown_words_stay_empty():
    assert fill("a{b}{c}d", {"b": "{c}"}) == "a{c}d"
