"""A small service of a deployer's own whose papers may be promised, late, looked up or shown as originals."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fawang.journeys.draft import save_answers, start_draft
from fawang.journeys.submit import Receipt, submit_application
from fawang.reference.catalog import queries as catalog
from tests.cast import NOW, TOWN, WANG

FILES = {
    "service.yaml": """\
code: papers-demo
name: 示例登记
family: papers
family_name: 登记
group: 登记
summary: 登记一下
who_can_apply: 任何人
fee: 免费
time: 几天
category: 行政复议诉讼与国家赔偿
dispatch: {office_kind: legal_aid_centre, region_field: region}
materials:
  - {code: identity, name: 身份证明, why: 要知道您是谁, always: true, later: true, original: true,
     alternatives: [身份证, 户口簿]}
  - {code: no_crime, name: 没有犯罪记录的证明, why: 有些人不能办, later: true,
     promise: {law: 国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见, note: 看目录}}
  - {code: funds, name: 资金证明, why: 要赔得起, always: true, later: true, gap_days: 5}
  - {code: licence, name: 执业证, why: 要有证, always: true, later: true, from_register: demo-licences}
""",
    "form.yaml": """\
pages:
  - code: who
    title: 您是谁？
    fields:
      - {code: name, label: 姓名, kind: text, fact: name, sealed: true}
      - {code: identity_number, label: 身份证号, kind: identity_number, fact: identity_number, sealed: true,
         required: false}
      - {code: phone, label: 手机, kind: phone, fact: phone, sealed: true}
      - {code: region, label: 地方, kind: region, fact: region}
""",
    "steps.yaml": """\
start: looking
on_start: {notices: [got], tell: 收到了}
states:
  looking: {name: 审查, tell: 正在看, next: 很快答复, waiting_for: office}
  done: {name: 办好了, tell: 办好了, next: 没有了, waiting_for: nobody, open: false, rate: true}
actions:
  - {code: finish, name: 办结, from: [looking], to: done, by: [officer]}
""",
    "notices/sms.yaml": """\
got: {to: applicant, text: "{surname}您好，收到了。"}
""",
    "cases.yaml": """\
cases:
  - name: 办好
    at: 2026-03-02T09:00:00+08:00
    answers: {name: 王建国, phone: "19900000001", region: "990121101000"}
    expect: {state: looking}
    then:
      - {at: 2026-03-03T10:00:00+08:00, by: officer, do: finish, expect: {state: done}}
""",
}
ANSWERS = {"name": WANG.name, "identity_number": WANG.identity, "phone": WANG.phone, "region": TOWN}


@pytest.fixture
def papers(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is published here, beside the shipped ones; files lie in a folder of this test's own."""
    home = tmp_path / "services" / "papers" / "papers-demo"
    (home / "notices").mkdir(parents=True)
    for name, text in FILES.items():
        (home / name).write_text(text, encoding="utf-8")
    settings.CONTENT_OVERLAY = tmp_path
    settings.FILES = tmp_path / "files"
    monkeypatch.setattr(catalog, "_held", None)


def begun(now: datetime = NOW, **changes: Any) -> str:
    """The token of a draft with every answer."""
    draft = start_draft(service_code="papers-demo", story="登记", facts={}, channel="web", now=now)
    return save_answers(token=draft.token, answers={**ANSWERS, **changes}, now=now).token


def handed_in(token: str, now: datetime = NOW) -> Receipt:
    """The draft as a matter."""
    return submit_application(draft_token=token, idempotency_key=token, channel="web", now=now)
