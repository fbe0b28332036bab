"""`fawang law search --jsonl`: the format others rely on, and what is said of lines that do not follow it."""

import argparse
import gzip
import json

import pytest

from fawang.interfaces.cli import law
from fawang.reference.law.retrieval import lines

ARTICLES = [
    {"id": "租赁法#1", "law": "租赁法", "article": "第一条", "chapter": "", "text": "出租人应当退还押金。"},
    {"id": "租赁法#2", "law": "租赁法", "article": "第二条", "chapter": "", "text": "出租人应当维修房屋。"},
    {"id": 7, "text": "工资应当按月支付给劳动者。"},
]


def call(capsys, *words):
    parser = argparse.ArgumentParser()
    law.add_arguments(parser)
    code = law.run(parser.parse_args(["search", *map(str, words)]))
    told = capsys.readouterr()
    return code, [json.loads(line) for line in told.out.splitlines()], told.err


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in ARTICLES)
    return path


@pytest.fixture
def questions(tmp_path):
    def write(*rows):
        path = tmp_path / "questions.jsonl"
        path.write_bytes(b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in rows))
        return path

    return write


def test_a_corpus_is_indexed_once_and_answers_with_its_own_ids(capsys, corpus, questions, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    asked = questions({"id": "a", "text": "押金不退怎么办"}, {"id": 5, "text": "拖欠工资"})
    code, out, err = call(capsys, "--jsonl", asked, "--corpus", corpus, "-k", 2)
    assert code == 0
    assert "%" in err
    assert [row["id"] for row in out] == ["a", 5]
    assert out[0]["hits"][0]["id"] == "租赁法#1"
    assert out[1]["hits"][0]["id"] == "7"
    assert set(out[0]["hits"][0]) == {"id", "score"}
    for row in out:
        scores = [hit["score"] for hit in row["hits"]]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 2
    again = call(capsys, "--jsonl", asked, "--corpus", corpus, "-k", 2)
    assert again == (0, out, "")


def test_a_changed_corpus_gets_an_index_of_its_own(capsys, corpus, questions, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    asked = questions({"id": 1, "text": "退还押金"})
    before = call(capsys, "--jsonl", asked, "--corpus", corpus)[1]
    with gzip.open(corpus, "wt", encoding="utf-8") as out:
        out.write(json.dumps(ARTICLES[0] | {"id": "别的#1"}, ensure_ascii=False))
    after = call(capsys, "--jsonl", asked, "--corpus", corpus)[1]
    assert before[0]["hits"][0]["id"] == "租赁法#1"
    assert [hit["id"] for hit in after[0]["hits"]] == ["别的#1"]


def test_bad_lines_are_named_and_the_others_answered(
    capsys, corpus, questions, settings, tmp_path, monkeypatch
):
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(lines, "LONGEST_LINE", 200)
    asked = questions(
        {"text": "没有编号"},
        b"",
        b'{"id": 1, "text": ',
        {"id": 2, "text": "  "},
        b'{"id": 3, "text": "\xff"}',
        ["不是对象"],
        {"id": 4, "text": "很长" * 400},
        {"id": True, "text": "真"},
        {"id": 6, "text": "退还押金"},
        {"id": 7, "text": "zzz ~!@"},
    )
    code, out, err = call(capsys, "--jsonl", asked, "--corpus", corpus)
    assert code == 1
    assert [(row["id"], bool(row["hits"])) for row in out] == [(6, True), (7, False)]
    told = [line for line in err.splitlines() if "没有检索" in line]
    assert [line.split(" ")[1] for line in told] == ["1", "3", "4", "5", "6", "7", "8"]
    assert "id" in told[0]
    assert "JSON" in told[1]
    assert "text" in told[2]
    assert "UTF-8" in told[3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "没有条文"),
        (b'{"id": "1"}', "第 1 行：缺少 text"),
        (b'{"text": "x"}', "第 1 行：缺少 id"),
        (b'{"id": 1, "text": "x"}\n{"id": "1", "text": "y"}', "第 2 行"),
        (b'\n\n{"id": 1, "te', "第 3 行"),
    ],
)
def test_a_corpus_that_cannot_be_read_is_refused_with_its_line(
    capsys, questions, settings, tmp_path, content, reason
):
    settings.DATA = tmp_path / "data"
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(content)
    code, out, err = call(capsys, "--jsonl", questions({"id": 1, "text": "x"}), "--corpus", path)
    assert (code, out) == (2, [])
    assert reason in err
    assert not list((tmp_path / "data").rglob("*.sqlite3"))


def test_a_damaged_archive_and_absent_files_are_refused(capsys, corpus, questions, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    asked = questions({"id": 1, "text": "x"})
    corpus.write_bytes(corpus.read_bytes()[:-12])
    assert call(capsys, "--jsonl", asked, "--corpus", corpus)[0] == 2
    assert call(capsys, "--jsonl", asked, "--corpus", tmp_path / "none.jsonl")[0] == 2
    assert call(capsys, "--jsonl", tmp_path / "none.jsonl", "--corpus", tmp_path / "none.jsonl")[0] == 2


@pytest.mark.usefixtures("law_library")
def test_the_installed_library_answers_with_law_article_and_text(capsys, questions):
    asked = questions(
        {"id": "q1", "text": "劳动合同法第八十二条"}, {"id": "q2", "text": "夫妻感情破裂 准予离婚"}
    )
    code, out, _ = call(capsys, "--jsonl", asked, "-k", 3)
    assert code == 0
    first = out[0]["hits"][0]
    assert (first["id"], first["law"]) == ("劳动合同法#82", "中华人民共和国劳动合同法")
    assert first["article"] == "第八十二条"
    assert "二倍的工资" in first["text"]
    assert all(len(row["hits"]) == 3 for row in out)


def test_words_and_a_file_exclude_each_other(capsys, questions, corpus):
    assert call(capsys, "押金", "--corpus", corpus)[0] == 2
    assert call(capsys, "押金", "--jsonl", questions({"id": 1, "text": "x"}))[0] == 2


@pytest.mark.parametrize("count", ["0", "-1", "1001", "many"])
def test_a_count_that_makes_no_sense_is_refused(capsys, count):
    with pytest.raises(SystemExit):
        call(capsys, "押金", "-k", count)
    assert "1 到 1000" in capsys.readouterr().err
