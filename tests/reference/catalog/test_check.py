"""The content check tells everything that is wrong, at once, with the line."""

import pytest
from django.conf import settings

from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.loader import load_catalog
from tests.reference.catalog.bench_service import FOLDER, write_content


@pytest.fixture
def content(tmp_path):
    def write(**changes):
        return write_content(tmp_path, settings.CONTENT / "limits", **changes)

    return write


def faults(root):
    return [str(fault) for fault in check_content([root]).faults]


def test_the_small_service_is_right(content):
    report = check_content([content()])
    assert (report.faults, report.services, report.cases) == ([], 1, 3)


def test_five_mistakes_give_five_messages_with_their_lines(content):
    root = content(
        service=("fee: 免费", "fees: 免费"),
        form=("kind: amount, fact: amount", "kind: amuont, fact: amount"),
        steps=("waiting_for: office", "waiting_for: ofice"),
        cases=("  - name: 第2例\n", "  - nmae: 第2例\n"),
        sms=("got: {to: applicant", "got: {to: aplicant"),
    )
    told = faults(root)
    places = [
        "service.yaml:8: 不认识“fees”，是不是想写“fee”？",
        "form.yaml:13: “kind: amuont”不可用",
        "steps.yaml:4: “waiting_for: ofice”不可用",
        "cases.yaml:7: 不认识“nmae”，是不是想写“name”？",
        "notices/sms.yaml:1: “to: aplicant”不可用",
    ]
    for place in places:
        assert [line for line in told if line.startswith(f"{FOLDER}/{place}")], (place, told)
    # Two more follow from the same slips: the true names are now missing.
    assert len(told) == len(places) + 2
    assert sum("缺少“" in line for line in told) == 2


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"steps": ("to: shut, by", "to: shutt, by")}, "steps.yaml:7: 没有状态“shutt”，是不是想写“shut”？"),
        (
            {"steps": ("{stop: legal-aid.decide}", "{stop: legal-aid.decid}")},
            "steps.yaml:7: content/limits 里没有期限",
        ),
        ({"steps": (", clocks: [{stop: legal-aid.decide}]", "")}, "期限 legal-aid.decide 还没有停"),
        (
            {"steps": ("{stop: legal-aid.decide}", "{resume: legal-aid.decide}")},
            "现在是 running，不能 resume",
        ),
        ({"steps": ("notices: [got]", "notices: [gott]")}, "没有通知“gott”，是不是想写“got”？"),
        ({"steps": ("open: false}", "open: true}")}, "走不到头"),
        ({"steps": ("from: [open]", "from: [shut]")}, "状态“办完”走不到"),
        ({"steps": ("tell: 正在办", 'tell: "{identity}"')}, "不认识“{identity}”"),
        ({"sms": ("{surname}", "{name}")}, "sms.yaml:1: 不认识“{name}”"),
        ({"sms": ("收到了。", "收" * 150)}, "短信太长"),
        ({"form": ("show_if: {topic: money}", "show_if: {topik: money}")}, "没有问过，是不是想写“topic”？"),
        (
            {"form": ("show_if: {topic: money}", "show_if: {topic: monye}")},
            "没有选项“monye”，是不是想写“money”？",
        ),
        (
            {"form": ("show_if: {topic: money}", "show_if: {name: 王}")},
            "form.yaml:11: 条件里的“name”在它前面没有问过",
        ),
        ({"form": ("fact: phone, sealed: true", "fact: phone")}, "sealed: true"),
        ({"form": ("fact: amount", "fact: amonut")}, "facts.yaml 里没有“amonut”，是不是想写“amount”？"),
        ({"form": ("material: paper", "material: papers")}, "materials 里没有“papers”"),
        ({"form": ("kind: region", "kind: text")}, "应是申请表里 kind: region 的字段"),
        ({"form": ("code: heads", "code: flags")}, "留给系统用"),
        ({"form": ("pages:\n", "max_pages: 2\npages:\n")}, "有人要走 3 页"),
        ({"service": ("{topic}", "{name}")}, "标题里不能放个人信息"),
        ({"service": ("code: demo-service", "code: other")}, "应与文件夹名"),
        (
            {"cases": ("  - name: 第1例\n    at: 2026", "  - name: 第1例\n    at: 2025")},
            "预期 2026-03-09 到期",
        ),
    ],
)
def test_each_mistake_is_told(content, change, expected):
    told = faults(content(**change))
    assert any(expected in line for line in told), told


def test_clumsy_words_are_told_with_a_better_one(content, tmp_path):
    root = content(service=("summary: 用来检查的服务", "summary: 请写明您的诉求"))
    (root / "services" / "plain-words.yaml").write_text("诉求: 想要的结果\n", encoding="utf-8")
    assert faults(root) == [f"{FOLDER}/service.yaml:6: “诉求”不好懂，请换成：想要的结果"]


def test_an_absent_file_is_named(content):
    root = content()
    (root / FOLDER / "steps.yaml").unlink()
    (root / FOLDER / "step.yaml").write_text("start: open\n", encoding="utf-8")
    told = faults(root)
    assert f"{FOLDER}/steps.yaml:1: 缺少文件 steps.yaml" in told
    assert f"{FOLDER}/step.yaml:1: 不认识文件“step.yaml”，是不是想写“steps.yaml”？" in told


def test_an_overlay_replaces_a_file_and_changes_the_version(content, tmp_path):
    root = content()
    before = load_catalog([root]).services["demo-service"].definition
    overlay = tmp_path / "own"
    target = overlay / FOLDER / "service.yaml"
    target.parent.mkdir(parents=True)
    text = (root / FOLDER / "service.yaml").read_text(encoding="utf-8")
    target.write_text(text.replace("time: 当天", "time: 两天"), encoding="utf-8")
    after = load_catalog([root, overlay]).services["demo-service"].definition
    assert (before.time, after.time) == ("当天", "两天")
    assert before.version != after.version
    assert load_catalog([root]).services["demo-service"].definition.version == before.version


def test_a_family_lends_its_pieces(content):
    root = content(
        form=("  - code: who\n    title: 您是谁？\n", "  - use: first\n  - code: who\n    title: 您是谁？\n")
    )
    family = root / "services" / "demo" / "family.yaml"
    family.write_text(
        "pages:\n  - code: first\n    title: 先问一句\n"
        "    fields: [{code: first, label: 好吗, kind: yes_no}]\n",
        encoding="utf-8",
    )
    loaded = load_catalog([root])
    assert loaded.faults == []
    assert [p.code for p in loaded.services["demo-service"].definition.form.pages] == [
        "topic",
        "money",
        "first",
        "who",
    ]
    family.write_text("pages: []\n", encoding="utf-8")
    assert any("没有“first”可用" in line for line in faults(root))


def test_a_cite_that_the_library_refuses_is_told(content, law_library):
    good = "dispatch: {office_kind: service_centre, region_field: region}"
    bad = (
        good
        + "\ncites:\n  - {law: 法律援助法, article: 第九百条}\n"
        + "  - {law: 法律援助法, article: 第二十条, quote: 可以收费}"
    )
    told = faults(content(service=(good, bad)))
    assert [line.split(":")[1] for line in told] == ["13", "14"]
