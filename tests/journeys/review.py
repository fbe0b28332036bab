"""A small service of review, written into a folder of a deployer's own: every step that needs more than one
pair of hands, or that the clock does by itself. Its periods are those of 行政复议法."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fawang.journeys.submit import NewMatter, NewParty, Receipt, submit_matter
from fawang.reference.catalog import queries as catalog
from tests.cast import NOW, TOWN, WANG

CITE = "{law: 行政复议法, article: 第六十二条}"
FILES = {
    "service.yaml": """\
code: review-demo
name: 示例复议
family: review
family_name: 复议
group: 复议
summary: 不服处理决定，请上一级看一看
who_can_apply: 任何人
fee: 免费
time: 六十日
category: 行政复议诉讼与国家赔偿
dispatch: {office_kind: legal_aid_centre, region_field: region}
in_person: {when: {topic: will}, why: 立遗嘱要本人来。, article: {law: 公证法, article: 第二十六条}}
""",
    "form.yaml": """\
pages:
  - code: topic
    title: 什么事？
    fields:
      - {code: topic, label: 类别, kind: choice,
         options: [{code: fine, label: 罚款}, {code: will, label: 遗嘱}]}
      - {code: for_whom, label: 替谁办, kind: choice, fact: for_whom,
         options: [{code: self, label: 自己}, {code: agent, label: 别人}]}
  - code: who
    title: 您是谁？
    fields:
      - {code: name, label: 姓名, kind: text, fact: name, sealed: true}
      - {code: phone, label: 手机, kind: phone, fact: phone, sealed: true}
      - {code: region, label: 地方, kind: region, fact: region}
""",
    "steps.yaml": """\
start: examining
on_start: {clocks: [{start: review.examine}], notices: [got], tell: 收到了}
states:
  examining: {name: 审查, tell: 正在看, next: 五日内答复, waiting_for: office}
  reviewing: {name: 审理, tell: 正在审, next: 六十日内决定, waiting_for: office, quiet_days: 20}
  asking: {name: 等您说明, tell: 等您, next: 接着审, waiting_for: applicant}
  upheld: {name: 维持, tell: 维持了, next: 可以起诉, waiting_for: nobody, open: false, rate: true}
  revoked: {name: 撤销, tell: 撤销了, next: 没有了, waiting_for: nobody, open: false, rate: true}
  ended: {name: 终止, tell: 终止了, next: 没有了, waiting_for: nobody, open: false}
actions:
  - code: accept
    name: 受理
    from: [examining]
    to: reviewing
    by: [officer]
    clocks: [{stop: review.examine}, {start: review.decide}]
  - code: deem_accepted
    name: 视为受理
    from: [examining]
    to: reviewing
    by: [system]
    on_expiry: review.examine
    clocks: [{stop: review.examine}, {start: review.decide}]
    notices: [deemed]
    tell: 期限到了没有答复，视为受理。
  - code: ask
    name: 请申请人说明
    from: [reviewing]
    to: asking
    by: [officer]
    clocks: [{pause: review.decide}]
  - code: explained
    name: 我来说明
    from: [asking]
    to: reviewing
    by: [applicant]
    clocks: [{resume: review.decide}]
  - code: prolong
    name: 延长期限
    from: [reviewing]
    by: [officer]
    once: true
    clocks: [{extend: review.decide, by_limit: review.decide-extension, why: 情况复杂}]
    tell: 期限延长到{due}。
  - code: note
    name: 记录
    from: [reviewing, asking]
    by: [officer]
    fields: [{code: words, label: 记了什么, kind: text}]
  - code: close
    name: 结案
    from: [reviewing]
    by: [officer, supervisor]
    outcome: result
    fields:
      - code: result
        label: 结果
        kind: choice
        public: true
        options:
          - {code: uphold, label: 维持, to: upheld, clocks: [{stop: review.decide}]}
          - {code: revoke, label: 撤销, to: revoked, by: [supervisor], clocks: [{stop: review.decide}]}
          - {code: more, label: 再看看}
    tell: 结果：{result}
    notices: [closed]
  - code: decide
    name: 作出决定
    from: [reviewing]
    to: upheld
    by: [officer]
    serious: true
    approvals:
      - {role: officer, name: 科室复核}
      - {role: supervisor, name: 局领导签批}
    fields:
      - {code: reason, label: 理由, kind: long_text, public: true}
      - {code: private, label: 内部情况, kind: text, sealed: true, required: false}
    clocks: [{stop: review.decide}]
    tell: 决定维持：{reason}
    notices: [closed]
  - code: hear
    name: 会签听证
    from: [reviewing]
    by: [officer]
    together: true
    approvals:
      - {role: supervisor, name: 分管领导}
      - {role: supervisor, name: 主要领导}
    flags: [hearing]
  - code: pass_on
    name: 转送
    from: [examining, reviewing]
    by: [officer]
    transfer: body
    fields:
      - {code: body, label: 转给谁, kind: organisation, office_kinds: [bureau, service_centre], public: true}
    tell: 已转送{body}。
    notices: [moved]
  - code: withdraw
    name: 撤回
    from: [examining, reviewing, asking]
    to: ended
    by: [applicant]
    clocks: [{cancel: all}]
""",
    "notices/sms.yaml": """\
got: {to: applicant, text: "{surname}您好，收到了。"}
deemed: {to: applicant, text: "{surname}您好，视为受理了。"}
closed: {to: applicant, text: "{surname}您好，有结果了，{phone}"}
moved: {to: applicant, text: "{surname}您好，已转送，请打{phone}"}
""",
    "cases.yaml": """\
