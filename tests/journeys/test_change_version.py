"""Running matters and a definition that changed meanwhile: which of them may follow it."""

from __future__ import annotations

import argparse

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.interfaces.cli.content import changes
from fawang.journeys import act
from fawang.journeys.change_version import look, move
from fawang.records.matters.models import Matter, TimelineEntry
from fawang.records.matters.queries.verify import verify_matter
from fawang.reference.catalog import queries as catalog
from tests.cast import NOW
from tests.journeys.review import handed_in
from tests.journeys.review import review as review
from tests.journeys.story import do


@pytest.fixture
def edit(review, monkeypatch):
    """Change a file of the review service, as somebody with an editor does."""
    monkeypatch.setattr(catalog, "_LOOK_AGAIN_AFTER", 0.0)
    (folder,) = {path.parent for path in review.rglob("steps.yaml")}

    def change(file, old, new):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
        return catalog.get_service("review-demo").version

    return change


def verdicts(**asked):
    return {one.number: (one.verdict, one.reasons) for one in look(service="review-demo", **asked)}


def test_what_does_not_touch_the_way_fits_and_is_moved_with_an_entry(cast, edit):
    receipt = handed_in()
    old = Matter.objects.get().service_version
    newest = edit("steps.yaml", "name: 审理, tell: 正在审", "name: 正在审理, tell: 我们正在审")
    assert verdicts() == {receipt.number: ("fits", ())}
    assert Matter.objects.get().service_version == old, "looking moves nothing"
    (moved,) = move(service="review-demo", now=NOW)
    assert (moved.number, moved.version, moved.moved) == (receipt.number, old, True)
    matter = Matter.objects.get()
    entry = TimelineEntry.objects.filter(matter=matter).last()
    assert (matter.service_version, entry.kind) == (newest, "version")
    assert entry.data["definition"] == {"from": old, "to": newest}
    assert entry.public_text == ""
    assert AuditEntry.objects.get(action="matter.version").detail == {"from": old, "to": newest}
    assert verify_matter(matter) == []
    assert list(move(service="review-demo", now=NOW)) == [], "the second time there is nothing to do"


def test_a_moved_matter_goes_on_under_the_new_words_and_its_chain_still_proves_the_old(cast, edit):
    receipt = handed_in()
    edit("steps.yaml", "name: 审理, tell: 正在审", "name: 正在审理, tell: 我们正在审")
    list(move(service="review-demo", now=NOW))
    edit("steps.yaml", "code: accept\n    name: 受理", "code: accept\n    name: 决定受理")
    list(move(service="review-demo", now=NOW))
    seen = do(cast.viewers.zhou, receipt.number, "accept", NOW)
    assert seen.state_name == "正在审理"
    assert "决定受理" in [entry.kind for entry in seen.timeline]
    assert verify_matter(Matter.objects.get()) == []
    Matter.objects.update(service_version="000000000000")
    assert verify_matter(Matter.objects.get()) == ["所用的服务版本与办理记录不一致"]


def test_a_state_that_is_gone_keeps_the_matter_on_its_version(cast, edit):
    receipt = handed_in()
    do(cast.viewers.zhou, receipt.number, "accept", NOW)
    edit("steps.yaml", "to: reviewing\n    by: [officer]", "to: upheld\n    by: [officer]")
    verdict, reasons = verdicts()[receipt.number]
    assert (verdict, reasons) == ("state", ("照新版本走，现在应当是“upheld”，实际是“reviewing”",))
    (told,) = move(service="review-demo", now=NOW)
    assert not told.moved
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    assert "close" in {action.code for action in seen.actions}


def test_a_step_that_was_taken_and_is_no_more_loses_the_state(cast, edit):
    receipt = handed_in()
    do(cast.viewers.zhou, receipt.number, "accept", NOW)
    edit("steps.yaml", "code: accept\n", "code: take_up\n")
    verdict, reasons = verdicts()[receipt.number]
    assert verdict == "state"
    assert "办过“受理”，新版本没有这一步" in reasons[0]


