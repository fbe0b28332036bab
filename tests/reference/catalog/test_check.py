"""The content check tells everything that is wrong, at once, with the line."""

import os
import shutil
import subprocess
import sys

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
        ({"sms": ("收到了。", "收到了，" + "请放心" * 21)}, "短信太长：填好以后是 73 字，一条最多 70 字"),
        (
            {"service": ("time: 当天", "time: 当天\nlimits: [legal-aid.decid]")},
            "service.yaml:10: content/limits",
        ),
        (
            {"service": ("time: 当天", "time: 当天\nremedies: [{name: 复议, to: 政府, limit: review.aply}]")},
            "没有期限“review.aply”，是不是想写“review.apply”？",
        ),
        (
            {
                "service": (
                    "time: 当天",
                    "time: 当天\nremedies: [{name: 异议, to: 司法局, service: objection}]",
                )
            },
            "没有服务“objection”",
        ),
        (
            {
                "service": (
                    "time: 当天",
                    "time: 当天\nremedies: [{name: 再来, to: 我, service: demo-service}]",
                )
            },
            "不能就是这项服务自己",
        ),
        ({"service": ("time: 当天", "time: 当天\ndoors: []")}, "至少要有一个能办的地方"),
        ({"service": ("time: 当天", "time: 当天\ndoors: [web, phone, web]")}, "“web”写了两次"),
        ({"service": ("time: 当天", "time: 当天\naudience: [aged]")}, "“aged”不可用"),
        (
            {"service": ("time: 当天", "time: 当天\nenglish: {name: Demo, summary: A demo, fee: Free}")},
            "写了 english 就要写全：缺少 time",
        ),
        (
            {"service": ("time: 当天", "time: 当天\nenglish: {name: 示例, summary: A, fee: F, time: T}")},
            "english 的 name 里还有汉字",
        ),
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


def test_a_light_service_is_short(content):
    pages = "".join(
        f"  - code: more{n}\n    title: 还有吗？\n"
        f"    fields: [{{code: more{n}, label: 有, kind: yes_no, required: false}}]\n"
        for n in range(4)
    )
    change = ("  - code: who\n    title: 您是谁？\n", pages + "  - code: who\n    title: 您是谁？\n")
    assert faults(content(form=change)) == []
    told = faults(content(form=change, service=("time: 当天", "time: 当天\nkind: light")))
    assert told == [
        f"{FOLDER}/form.yaml:1: 轻量服务（kind: light）最多 6 页，这里有 7 页：删去问题，或者写成 kind: full"
    ]


def second_service(root, code="other-service"):
    """The same service under another code; returns its folder."""
    folder = root / "services" / "demo" / code
    shutil.copytree(root / FOLDER, folder)
    head = folder / "service.yaml"
    text = head.read_text("utf-8").replace(
        "code: demo-service\nname: 示例服务", f"code: {code}\nname: 别的服务"
    )
    head.write_text(text, encoding="utf-8")
    return folder


def test_a_service_that_differs_in_its_name_only_is_told_with_both_files(content):
    root = content()
    folder = second_service(root)
    message = f"services/demo/other-service/service.yaml:1: 和 {FOLDER}/service.yaml 问的、办的完全一样"
    (told,) = faults(root)
    assert told.startswith(message)
    form = folder / "form.yaml"
    text = form.read_text("utf-8")
    form.write_text(text.replace("title: 什么事？", "title: 您有什么事？"), encoding="utf-8")
    assert faults(root) == [told], "other words do not make another service"
    form.write_text(text.replace("{code: house, label: 房子}", "{code: car, label: 车}"), encoding="utf-8")
    cases = folder / "cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("topic: house", "topic: car"), encoding="utf-8")
    assert faults(root) == []


