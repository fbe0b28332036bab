"""`fawang content`: checking, counting, showing and beginning services from the command line."""

from __future__ import annotations

import argparse
import json

import pytest
from django.conf import settings as django_settings

from fawang.core.refusals import Refusal
from fawang.interfaces.cli import content
from fawang.reference.catalog import queries
from tests.journeys.story import opened
from tests.reference.catalog.bench_service import FOLDER, write_content

LIMITS = django_settings.CONTENT / "limits"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    content.add_arguments(parser)
    return content.run(parser.parse_args(list(words)))


@pytest.fixture
def small(tmp_path, settings, monkeypatch):
    """An installation that offers nothing but the small service."""
    root = write_content(tmp_path / "content", LIMITS)
    for shared in ("law", "calendar"):
        (root / shared).symlink_to(django_settings.CONTENT / shared)
    settings.CONTENT = root
    settings.CONTENT_OVERLAY = None
    monkeypatch.setattr(queries, "_held", None)
    return root


def test_check_says_by_its_status_what_it_found(small, capsys, law_library):
    assert run("check") == 0
    assert "1 项服务，3 个实例，" in capsys.readouterr().out
    path = small / FOLDER / "service.yaml"
    path.write_text(path.read_text("utf-8").replace("fee: 免费", "fees: 免费"), encoding="utf-8")
    assert run("check") == 1
    assert f"{FOLDER}/service.yaml:8: 不认识“fees”，是不是想写“fee”？" in capsys.readouterr().out


def test_a_mistake_in_a_file_of_ones_own_names_both_files(small, tmp_path, settings, capsys, law_library):
    own = tmp_path / "own" / FOLDER
    own.mkdir(parents=True)
    (own / "form.yaml").write_text("pages: []\n", encoding="utf-8")
    settings.CONTENT_OVERLAY = tmp_path / "own"
    assert run("check") == 1
    told = capsys.readouterr()
    assert f"（在 {own / 'form.yaml'}，它代替了 {small / FOLDER / 'form.yaml'}）" in told.out
    assert f"您的 {own / 'form.yaml'} 代替了 {small / FOLDER / 'form.yaml'}" in told.err


def test_stats_are_one_line_of_json_or_a_table(small, capsys, law_library):
    assert run("stats", "--json") == 0
    totals = json.loads(capsys.readouterr().out)
    assert list(totals) == [
        "families", "services", "full", "light", "distinct_forms", "distinct_steps", "limits", "cases",
        "limits_cited", "cites", "documents",
    ]  # fmt: skip
    assert (totals["services"], totals["cases"], totals["limits_cited"]) == (1, 3, 1.0)
    assert run("stats") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("示例（demo）\t1\t1\t0\t")
    assert lines[-1] == "1 个期限中有依据的占 100%。"


def test_without_a_library_the_share_of_cited_limits_is_not_said(small, capsys, tmp_path, settings):
    settings.DATA = tmp_path / "empty"
    assert run("stats", "--json") == 0
    assert json.loads(capsys.readouterr().out)["limits_cited"] is None
    assert run("check") == 3
    assert run("check", "--strict") == 1
    assert "还没有法律库" in capsys.readouterr().err


def test_show_tells_the_questions_and_the_way(small, capsys):
    assert run("show", "demo-service") == 0
    told = capsys.readouterr().out
    assert "1. 什么事？" in told
    assert "open —办完（officer）→ 办完" in told
    assert run("show", "demo-service", "--schema") == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"
    assert run("show", "demo-service", "--json") == 0
    assert json.loads(capsys.readouterr().out)["code"] == "demo-service"
    assert run("show", "no-such-service") == 1
    assert "现有：demo-service" in capsys.readouterr().err


def test_a_new_service_is_begun_in_the_folder_of_ones_own(small, tmp_path, settings, capsys):
    settings.CONTENT_OVERLAY = own = tmp_path / "own"
    own.mkdir()
    assert run("new", "demo/second", "--like", "demo-service", "--name", "第二项") == 0
    told = capsys.readouterr().out
    assert f"写好 {own / 'services/demo/second/service.yaml'}" in told
    assert "接下来照这个顺序改" in told
    assert "只是名称不同" in told
    assert "name: 第二项" in (own / "services/demo/second/service.yaml").read_text("utf-8")
    for place in ("second", "demo/"):
        with pytest.raises(Refusal, match="类/服务"):
            run("new", place, "--like", "demo-service")


def test_changes_are_told_only_where_matters_run_on_an_older_version(cast, capsys, law_library):
    opened("on-the-version-of-today")
    run("check", "--changed")
    assert capsys.readouterr().out.endswith("在办事项用的都是现行版本。\n")
    assert run("versions") == 0
    assert capsys.readouterr().out == "共有 0 件在办事项用的不是现行版本。\n"
    assert run("migrate", "legal-aid-civil", "--dry-run") == 0
    assert capsys.readouterr().out == "0 件在办事项用的是别的版本。\n"
    with pytest.raises(queries.UnknownService):
        run("migrate", "no-such-service")
