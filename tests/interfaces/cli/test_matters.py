"""`fawang matters`: the exit status says whether everything fits."""

from __future__ import annotations

import argparse

from fawang.interfaces.cli import matters
from fawang.journeys.queue import search
from fawang.records.matters.models import TimelineEntry
from tests.cast import NOW
from tests.journeys.story import opened


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    matters.add_arguments(parser)
    return matters.run(parser.parse_args(list(words)))


def test_verify_finds_a_changed_line(cast, capsys):
    good, bad = opened("left-as-it-was"), opened("somebody-was-here", story="另一件事情")
    assert run("verify") == 0
    assert "核验 2 件事项，0 件不符" in capsys.readouterr().out
    TimelineEntry.objects.filter(matter__number=bad.number, seq=1).update(public_text="已办结")
    assert run("verify") == 1
    told = capsys.readouterr()
    assert bad.number in told.err
    assert good.number not in told.err
    assert run("verify", good.number) == 0
    assert run("verify", "no-such-number") == 1


def test_index_finds_everything_again(cast):
    receipt = opened("to-be-found-again")
    assert run("index") == 0
    rows = search(viewer=cast.viewers.zhou, text="四万块", now=NOW).rows
    assert [row.number for row in rows] == [receipt.number]
