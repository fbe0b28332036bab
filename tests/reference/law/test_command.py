"""`fawang law`: what it prints and what it returns."""

import argparse
import io
import json

import pytest

from fawang.interfaces.cli import law

pytestmark = pytest.mark.usefixtures("law_library")


@pytest.fixture
def fawang_law(capsys):
    def call(*words):
        parser = argparse.ArgumentParser()
        law.add_arguments(parser)
        code = law.run(parser.parse_args(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_install_is_done_at_once_when_it_is_done(fawang_law):
    code, out, _ = fawang_law("install", "--repairs")
    assert code == 0
    assert "library.sqlite3" in out
    assert "农村土地承包法" in out


def test_show_prints_an_article_with_its_dates(fawang_law):
    code, out, _ = fawang_law("show", "劳动合同法", "第三十条")
    assert code == 0
    assert "中华人民共和国劳动合同法" in out
    assert "及时足额支付劳动报酬" in out


def test_show_goes_by_the_day(fawang_law):
    assert fawang_law("show", "商标法", "87", "--on", "2026-11-21")[0] == 1
    code, out, _ = fawang_law("show", "商标法", "87", "--on", "2027-01-02", "--json")
    assert code == 0
    assert json.loads(out)[0]["version_date"] == "2026-06-26"


def test_show_without_an_article_prints_the_law(fawang_law):
    assert fawang_law("show", "劳动合同法")[1].count("\n第") == 97


@pytest.mark.parametrize(("law_name", "article"), [("太空法", "1"), ("太空法", ""), ("民法典", "9999")])
def test_show_says_what_is_not_there(fawang_law, law_name, article):
    code, out, err = fawang_law("show", law_name, *([article] if article else []))
    assert (code, out) == (1, "")
    assert "没有" in err


def test_search_prints_hits_or_says_there_are_none(fawang_law):
    code, out, _ = fawang_law("search", "拒不支付", "劳动报酬", "-k", "5")
    assert code == 0
    assert "《刑法》第二百七十六条之一" in out
    assert fawang_law("search", "@@@")[0] == 1
    assert len(json.loads(fawang_law("search", "劳动报酬", "-k", "3", "--json")[1])) == 3


def test_check_returns_one_when_a_citation_is_wrong(fawang_law, tmp_path):
    file = tmp_path / "text.md"
    file.write_text(
        "见《劳动合同法》第三十条。\n见《劳动合同法》第九百条、《工伤保险条例》第十七条。", encoding="utf-8"
    )
    code, out, err = fawang_law("check", str(file))
    assert code == 1
    assert [line[:5] for line in out.splitlines()] == ["第1行 ✓", "第2行 ✗", "第2行 ?"]
    assert "共 3 处引用，1 处有误" in err


def test_check_passes_a_text_that_only_waits_to_be_verified(fawang_law, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("《工伤保险条例》第十七条"))
    code, out, _ = fawang_law("check", "-", "--json")
    assert code == 0
    assert json.loads(out)[0]["status"] == "unverified"


def test_check_says_what_it_cannot_read(fawang_law, tmp_path):
    binary = tmp_path / "x.bin"
    binary.write_bytes(b"\xff\xfe\x00\xd8")
    assert "UTF-8" in fawang_law("check", str(binary))[2]
    code, _, err = fawang_law("check", str(tmp_path / "none"))
    assert code == 2
    assert "读不了" in err


def test_a_day_that_is_none_is_explained(fawang_law, capsys):
    with pytest.raises(SystemExit):
        fawang_law("show", "民法典", "1", "--on", "明天")
    assert "不是日期" in capsys.readouterr().err


def test_check_of_a_folder_prints_only_what_is_wrong_with_the_right_text(fawang_law, tmp_path):
    (tmp_path / "a.md").write_text("《劳动合同法》第三十条", encoding="utf-8")
    (tmp_path / "b.txt").write_text("甲\n《大气污染防治法》第九十九条", encoding="utf-8")
    code, out, err = fawang_law("check", str(tmp_path), "--on", "2026-11-21")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith(str(tmp_path))] == [
        line for line in out.splitlines() if "b.txt 第2行 ✗" in line
    ]
    assert "    《生态环境法典》" in out
    assert "共 2 处引用，1 处有误" in err


def test_diff_shows_what_was_struck_out_and_added(fawang_law):
    code, out, err = fawang_law("diff", "仲裁法", "--on", "2026-11-21")
    assert code == 0
    assert "[移] 第二十七条 → 第三十八条" in out
    assert "仲裁[-委员会-]{+机构+}" in out
    assert "不变" in err
    assert fawang_law("diff", "劳动合同法")[0] == 1
    assert "没有" in fawang_law("diff", "太空法")[2]


def test_changes_of_a_day(fawang_law):
    code, out, _ = fawang_law("changes", "2026-03-01")
    assert (code, out.count("\n")) == (0, 2)
    assert "《仲裁法》修改后的文本施行" in out
    assert fawang_law("changes", "1900-01-01")[0] == 1


def test_repairs_are_listed(fawang_law):
    code, out, err = fawang_law("repairs")
    assert code == 0
    assert "heading_leak" in out
    assert "heading_leak 35" in err


def test_import_of_nothing_says_so(fawang_law, tmp_path):
    assert fawang_law("import", str(tmp_path / "none"))[0] == 2
    code, _, err = fawang_law("import", str(tmp_path))
    assert code == 1
    assert "没有找到可以导入的文件" in err
    assert fawang_law("remove", "没有的条例")[0] == 1
