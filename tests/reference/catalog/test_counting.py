"""The numbers of the catalogue, and a new service begun as a copy."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.copying import NotCopied, copy_service
from fawang.reference.catalog.counting import count_content, limits_used
from fawang.reference.catalog.loader import load_catalog
from tests.reference.catalog.bench_service import FOLDER, write_content

LIMITS = settings.CONTENT / "limits"


def test_one_service_is_counted(tmp_path, law_library):
    stats = count_content([write_content(tmp_path, LIMITS)])
    assert stats.totals() == {
        "families": 1,
        "services": 1,
        "full": 1,
        "light": 0,
        "distinct_forms": 1,
        "distinct_steps": 1,
        "limits": 1,
        "cases": 3,
        "limits_cited": 1.0,
        "cites": 0,
        "documents": 0,
    }
    assert stats.by_family["demo"].name == "示例"
    assert stats.by_family["demo"].totals()["services"] == 1


def test_a_copy_adds_a_service_and_neither_a_form_nor_steps(tmp_path, law_library):
    root = write_content(tmp_path, LIMITS)
    written = copy_service([root], family="demo", code="second", like="demo-service", name="第二项")
    assert [path.relative_to(root).as_posix() for path in written] == [
        f"services/demo/second/{name}"
        for name in ("cases.yaml", "form.yaml", "notices/sms.yaml", "service.yaml", "steps.yaml")
    ]
    totals = count_content([root]).totals()
    assert (totals["services"], totals["distinct_forms"], totals["distinct_steps"]) == (2, 1, 1)
    assert totals["cases"] == 6
    (told,) = check_content([root]).faults
    assert "只是名称不同" in told.message, "what is left to do is to make it another service"


def test_a_copy_in_a_new_family_brings_what_the_other_family_shares(tmp_path):
    root = write_content(tmp_path / "shipped", LIMITS, form=("pages:\n", "pages:\n  - use: first\n"))
    (root / "services/demo/family.yaml").write_text(
        "family: demo\nfamily_name: 示例\npages:\n"
        "  - {code: first, title: 先问, fields: [{code: first, label: 好, kind: yes_no, required: false}]}\n",
        encoding="utf-8",
    )
    own = tmp_path / "own"
    copy_service(
        [root, own], family="water", code="water-well", like="demo-service", name="水井", family_name="用水"
    )
    loaded = load_catalog([root, own])
    one = loaded.services["water-well"].definition
    assert loaded.faults == []
    assert (one.family, one.family_name, one.name) == ("water", "用水", "水井")
    assert one.form.pages[0].code == "first"
    assert not (root / "services" / "water").exists(), "the shipped content stays as it was"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"code": "Second"}, "不能作编码"),
        ({"family": "../demo"}, "不能作编码"),
        ({"code": "demo-service"}, "已经有服务“demo-service”"),
        ({"like": "demo-servise"}, "是不是想写“demo-service”"),
        ({"family": "water"}, "--family-name"),
    ],
)
def test_what_cannot_be_copied_is_refused_and_nothing_written(tmp_path, asked, why):
    root = write_content(tmp_path, LIMITS)
    before = sorted(root.rglob("*.yaml"))
    given = {"family": "demo", "code": "second", "like": "demo-service", **asked}
    with pytest.raises(NotCopied, match=why):
        copy_service([root], **given)
    assert sorted(root.rglob("*.yaml")) == before


def test_every_place_in_which_a_limit_may_stand_is_counted(tmp_path):
    root = write_content(
        tmp_path,
        LIMITS,
        service=(
            "time: 当天",
            "time: 当天\nlimits: [legal-aid.appoint]\n"
            "remedies: [{name: 复议, to: 政府, limit: review.apply}]",
        ),
    )
    used = set(limits_used(load_catalog([root]).services["demo-service"].definition))
    assert used == {"legal-aid.decide", "legal-aid.appoint", "review.apply"}


def test_a_limit_without_a_source_is_not_counted_as_cited(tmp_path, law_library):
    root = write_content(tmp_path, LIMITS)
    (root / "limits").unlink()
    (root / "limits").mkdir()
    for path in LIMITS.glob("*.yaml"):
        if path.name != "cases.yaml":
            (root / "limits" / path.name).write_text(path.read_text("utf-8"), "utf-8")
    marked = root / "limits" / "office-rules.yaml"
    marked.write_text(
        "law: 办理法律援助案件程序规定\nin_force_from: 2023-09-01\ncounting: civil-code\nunverified: true\n"
        "limits:\n  - {code: own.answer, workflow: 甲, step: 答复, who: 乙, kind: period, value: 3,"
        " unit: working_day, start: 收到}\n",
        encoding="utf-8",
    )
    steps = root / FOLDER / "steps.yaml"
    steps.write_text(steps.read_text("utf-8").replace("legal-aid.decide", "own.answer"), encoding="utf-8")
    stats = count_content([root])
    assert (stats.totals()["limits_cited"], stats.uncited) == (0.0, ("own.answer",))
    marked.write_text(
        marked.read_text("utf-8").replace("start: 收到", "start: 收到, article: 第三条"), encoding="utf-8"
    )
    assert count_content([root]).totals()["limits_cited"] == 1.0


def test_a_promise_counts_as_no_statutory_period_and_bars_nobody(tmp_path, law_library):
    root = write_content(
        tmp_path,
        LIMITS,
        service=(
            "time: 当天",
            "time: 当天\nlimits: [traffic-mediation.finish]\n"
            "remedies: [{name: 复议, to: 政府, limit: traffic-mediation.finish}]",
        ),
    )
    used = set(limits_used(load_catalog([root]).services["demo-service"].definition))
    assert used == {"legal-aid.decide", "traffic-mediation.finish"}
    assert count_content([root]).totals()["limits"] == 1
    (told,) = [str(fault) for fault in check_content([root]).faults if "机构自己的承诺" in str(fault)]
    assert "不能当作救济的期限" in told


def test_the_shipped_catalogue_has_no_two_services_that_are_one(law_library):
    totals = count_content([settings.CONTENT]).totals()
    assert totals["distinct_forms"] <= totals["services"] == totals["full"] + totals["light"]
    assert totals["services"] >= 14