def test_another_clock_keeps_the_matter_on_its_version(cast, edit):
    receipt = handed_in()
    newest = edit(
        "steps.yaml",
        "on_start: {clocks: [{start: review.examine}]",
        "on_start: {clocks: [{start: review.decide}]",
    )
    assert verdicts()[receipt.number] == (
        "clocks",
        (
            "新版本这时应当在算期限 review.decide，实际没有",
            "期限 review.examine 正在计时，新版本这时没有它",
        ),
    )
    assert [one.moved for one in move(service="review-demo", version=newest, now=NOW)] == [False]


def test_a_question_that_was_not_asked_keeps_the_matter_on_its_version(cast, edit):
    receipt = handed_in()
    edit(
        "form.yaml",
        "      - {code: name, label: 姓名",
        "      - {code: fine_number, label: 处罚决定书编号, kind: text}\n      - {code: name, label: 姓名",
    )
    verdict, reasons = verdicts()[receipt.number]
    assert verdict == "answers"
    assert reasons[0].startswith("处罚决定书编号：")


def test_a_step_that_waits_for_its_signatures_is_finished_first(cast, edit):
    receipt = handed_in()
    do(cast.viewers.zhou, receipt.number, "accept", NOW)
    do(cast.viewers.zhou, receipt.number, "decide", NOW, reason="处罚有据")
    edit("steps.yaml", "{role: officer, name: 科室复核}", "{role: officer, name: 处室复核}")
    assert verdicts()[receipt.number][0] == "approval"


def test_a_paused_and_extended_clock_fits_when_both_versions_agree(cast, edit):
    receipt = handed_in()
    zhou = cast.viewers.zhou
    for action in ("accept", "prolong", "ask"):
        do(zhou, receipt.number, action, NOW)
    edit("service.yaml", "time: 六十日", "time: 六十天")
    assert verdicts() == {receipt.number: ("fits", ())}
    edit("steps.yaml", "clocks: [{pause: review.decide}]", "clocks: []")
    verdict, reasons = verdicts()[receipt.number]
    assert (verdict, reasons) == ("clocks", ("期限 review.decide 在新版本里的起算、暂停或者延长不一样",))


def test_going_back_to_a_version_that_was_published_is_possible(cast, edit):
    first = handed_in(key="the-first-of-two")
    old = Matter.objects.get(number=first.number).service_version
    edit("service.yaml", "time: 六十日", "time: 六十天")
    second = handed_in(key="the-second-of-two")
    assert set(verdicts(version=old)) == {second.number}
    (moved,) = move(service="review-demo", version=old, now=NOW)
    assert (moved.number, moved.moved) == (second.number, True)
    with pytest.raises(catalog.UnknownService):
        list(look(service="review-demo", version="ffffffffffff"))


def test_the_commands_tell_what_changed_and_what_fits(cast, edit, capsys):
    receipt = handed_in()
    edit("steps.yaml", "name: 审查, tell", "name: 在审查, tell")
    edit("steps.yaml", "clocks: [{pause: review.decide}]", "clocks: []")
    changes.print_changes()
    told = capsys.readouterr().out
    assert "review-demo：1 件在办事项用版本" in told
    assert "状态 examining：1 件，1 个机构" in told
    assert "steps.yaml:4: 状态 examining 改名：“审查”→“在审查”" in told
    assert "步骤 ask 的期限换了：暂停 review.decide → 没有" in told
    asked = argparse.Namespace(service="review-demo", to="", apply=False)
    assert changes.migrate(asked) == 0
    assert "可以换 1 件" in capsys.readouterr().out
    asked.apply = True
    assert changes.migrate(asked) == 0
    assert f"{receipt.number}" in (told := capsys.readouterr().out)
    assert "换过去 1 件" in told
    changes.print_changes()
    assert capsys.readouterr().out == "在办事项用的都是现行版本。\n"