def test_two_services_of_one_name_are_told(content):
    root = content(service=("time: 当天", "time: 当天\nasked_as: [试试, 示例服务]"))
    head = second_service(root) / "service.yaml"
    head.write_text(head.read_text("utf-8").replace("name: 别的服务", "name: 试试"), encoding="utf-8")
    told = [line for line in faults(root) if "已经叫" in line]
    there = "services/demo/other-service/service.yaml"
    assert told == [
        f"{there}:2: {FOLDER} 已经叫“试试”，请换一个名称",
        f"{there}:10: {FOLDER} 已经叫“示例服务”，请换一个名称",
    ]


def test_a_shared_piece_that_nobody_takes_is_told_with_its_line(content):
    root = content()
    (root / "services" / "common.yaml").write_text(
        "pages:\n  - {code: spare, title: 多的, fields: []}\nways:\n  old: {start: open}\n"
        "notices:\n  unsent: {to: officer, text: 没有人发}\n",
        encoding="utf-8",
    )
    assert faults(root) == [
        "services/common.yaml:2: 页“spare”没有任何服务取用，请删去或者用上",
        "services/common.yaml:4: 办理流程“old”没有任何服务取用，请删去或者用上",
        "services/common.yaml:6: 通知“unsent”没有任何服务取用，请删去或者用上",
    ]
    (root / FOLDER / "form.yaml").write_text("pages: nothing\n", encoding="utf-8")
    assert not any("没有任何服务取用" in line for line in faults(root)), "who cannot be read may be the taker"


def test_an_overlay_may_replace_what_services_share_and_the_check_names_both_files(content, tmp_path):
    root, own = content(steps=("start: open", "way: base")), tmp_path / "own"
    shared = "services/common.yaml"
    (root / shared).write_text("ways: {base: {start: open}}\n", encoding="utf-8")
    assert faults(root) == []
    (own / "services").mkdir(parents=True)
    (own / shared).write_text("ways: {basis: {start: open}}\n", encoding="utf-8")
    report = check_content([root, own])
    assert report.replaced == {shared: (own / shared, root / shared)}
    assert str(report.faults[0]) == (
        f"{FOLDER}/steps.yaml:1: services/common.yaml 里没有办理流程“base”，是不是想写“basis”？"
    )
    done = subprocess.run(
        [sys.executable, "-m", "fawang", "content", "check", str(root), str(own)],
        capture_output=True,
        text=True,
        cwd=settings.PACKAGE.parent,
    )
    assert f"您的 {own / shared} 代替了 {root / shared}" in done.stderr


def test_a_service_that_is_not_there_cannot_be_switched_off(content):
    root = content()
    off = root / "services" / "off.yaml"
    off.write_text("off:\n  - demo-servise\n", encoding="utf-8")
    assert faults(root) == ["services/off.yaml:2: 没有服务“demo-servise”，关不掉，是不是想写“demo-service”？"]
    off.write_text("of: [demo-service]\n", encoding="utf-8")
    assert len(faults(root)) == 2
    off.write_text("off: [demo-service]\n", encoding="utf-8")
    assert faults(root) == []


def test_without_a_library_the_command_says_that_it_did_not_check(content, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "fawang", "content", "check", str(content())],
        capture_output=True,
        text=True,
        cwd=settings.PACKAGE.parent,
        env={**os.environ, "FAWANG_DATA": str(tmp_path / "empty")},
    )
    assert (done.returncode, done.stdout) == (3, "1 项服务，3 个实例，引用没有核对：没有错误。\n")
    assert "还没有法律库，引用没有核对" in done.stderr


def test_a_limit_that_misquotes_its_article_is_told(content, tmp_path, law_library):
    root = content()
    (root / "limits").unlink()
    shutil.copytree(settings.CONTENT / "limits", root / "limits")
    path = root / "limits" / "legal-aid-law.yaml"
    text = path.read_text("utf-8")
    quote = next(line for line in text.splitlines() if line.strip().startswith("quote:"))
    path.write_text(text.replace(quote, quote.split("quote:")[0] + "quote: 应当在九十日内答复", 1), "utf-8")
    (told,) = faults(root)
    assert told.startswith("limits/legal-aid-law.yaml:")
    assert "文字不符" in told


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
