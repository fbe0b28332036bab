"""The demo in the database: alive, true to its own timelines, loaded once, whole or not at all."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

import pytest

from fawang.core.clock import ZONE
from fawang.interfaces.cli import demo as demo_command
from fawang.interfaces.cli import places as places_command
from fawang.journeys.act import open_matter, perform
from fawang.journeys.demo import DEMO_PASSWORD, demo_loaded, demo_logins, load_city, load_demo
from fawang.journeys.demo.load import silent
from fawang.records.matters.mapping import entry_of, projected_values
from fawang.records.matters.models import ClockRun, FollowUp, Matter, Message, Rating, TimelineEntry
from fawang.records.matters.operations.histories import History, HistoryWithoutEntries, load_histories
from fawang.records.matters.operations.timeline import PROJECTED
from fawang.records.matters.rules.chain import ChainBroken, verify_chain
from fawang.records.matters.rules.numbers import is_number
from fawang.records.matters.rules.projection import replay
from fawang.records.matters.search import with_words
from fawang.records.people.models import Appointment, CannedReply, Organisation, Party, Staff
from fawang.records.people.operations import set_password, sign_in
from fawang.records.people.queries import WALK_IN_KINDS, nearest_offices, offices_in
from fawang.records.people.viewers import viewer_for
from fawang.reference.places.models import GridPoint, Region

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=ZONE)
COUNT = 150


@pytest.fixture
def demo(db):
    return load_demo(silent, NOW, matters=COUNT)


def test_the_whole_demo_is_alive_and_true(demo):
    """One load, looked at from every side, because loading is the slow part."""
    # An officer finds replies on the first day, those of their own kind of office.
    replies = CannedReply.objects.filter(organisation__code="990121.aid").values_list("title", flat=True)
    assert "欠薪的证据有哪些" in replies
    assert "公证书可以领了" not in replies
    assert demo.matters == COUNT == Matter.objects.count()
    assert GridPoint.objects.count() == demo.grid_points
    _every_timeline_holds()
    _nothing_lies_in_the_future()
    _people_and_doors_are_varied()
    _offices_are_found()
    _the_neighbour_is_separate()
    _words_are_found()
    _every_word_of_the_applicant_is_in_the_timeline()
    _an_officer_works_on_where_the_past_ends()


def _every_timeline_holds():
    entries: dict[int, list] = {}
    for row in TimelineEntry.objects.order_by("matter_id", "seq"):
        entries.setdefault(row.matter_id, []).append(entry_of(row))
    for matter in Matter.objects.all():
        chain = entries[matter.pk]
        assert verify_chain(matter.number, chain, matter.head_hash) == matter.length
        present = replay(chain)
        assert {name: getattr(matter, name) for name in PROJECTED} == projected_values(present)
        kept = ClockRun.objects.filter(matter=matter)
        assert {(c.limit_code, c.state, c.due_at) for c in kept} == {
            (c.limit, c.state, c.due_at) for c in present.clocks
        }
        assert matter.created_at == chain[0].at
        assert [e.kind for e in chain[:2]] == ["received", "dispatched"]
        assert is_number(matter.number)


def _nothing_lies_in_the_future():
    assert not TimelineEntry.objects.filter(at__gt=NOW).exists()
    assert not Message.objects.filter(at__gt=NOW).exists()
    assert not Rating.objects.filter(at__gt=NOW).exists()
    assert not FollowUp.objects.filter(closed_at__gt=NOW).exists()
    assert Matter.objects.filter(created_at__lt=NOW - timedelta(days=366)).count() == 0
    assert Matter.objects.filter(created_at__gt=NOW - timedelta(days=15)).exists()
    newest_first = list(Matter.objects.order_by("-id").values_list("created_at", flat=True))
    assert newest_first == sorted(newest_first, reverse=True)


def _people_and_doors_are_varied():
    for column, least in (("category", 15), ("channel", 5), ("service_code", 2), ("state", 5)):
        assert Matter.objects.values(column).distinct().count() >= least
    assert Matter.objects.values("region_id").distinct().count() >= 15
    assert Matter.objects.filter(open=True).exists()
    assert Rating.objects.exists()
    assert Message.objects.exists()
    assert Matter.objects.values("story").distinct().count() > COUNT * 0.8
    party = Party.objects.exclude(identity_sealed="").first()
    assert party is not None
    assert party.identity_sealed.startswith("v1.")


def _offices_are_found():
    village = Region.objects.filter(level=5, code__startswith="990121").first()
    found = offices_in(village.code, WALK_IN_KINDS, NOW)
    assert [o.kind for o in found] == list(WALK_IN_KINDS)
    [near] = nearest_offices(33.935, 119.26, ["legal_aid_centre"], 1, NOW)
    assert near.name == "石港县法律援助中心"
    assert near.open_now


def _the_neighbour_is_separate():
    zhou = viewer_for(Staff.objects.get(username="zhoumin"))
    wu = viewer_for(Staff.objects.get(username="wutao"))
    shigang = Matter.objects.filter(organisation_id__in=zhou.organisations())
    assert shigang.exists()
    assert all(zhou.covers(m.region_id) and not wu.covers(m.region_id) for m in shigang)


def _every_word_of_the_applicant_is_in_the_timeline():
    told = set(TimelineEntry.objects.filter(kind="rated").values_list("matter_id", flat=True))
    assert told == set(Rating.objects.values_list("matter_id", flat=True))
    called = set(TimelineEntry.objects.filter(kind="follow_up_closed").values_list("matter_id", flat=True))
    assert called == set(FollowUp.objects.filter(state="closed").values_list("matter_id", flat=True))


def _an_officer_works_on_where_the_past_ends():
    matter = Matter.objects.filter(open=True, state__in=["submitted", "asked", "taken"]).first()
    post = Appointment.objects.filter(role="officer", organisation=matter.organisation)
    if matter.holder_id:
        post = post.filter(staff_id=matter.holder_id)
    officer = viewer_for(post.first().staff)
    seen = open_matter(viewer=officer, number=matter.number, now=NOW)
    assert seen.actions
    assert seen.messages
    withdrawn = perform(
        viewer=officer, number=matter.number, action="withdraw", data={}, version=seen.version, now=NOW
    )
    assert not withdrawn.open


def _words_are_found():
    matter = Matter.objects.filter(title__contains="工资").first() or Matter.objects.first()
    assert matter in with_words(Matter.objects.all(), matter.title[:4])


def test_loading_twice_adds_nothing(demo):
    again = load_demo(silent, NOW + timedelta(days=1), matters=COUNT)
    assert (again.regions, again.organisations, again.staff, again.matters) == (0, 0, 0, 0)
    assert Matter.objects.count() == COUNT


def test_a_load_that_is_broken_off_leaves_nothing(db):
    class BrokenOffError(Exception):
        pass

    def progress(fraction, _sentence):
        if fraction > 0.5:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        load_demo(progress, NOW, matters=120)
    assert not Organisation.objects.exists()
    assert not Party.objects.exists()
    assert not demo_loaded()


def test_progress_only_grows_and_ends_at_one(db):
    seen = []
    load_demo(lambda fraction, sentence: seen.append((fraction, sentence)), NOW, matters=0)
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(sentence for _, sentence in seen)


def test_the_logins_open_and_vanish_once_the_password_is_changed(db):
    assert demo_logins() == []
    load_city(now=NOW)
    logins = demo_logins()
    assert [login.username for login in logins] == [
        "zhoumin",
        "wutao",
        "chenjing",
        "zhaoweiguo",
        "qianliqun",
        "shenhui",
        "luyun",
        "taoping",
        "fangyuan",
        "admin",
    ]
    roles = {"受理审查员", "律师", "公证员", "调解员", "主管", "系统管理员"}
    assert {login.role for login in logins} == roles
    staff = sign_in(username="zhoumin", password=DEMO_PASSWORD, address="203.0.113.9", now=NOW)
    assert staff.name == "周敏"
    assert DEMO_PASSWORD in str(logins[0])
    set_password(by=None, staff=staff, password="quiet-Harbour-55", now=NOW)
    Staff.objects.filter(username="wutao").update(is_active=False)
    assert {"zhoumin", "wutao"}.isdisjoint(login.username for login in demo_logins())


def test_a_made_up_past_never_mixes_with_a_real_one(demo):
    assert load_demo(silent, NOW, matters=COUNT + 10).matters == 0


def test_a_history_is_refused_when_it_is_not_the_one_that_was_written(demo):
    matter = Matter.objects.first()
    entries = [entry_of(row) for row in matter.timeline.all()]
    copy = Matter(**{f.attname: getattr(matter, f.attname) for f in Matter._meta.fields if f.name != "id"})
    copy.number = matter.number[:-1] + ("0" if matter.number[-1] != "0" else "1")
    with pytest.raises(ChainBroken):
        load_histories(rows=[History(copy, tuple(entries))], now=NOW)
    with pytest.raises(HistoryWithoutEntries):
        load_histories(rows=[History(copy, ())], now=NOW)
    assert Matter.objects.count() == COUNT


def test_the_command_loads_and_lists(db, capsys):
    parser = argparse.ArgumentParser()
    demo_command.add_arguments(parser)
    assert demo_command.run(parser.parse_args(["logins"])) == 1
    assert "demo load" in capsys.readouterr().err
    assert demo_command.run(parser.parse_args(["load", "--matters", "5"])) == 0
    said = capsys.readouterr()
    assert "往期事项 5" in said.err
    assert "zhoumin" in said.out
    assert demo_command.run(parser.parse_args(["logins"])) == 0


def test_the_places_command_loads_a_file_and_says_what_it_did(db, capsys, tmp_path):
    parser = argparse.ArgumentParser()
    places_command.add_arguments(parser)
    file = tmp_path / "codes.csv"
    file.write_bytes("代码,名称\n99,示例省\n9901,淮畔市\n".encode("gb18030"))
    assert places_command.run(parser.parse_args(["load", str(file)])) == 0
    assert "新增 2 个区划" in capsys.readouterr().out
    assert places_command.run(parser.parse_args(["load", str(tmp_path / "none.csv")])) == 1
    assert "读不到文件" in capsys.readouterr().err
