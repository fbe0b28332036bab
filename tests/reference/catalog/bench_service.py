"""A small service written into a folder, for tests that spoil one thing at a time."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "services/facts.yaml": "name: 姓名\nphone: 手机\nregion: 地方\namount: 金额\nstory: 经过\n",
    "services/demo/demo-service/service.yaml": """\
code: demo-service
name: 示例服务
family: demo
family_name: 示例
group: 示例
summary: 用来检查的服务
who_can_apply: 任何人
fee: 免费
time: 当天
title: "{service}：{topic}"
dispatch: {office_kind: service_centre, region_field: region}
materials:
  - {code: paper, name: 材料, why: 要看}
""",
    "services/demo/demo-service/form.yaml": """\
pages:
  - code: topic
    title: 什么事？
    fields:
      - code: topic
        label: 类别
        kind: choice
        options: [{code: money, label: 钱}, {code: house, label: 房子}]
  - code: money
    title: 多少钱？
    show_if: {topic: money}
    fields:
      - {code: amount, label: 金额, kind: amount, fact: amount}
      - {code: many, label: 几个人, kind: number, minimum: 1, maximum: 99}
      - {code: heads, label: 代表, kind: text, show_if: {many: {gte: 10}}}
  - code: who
    title: 您是谁？
    fields:
      - {code: name, label: 姓名, kind: text, fact: name, sealed: true}
      - {code: phone, label: 手机, kind: phone, fact: phone, sealed: true}
      - {code: region, label: 地方, kind: region, fact: region}
      - {code: paper_file, label: 材料, kind: file, material: paper, required: false}
""",
    "services/demo/demo-service/steps.yaml": """\
start: open
on_start: {clocks: [{start: legal-aid.decide}], notices: [got], tell: 收到了}
states:
  open: {name: 办理中, tell: 正在办, next: 会告诉您, waiting_for: office}
  shut: {name: 办完, tell: 办完了, next: 没有了, waiting_for: nobody, open: false}
actions:
  - {code: finish, name: 办完, from: [open], to: shut, by: [officer], clocks: [{stop: legal-aid.decide}]}
""",
    "services/demo/demo-service/notices/sms.yaml": 'got: {to: applicant, text: "{surname}您好，收到了。"}\n',
    "services/demo/demo-service/cases.yaml": "cases:\n"
    + "".join(
        f"""\
  - name: 第{n}例
    at: 2026-03-02T10:00:00+08:00
    answers: {{topic: house, name: 王五, phone: "13800000001", region: "990121000000"}}
    expect: {{state: open, due: {{legal-aid.decide: "2026-03-09"}}}}
    then: [{{at: "2026-03-03T10:00:00+08:00", by: officer, do: finish, expect: {{state: shut}}}}]
"""
        for n in (1, 2, 3)
    ),
}
FOLDER = "services/demo/demo-service"


def write_content(root: Path, limits: Path, **changes: tuple[str, str]) -> Path:
    """Lay the small service into `root` beside the real limits. Each change is `file="old", "new"` on the
    file of that stem of the service; the old text must stand there exactly once."""
    for name, text in FILES.items():
        stem = Path(name).stem
        if stem in changes and name.startswith(FOLDER):
            old, new = changes[stem]
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if not (root / "limits").exists():
        (root / "limits").symlink_to(limits)
    return root
