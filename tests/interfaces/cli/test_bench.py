"""`fawang bench`: the measurements by name."""

from __future__ import annotations

import pytest

from fawang.interfaces.cli import bench, main


def test_every_measurement_has_a_name_and_says_what_it_measures(capsys):
    assert {"submission", "pages", "triage", "law_search", "web_front"} <= set(bench.measurements())
    assert all(bench.measurements().values())
    assert main(["bench"]) == 0
    assert "django-helpdesk" in capsys.readouterr().out


def test_what_measurements_share_is_none():
    assert not {"load", "stories", "__init__"} & set(bench.measurements())


@pytest.mark.parametrize("name", ["nosuch", "../pages", "load", "bench.pages"])
def test_another_name_is_refused_with_the_list(name, capsys):
    assert main(["bench", name]) == 2
    said = capsys.readouterr().err
    assert f"没有“{name}”" in said
    assert "submission" in said


def test_options_reach_the_measurement_and_its_status_comes_back(capfd):
    assert main(["bench", "pages", "--help"]) == 0
    assert "--matters" in capfd.readouterr().out
    assert main(["bench", "pages", "--matters", "many"]) == 2


def test_without_the_source_folder_it_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    assert main(["bench", "pages"]) == 2
    assert "源代码" in capsys.readouterr().err
