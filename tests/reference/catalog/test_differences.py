"""What changed between two versions, in words: for whoever has matters running on the older one."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.reference.catalog.differences import differences
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.catalog.shapes import form_shape, steps_shape
from tests.reference.catalog.bench_service import write_content


@pytest.fixture
def told(tmp_path):
    """What is told of one change to the small service: `file:line: words`."""
    root = write_content(tmp_path / "old", settings.CONTENT / "limits")
    old = load_catalog([root]).services["demo-service"].definition

    def change(**changes):
        changed = write_content(tmp_path / "new", settings.CONTENT / "limits", **changes)
        loaded = load_catalog([changed]).services["demo-service"]
        found = [loaded.tree.fault(loc, words) for loc, words in differences(old, loaded.definition)]
        return [str(fault).removeprefix("services/demo/demo-service/") for fault in found]

    return change


FINISH = "to: shut, by: [officer], clocks: [{stop: legal-aid.decide}]}"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"steps": ("name: 办理中", "name: 在办")}, ["steps.yaml:4: 状态 open 改名：“办理中”→“在办”"]),
        ({"steps": ("next: 会告诉您", "next: 等短信")}, ["steps.yaml:4: 状态 open 改了：next"]),
        (
            {"steps": ("by: [officer], clocks: [{stop", "by: [officer, lawyer], clocks: [{cancel")},
            [
                "steps.yaml:7: 步骤 finish 谁能做换了：officer → officer、lawyer",
                "steps.yaml:7: 步骤 finish 的期限换了：停止 legal-aid.decide → 取消 legal-aid.decide",
            ],
        ),
        (
            {"steps": ("on_start: {clocks: [{start: legal-aid.decide}]", "on_start: {clocks: []")},
            ["steps.yaml:2: 提交时 的期限换了：开始 legal-aid.decide → 没有"],
        ),
        (
            {"steps": (FINISH, FINISH[:-1] + ", fields: [{code: why, label: 理由, kind: text}]}")},
            ["steps.yaml:7: 步骤 finish 加了字段 why（必填）"],
        ),
        (
            {"steps": ("{code: finish, name: 办完,", "{code: done, name: 办完,")},
            ["steps.yaml:6: 步骤 finish 删去了", "steps.yaml:7: 步骤 done 是新的"],
        ),
        (
            {"form": ("minimum: 1, maximum: 99", "minimum: 2, maximum: 99")},
            ["form.yaml:14: 页 money 的字段 many 改了：minimum"],
        ),
        (
            {"form": ("{code: house, label: 房子}", "{code: car, label: 车}")},
            ["form.yaml:5: 页 topic 的字段 topic 改了：删去选项 house、加了选项 car"],
        ),
        (
            {"form": ("show_if: {topic: money}", "show_if: {topic: house}")},
            ["form.yaml:11: 页 money 什么时候出现，条件改了"],
        ),
        (
            {"form": ("      - {code: heads, label: 代表, kind: text, show_if: {many: {gte: 10}}}\n", "")},
            ["form.yaml:12: 页 money 删去了字段 heads"],
        ),
        ({"sms": ("收到了。", "已收到。")}, ["notices/sms.yaml:1: 通知 got 改了：text"]),
        ({"service": ("time: 当天", "time: 三天")}, ["service.yaml:9: 服务的时限改了"]),
        (
            {"service": ("{code: paper, name: 材料,", "{code: paper, name: 材料, always: true,")},
            ["service.yaml:13: 材料 paper 的要求改了：always"],
        ),
    ],
)
def test_each_change_is_told_in_words_with_its_line(told, change, expected):
    assert told(**change) == expected


def shapes(root):
    service = load_catalog([root]).services["demo-service"].definition
    return form_shape(service), steps_shape(service)


@pytest.mark.parametrize(
    ("change", "same_form", "same_steps"),
    [
        ({"form": ("title: 什么事？", "title: 您有什么事？")}, True, True),
        ({"form": ("{code: house, label: 房子}", "{code: house, label: 屋子}")}, True, True),
        ({"form": ("{code: house, label: 房子}", "{code: car, label: 房子}")}, False, True),
        ({"form": ("kind: phone", "kind: text")}, False, True),
        ({"form": ("{many: {gte: 10}}", "{many: {gte: 5}}")}, False, True),
        ({"steps": ("name: 办理中, tell: 正在办", "name: 在办, tell: 我们在办")}, True, True),
        ({"steps": ("by: [officer]", "by: [officer, lawyer]")}, True, False),
        ({"steps": ("{stop: legal-aid.decide}", "{cancel: all}")}, True, False),
        ({"service": ("name: 示例服务", "name: 别的服务")}, True, True),
    ],
)
def test_the_shape_of_a_service_is_what_it_asks_and_does_not_its_words(
    tmp_path, change, same_form, same_steps
):
    limits = settings.CONTENT / "limits"
    before = shapes(write_content(tmp_path / "a", limits))
    after = shapes(write_content(tmp_path / "b", limits, **change))
    assert (before[0] == after[0], before[1] == after[1]) == (same_form, same_steps)
