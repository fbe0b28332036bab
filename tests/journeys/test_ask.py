"""Asking, from the words to the answer a person is shown."""

from __future__ import annotations

import argparse
import json
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fawang.interfaces.cli import ask as command
from fawang.journeys.ask import ask
from tests.law_library import law_library as law_library

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WAGES = "在工地干了五个月,老板欠我四万块工资不给,也没签合同"
KEYS = [
    "id",
    "category",
    "service",
    "urgency",
    "escalate_human",
    "escalation_reason",
    "out_of_scope",
    "means_test",
    "laws",
    "answer",
    "next_steps",
]


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    status = command.run(parser.parse_args(words))
    seen = capsys.readouterr()
    return status, seen.out, seen.err


def test_the_wage_story_is_understood_and_answered(law_library: Path) -> None:
    answer = ask(WAGES, region_code="990121000000", now=NOW)
    assert answer.category == "工资报酬与农民工欠薪"
    assert answer.means_test == "waived_verification"
    first = answer.suggestions[0]
    assert (first.name, first.service_code) == ("法律援助", "legal-aid-civil")
    assert first.citation is not None
    assert first.citation.article == "第四十二条"
    assert "免予核查" in first.reason
    assert answer.deadline is not None
    assert "一年" in answer.deadline.text
    assert answer.deadline.limit_code == "labour.wage-limitation"
    assert all(c.citations for c in answer.claims)
    assert "{limit" not in json.dumps(answer.as_json(), ensure_ascii=False)
    assert answer.facts["region_code"] == "990121000000"
    assert "12333" in [h.number for h in answer.helplines]


def test_an_unverified_regulation_is_named_without_text(law_library: Path) -> None:
    laws = {(x["law"], x["article"]): x["text"] for x in ask(WAGES, now=NOW).as_json()["laws"]}
    assert laws["保障农民工工资支付条例", "第三十条"] == ""
    assert laws["中华人民共和国法律援助法", "第四十二条"].startswith("法律援助申请人有材料证明")


def test_danger_comes_before_everything(law_library: Path) -> None:
    answer = ask("老公又在打我,我躲在厕所,他在踹门", now=NOW)
    assert answer.escalate_human
    assert answer.urgency == "emergency"
    assert "110" in answer.headline
    assert "120" in answer.headline
    assert answer.service[0] == "报警110"
    assert [h.number for h in answer.helplines][:2] == ["110", "120"]
    assert "反家庭暴力法" in answer.as_text()


def test_a_medical_emergency_is_sent_to_the_ambulance_first() -> None:
    answer = ask("工友从架子上掉下来了，叫不醒，血止不住", now=NOW)
    assert answer.as_json()["escalation_reason"] == "medical_emergency"
    assert "120" in answer.headline
    assert "110" not in answer.headline
    assert answer.service[0] == "急救120"
    assert [h.number for h in answer.helplines][:2] == ["120", "110"]
    assert "120" in answer.next_steps[0]


def test_no_legal_matter_is_pointed_on_kindly() -> None:
    answer = ask("明天天气怎么样", now=NOW)
    assert answer.out_of_scope
    assert answer.laws == []
    assert "随时" in answer.headline


def test_low_confidence_offers_a_lawyer_and_search_hits(law_library: Path) -> None:
    answer = ask("留置权消灭的情形有什么争议", now=NOW)
    assert answer.needs_lawyer
    assert "律师" in answer.headline
    assert all(c.verified for c in answer.possible_laws)
    assert "可能有关" in answer.as_text() or not answer.possible_laws


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\u202e",
        "😡" * 500,
        "<img src=x onerror=alert(1)>老板欠我工资",
        "My boss has not paid me for three months",
        "哦",
        "？" * 3000,
        "(((((((",
        "{limit:labour.award}",
        "a" * 10_000,
    ],
)
def test_hostile_and_empty_words_get_an_answer(text: str, law_library: Path) -> None:
    shown = ask(text, now=NOW).as_json()
    assert list(shown) == KEYS
    assert shown["answer"]
    assert shown["next_steps"]
    assert "<img" not in shown["answer"]


def test_an_answer_is_quick_even_for_ten_thousand_characters(law_library: Path) -> None:
    # Processor time: what others do on the machine is no fault of ours.
    ask(WAGES, now=NOW)
    short = time.thread_time()
    ask("公司拖欠工资两个月,我想离职要补偿", now=NOW)
    middle = time.thread_time()
    ask("公司拖欠工资。" * 1500, now=NOW)
    long = time.thread_time()
    assert middle - short < 0.2
    assert long - middle < 1.5


def test_the_command_prints_the_contract(law_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, WAGES, "--json")
    assert status == 0
    assert list(json.loads(out)) == KEYS
    status, out, _ = _run(capsys, WAGES)
    assert "现在怎么做" in out
    assert "法律援助法第四十二条" in out


def test_lines_of_a_file_are_answered_and_bad_ones_named(
    tmp_path: Path, law_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(
        '{"id": 7, "text": "房东不退押金"}\n\nnot json\n{"id": "x"}\n{"text": "想离婚"}\n', "utf-8"
    )
    status, out, err = _run(capsys, "--jsonl", str(file))
    assert status == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == [7, 5]
    assert "第 3 行" in err
    assert "第 4 行" in err


def test_nothing_asked_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(capsys)[0] == 2
    assert _run(capsys, "--jsonl", "/no/such/file")[0] == 1


def test_whoever_is_hurt_by_somebody_is_told_to_call_both_and_whom_first() -> None:
    """A threat with a weapon after a blow: the police stand first, and the ambulance is not forgotten."""
    answer = ask("他拿刀砍了我弟，我弟倒在地上昏过去了，流了好多血", now=NOW)
    assert {"110", "120"} <= {line.number for line in answer.helplines}
    assert any("120" in step for step in answer.next_steps)
    assert "110" in answer.headline
    assert "120" in answer.headline
