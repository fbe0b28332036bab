"""`fawang documents`: the exit status says whether a file is a paper that stands."""

from __future__ import annotations

import argparse

from fawang.interfaces.cli import documents
from fawang.journeys.papers.issuing import withdraw_paper
from tests.cast import NOW
from tests.journeys.paper_story import bytes_of, granted, issue


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    documents.add_arguments(parser)
    return documents.run(parser.parse_args(list(words)))


def test_verify_tells_what_a_file_is(cast, tmp_path, capsys):
    receipt, paper = granted(cast)
    number = issue(cast, paper)
    file = tmp_path / "paper.pdf"
    file.write_bytes(bytes_of(paper))
    assert run("verify", str(file)) == 0
    told = capsys.readouterr().out
    assert number in told
    assert "有效" in told
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "changed.pdf").write_bytes(bytes(changed))
    assert run("verify", str(tmp_path / "changed.pdf")) == 1
    assert run("verify", str(tmp_path / "none.pdf")) == 2
    assert "读不了" in capsys.readouterr().err
    withdraw_paper(
        viewer=cast.viewers.zhou,
        number=receipt.number,
        paper_id=paper.pk,
        reason="写错了",
        anew=False,
        now=NOW,
    )
    assert run("verify", str(file)) == 1
    assert "已撤销" in capsys.readouterr().out


def test_the_certificate_can_be_given_to_readers(capsys):
    assert run("certificate") == 0
    told = capsys.readouterr()
    assert told.out.startswith("-----BEGIN CERTIFICATE-----")
    assert "SHA-256" in told.err
    assert "PRIVATE" not in told.out


def test_fonts_says_what_it_made_and_nothing_when_all_were_there(monkeypatch, capsys):
    made = iter((2, 0))
    monkeypatch.setattr(documents, "prepare_fonts", lambda: next(made))
    assert run("fonts") == 0
    assert "2 个字体" in capsys.readouterr().err
    assert run("fonts") == 0
    assert capsys.readouterr().err == ""
