"""`fawang ask` on a machine where nothing has been set up yet."""

from __future__ import annotations

import json

import pytest

from fawang.interfaces.cli import ask, main
from fawang.interfaces.cli.progress import progress
from fawang.reference.law.refusals import LawSourceMissing
from tests.interfaces.cli.test_dispatch import run


def test_the_first_question_installs_the_statutes_and_says_so_beside_the_answer(monkeypatch, capsys):
    def install(tell):
        tell(0.0, "取得法律数据包")
        tell(1.0, "法律库已建好")

    monkeypatch.setattr(ask, "ensure_library", install)
    assert main(["ask", "--json", "老板欠我工资不给"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["category"] == "工资报酬与农民工欠薪"
    assert "取得法律数据包" in said.err
    assert "100%" in said.err


def test_without_the_statutes_the_question_is_answered_all_the_same(monkeypatch, capsys):
    def install(tell):
        raise LawSourceMissing("没有网络")

    monkeypatch.setattr(ask, "ensure_library", install)
    assert main(["ask", "老板欠我工资不给"]) == 0
    said = capsys.readouterr()
    assert "工资" in said.out
    assert "不附法条原文" in said.err


def test_who_asks_nothing_waits_for_nothing(monkeypatch, capsys):
    monkeypatch.setattr(ask, "ensure_library", lambda tell: pytest.fail("installed for nothing"))
    assert main(["ask"]) == 2
    assert "fawang ask" in capsys.readouterr().err


def test_a_named_wheel_that_is_not_there_is_said_in_a_fresh_data_folder(tmp_path):
    done = run(
        "ask", "--json", "老板欠我工资不给", data=tmp_path, FAWANG_LAW_WHEEL=str(tmp_path / "none.whl")
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["laws"] == []
    assert "none.whl" in done.stderr
    assert "Traceback" not in done.stderr


def test_progress_in_a_log_is_a_few_lines_whatever_the_steps(capsys):
    for step in range(1001):
        progress(step / 1000, f"第 {step} 步")
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 5
    assert "100%" in said.err
