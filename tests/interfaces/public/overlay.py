"""A service of a deployer's own that asks for everything a form can ask for: several people, a signature, an
enterprise, a place with its address, a day from which a period runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fawang.core.checks import identity_check_character

FOLDER = "services/labour/group-wages"
SERVICE = """\
code: group-wages
name: 集体讨薪登记
family: labour
family_name: 劳动维权
group: 劳动
summary: 很多人一起被欠工资，一次登记。
who_can_apply: 被欠工资的人，或者替大家登记的单位
fee: 免费
time: 几天内答复
title: "{service}"
category: 工资报酬与农民工欠薪
dispatch: {office_kind: legal_aid_centre, region_field: region}
materials:
  - {code: payroll, name: 工资条或者欠条, why: 看欠了多少, later: true}
"""
FORM = """\
pages:
  - code: who
    title: 谁来登记？
    fields:
      - {code: unit, label: 单位全称, kind: text, fact: organisation_name, required: false}
      - code: code
        label: 统一社会信用代码
        kind: credit_code
        fact: credit_code
        show_if: {unit: {filled: true}}
      - {code: name, label: 联系人姓名, kind: text, fact: name, sealed: true}
      - {code: phone, label: 手机号码, kind: phone, fact: phone, sealed: true}
      - {code: email, label: 电子邮箱, kind: email, fact: email, sealed: true, required: false}
  - code: place
    title: 在哪里？
    fields:
      - {code: region, label: 工地在哪里, kind: region, fact: region, level: 3}
      - {code: place, label: 门牌或者工地名, kind: address, fact: place_detail, required: false}
  - code: workers
    title: 都有谁？
    fields:
      - code: workers
        label: 被欠工资的人
        kind: list
        item: 工人
        most: 100
        spreadsheet: true
        fields:
          - {code: name, label: 姓名, kind: text, sealed: true}
          - {code: identity, label: 身份证号码, kind: identity_number, sealed: true}
          - {code: owed, label: 欠多少, kind: amount}
          - {code: still, label: 还在干, kind: yes_no, words: [还在, 不在了]}
          - {code: left, label: 哪天走的, kind: date, when_date: past, show_if: {still: no}}
  - code: leader
    title: 谁做代表？
    show_if: {workers_count: {gte: 3}}
    fields:
      - {code: leader, label: 代表人姓名, kind: text, sealed: true}
  - code: end
    title: 签名
    fields:
      - {code: total, label: 一共欠多少, kind: amount, fact: amount}
      - {code: paper, label: 工资条或者欠条, kind: file, material: payroll, required: false}
      - {code: signed, label: 登记人签名, kind: signature}
"""
STEPS = """\
start: open
on_start: {clocks: [{start: legal-aid.decide}], tell: 收到了}
states:
  open: {name: 办理中, tell: 正在办, next: 会告诉您, waiting_for: office}
  shut: {name: 办完, tell: 办完了, next: 没有了, waiting_for: nobody, open: false}
actions:
  - {code: finish, name: 办完, from: [open], to: shut, by: [officer], clocks: [{stop: legal-aid.decide}]}
"""


def write_overlay(root: Path) -> Path:
    """Lay the service into a folder that stands for the deployer's own content."""
    folder = root / FOLDER
    (folder / "notices").mkdir(parents=True, exist_ok=True)
    for name, text in {"service": SERVICE, "form": FORM, "steps": STEPS, "cases": "cases: []\n"}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def worker(number: int) -> dict[str, Any]:
    """A synthetic worker with a good identity number."""
    first = f"99012119850307{number:03d}"
    return {
        "name": f"工友{number}",
        "identity": first + identity_check_character(first),
        "owed": "4200",
        "still": "yes",
    }