cases:
  - name: 到期没有答复，视为受理，延长一次，撤销
    at: 2026-03-02T09:00:00+08:00
    answers: {topic: fine, for_whom: self, name: 王建国, phone: "19900000001", region: "990121101000"}
    expect: {state: examining, due: {review.examine: "2026-03-09"}}
    then:
      - {at: 2026-03-09T10:00:00+08:00, by: system, do: deem_accepted, expect: {refused: 没有因为到期}}
      - at: 2026-03-10T00:05:00+08:00
        by: system
        do: deem_accepted
        expect: {state: reviewing, due: {review.decide: "2026-05-08"}, clocks: {review.examine: late},
                 notices: [deemed]}
      - at: 2026-04-01T10:00:00+08:00
        by: officer
        do: prolong
        expect: {due: {review.decide: "2026-06-08"}}
      - {at: 2026-04-02T10:00:00+08:00, by: officer, do: prolong, expect: {refused: 只能做一次}}
      - at: 2026-04-03T10:00:00+08:00
        by: officer
        do: close
        data: {result: revoke}
        expect: {refused: 不能由 officer 来选}
      - {at: 2026-04-03T11:00:00+08:00, by: officer, do: close, data: {result: more},
         expect: {state: reviewing}}
      - at: 2026-04-04T10:00:00+08:00
        by: supervisor
        do: close
        data: {result: revoke}
        expect: {state: revoked, clocks: {review.decide: met}, told: 结果：撤销}
  - name: 审批：退回一次，再报，两级都同意
    at: 2026-03-02T09:00:00+08:00
    answers: {topic: fine, for_whom: self, name: 王建国, phone: "19900000001", region: "990121101000"}
    then:
      - {at: 2026-03-03T10:00:00+08:00, by: officer, do: accept}
      - at: 2026-03-04T10:00:00+08:00
        by: officer
        do: decide
        data: {reason: 处罚有据}
        expect: {state: reviewing, clocks: {review.decide: running}}
      - {at: 2026-03-04T11:00:00+08:00, by: officer, do: ask, expect: {refused: 正在等审批}}
      - {at: 2026-03-04T12:00:00+08:00, by: supervisor, do: approve, expect: {refused: 科室复核}}
      - {at: 2026-03-04T13:00:00+08:00, by: officer, do: send_back, data: {reason: 理由太短}}
      - {at: 2026-03-05T10:00:00+08:00, by: officer, do: decide, data: {reason: 处罚有据，程序合法}}
      - {at: 2026-03-05T11:00:00+08:00, by: officer, do: approve, expect: {state: reviewing}}
      - at: 2026-03-05T12:00:00+08:00
        by: supervisor
        do: approve
        expect: {state: upheld, clocks: {review.decide: met}, told: 决定维持：处罚有据，程序合法,
                 notices: [closed]}
  - name: 会签，撤回审批，转送，等说明，撤回
    at: 2026-03-02T09:00:00+08:00
    answers: {topic: fine, for_whom: self, name: 王建国, phone: "19900000001", region: "990121101000"}
    then:
      - {at: 2026-03-03T10:00:00+08:00, by: officer, do: pass_on,
         expect: {state: examining, told: 石港县司法局}}
      - {at: 2026-03-03T11:00:00+08:00, by: officer, do: accept}
      - {at: 2026-03-04T10:00:00+08:00, by: officer, do: hear}
      - {at: 2026-03-04T11:00:00+08:00, by: officer, do: take_back}
      - {at: 2026-03-04T12:00:00+08:00, by: officer, do: hear}
      - {at: 2026-03-04T13:00:00+08:00, by: supervisor, do: approve, expect: {flags: []}}
      - {at: 2026-03-04T14:00:00+08:00, by: supervisor, do: approve, expect: {flags: [hearing]}}
      - {at: 2026-03-05T10:00:00+08:00, by: officer, do: ask}
      - {at: 2026-03-05T11:00:00+08:00, by: officer, do: prolong, expect: {refused: 状态}}
      - {at: 2026-03-06T10:00:00+08:00, by: applicant, do: explained}
      - {at: 2026-03-07T10:00:00+08:00, by: officer, do: note, data: {words: 看过了}}
      - {at: 2026-03-08T10:00:00+08:00, by: applicant, do: withdraw, expect: {state: ended}}
  - name: 遗嘱不能让别人办
    at: 2026-03-02T09:00:00+08:00
    answers: {topic: will, for_whom: agent, name: 王建国, phone: "19900000001", region: "990121101000"}
    expect: {refused: 立遗嘱要本人来}
""",
}
ANSWERS = {"topic": "fine", "for_whom": "self", "name": WANG.name, "phone": WANG.phone, "region": TOWN}


def write_review(folder: Path, **changes: str) -> Path:
    """Write the service; `changes` replaces whole files by their stem. Returns the content folder."""
    home = folder / "services" / "review" / "review-demo"
    (home / "notices").mkdir(parents=True)
    for name, text in FILES.items():
        (home / name).write_text(changes.get(Path(name).stem, text), encoding="utf-8")
    return folder


@pytest.fixture
def review(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The service is published here, beside the shipped ones."""
    settings.CONTENT_OVERLAY = write_review(tmp_path)
    monkeypatch.setattr(catalog, "_held", None)
    return tmp_path


def handed_in(key: str = "a-review-handed-in", now: datetime = NOW, **changes: Any) -> Receipt:
    """Wang asks for a review."""
    new = NewMatter(
        service_code="review-demo",
        channel="web",
        region_code=TOWN,
        title="不服罚款",
        story="罚得不对",
        category="行政复议诉讼与国家赔偿",
        applicant=NewParty(WANG.name, "", WANG.phone),
        answers={**ANSWERS, **changes},
    )
    return submit_matter(new=new, idempotency_key=key, now=now)
