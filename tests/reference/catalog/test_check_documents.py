"""Papers of a service are checked: drafted by a step, every word known, every article one that exists."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.loader import load_catalog
from tests.reference.catalog.bench_service import FOLDER, write_content

PAPER = """\
decision:
  name: 决定书
  series: 决字
  body:
    - "{applicant}于{applied_on}提出申请，事由：{topic}。"
    - "{why}"
"""
FINISH = "name: 办完, from: [open], to: shut, by: [officer], clocks"
DRAFTS = (
    "name: 办完, from: [open], to: shut, by: [officer], documents: [decision],"
    " fields: [{code: why, label: 理由, kind: long_text}], clocks"
)


@pytest.fixture
def content(tmp_path):
    def write(paper=PAPER, steps=DRAFTS, drafted="", **changes):
        root = write_content(tmp_path, settings.CONTENT / "limits", steps=(FINISH, steps), **changes)
        cases = (root / FOLDER / "cases.yaml").read_text(encoding="utf-8")
        more = "do: finish, data: {why: 依法}," if "code: why" in steps else "do: finish,"
        cases = cases.replace("do: finish,", more).replace("state: shut}", f"state: shut{drafted}}}")
        (root / FOLDER / "cases.yaml").write_text(cases, encoding="utf-8")
        folder = root / FOLDER / "documents"
        folder.mkdir(exist_ok=True)
        (folder / "papers.yaml").write_text(paper, encoding="utf-8")
        return root

    return write


def faults(root):
    return [str(fault) for fault in check_content([root]).faults]


def test_a_service_with_a_paper_is_right(content):
    assert faults(content(drafted=", documents: [decision]")) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"steps": DRAFTS.replace("[decision]", "[decisoin]")}, "没有文书“decisoin”，是不是想写“decision”？"),
        ({"steps": DRAFTS.replace("documents: [decision], ", "")}, "文书“decision”没有任何步骤起草"),
        ({"paper": PAPER.replace("{applicant}", "{aplicant}")}, "papers.yaml:5: 不认识“{aplicant}”"),
        ({"paper": PAPER.replace("{why}", "{whi}")}, "不认识“{whi}”"),
        ({"paper": PAPER + '  remedy: "{nobody}"\n'}, "不认识“{nobody}”"),
        ({"paper": PAPER + '  english: ["{nobody}"]\n'}, "不认识“{nobody}”"),
        ({"paper": PAPER.replace("决字", "决")}, "要以“字”结尾"),
        ({"drafted": ", documents: []"}, "预期起草 ，实际是 decision"),
        ({"paper": PAPER.replace("  body:\n", "  bdy:\n")}, "不认识“bdy”，是不是想写“body”？"),
    ],
)
def test_each_mistake_is_told(content, change, expected):
    told = faults(content(**change))
    assert any(expected in line for line in told), told


def test_a_word_must_be_there_in_every_step_that_drafts_the_paper(content):
    second = "\n  - {code: again, name: 再来, from: [open], by: [officer], documents: [decision]}"
    root = content()
    steps = root / FOLDER / "steps.yaml"
    steps.write_text(steps.read_text(encoding="utf-8").rstrip() + second + "\n", encoding="utf-8")
    assert any("不认识“{why}”" in line for line in faults(root))


def test_articles_in_a_papers_text_and_cites_pass_the_gate(content, law_library):
    invented = PAPER.replace("事由：", "依照《中华人民共和国法律援助法》第九百条，事由：")
    cited = "  cites:\n    - {law: 法律援助法, article: 第四十三条, quote: 可以随便收费}\n"
    told = faults(content(paper=invented + cited))
    assert any("第九百条" in line for line in told)
    assert len(told) == 2


def test_every_shipped_paper_has_a_kind_a_series_and_something_to_say():
    services = load_catalog([settings.CONTENT]).services.values()
    papers = [paper for one in services if one.definition for paper in one.definition.documents.values()]
    assert len(papers) > 40
    assert all(paper.series.endswith("字") and paper.body for paper in papers)
