"""Content files: all mistakes of a file at once, each with its line."""

from __future__ import annotations

import pytest

from fawang.stages.advice.guides import fill_limits, read_guide
from fawang.stages.advice.lexicons import Lexicons, Scope
from fawang.stages.advice.matching import Term
from fawang.stages.advice.source import ContentFaulty, parse

GUIDE = """---
code: test
category: 婚姻家庭
title: 题
questions: [甲问, 乙问]
terms: [离婚]
review: 2027-01-01
---
## 结论
可以。
## 依据
- 一句。〔民法典第一千零七十九条“感情确已破裂”〕
## 现在怎么做
1. 去办
"""


def test_all_mistakes_come_at_once_with_lines() -> None:
    text = "- category: 甲\n  strong: ['(坏']\n  colour: 红\n- category: 乙\n  medium: ['']\n"
    with pytest.raises(ContentFaulty) as caught:
        parse(Lexicons, text, "a.yaml")
    assert len(caught.value.faults) == 3
    assert any("第 2 行" in f and "(坏" in f for f in caught.value.faults)
    assert any("第 3 行" in f for f in caught.value.faults)
    assert any("第 5 行" in f for f in caught.value.faults)


def test_broken_yaml_names_its_line() -> None:
    with pytest.raises(ContentFaulty, match="第 3 行"):
        parse(Scope, "a: 1\nb: [1\nc: 2", "b.yaml")


def test_a_guide_is_read() -> None:
    guide = read_guide(GUIDE, "g.md")
    assert guide.claims[0].grounds[0].law == "民法典"
    assert guide.claims[0].grounds[0].article == "第一千零七十九条"
    assert guide.claims[0].grounds[0].quote == "感情确已破裂"
    assert guide.claims[0].text == "一句。"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("〔民法典第一千零七十九条“感情确已破裂”〕", "", "写明依据"),
        ("1. 去办", "1. 三十日内去办", "期限不要写成数字"),
        ("## 结论", "## 总结", "没有“总结”这一节"),
        ("## 现在怎么做\n1. 去办\n", "", "缺少“现在怎么做”"),
        ("code: test", "code: 测", "code"),
        ("---\ncode", "code", "两行 ---"),
    ],
)
def test_mistakes_of_a_guide_are_named(before: str, after: str, message: str) -> None:
    with pytest.raises(ContentFaulty, match=message):
        read_guide(GUIDE.replace(before, after, 1), "g.md")


def test_periods_are_filled_in() -> None:
    assert fill_limits("在{limit:a.b}内", {"a.b": "一年"}) == "在一年内"
    with pytest.raises(KeyError):
        fill_limits("在{limit:x}内", {})


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("欠~工资", "欠我三个月工资", True),
        ("欠~工资", "欠钱。发工资", False),
        ("老板&工资", "工资没发。老板跑了", True),
        ("老板&工资", "老板跑了", False),
        ("N\\+1", "给n+1", True),
    ],
)
def test_terms(term: str, text: str, found: bool) -> None:
    assert Term(term).found_in(text) is found
