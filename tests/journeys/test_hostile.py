"""Double clicks, races, markup, guessing, late changes: what must hold when things go wrong."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from fawang.core.audit.models import AuditEntry
from fawang.core.ids import CaseCodeFault, new_case_code
from fawang.core.outbox.models import Effect
from fawang.journeys import act, identify, progress, queue, take
from fawang.journeys.draft import (
    discard_draft,
    expire_drafts,
    load_draft,
    save_answers,
    start_draft,
)
from fawang.journeys.submit import (
    AnswersIncomplete,
    KeyMissing,
    MatterRefused,
    NewParty,
    receipt_for_draft,
    submit_application,
    submit_matter,
)
from fawang.records.matters.models import Draft, Matter, OneTimeCode, TimelineEntry
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.refusals import (
    CaseNotFound,
    CodeExpired,
    DraftExpired,
    DraftNotFound,
    KeyReused,
    TooManyCodes,
    TooManyGuesses,
    TooManyTries,
    WrongCode,
)
from fawang.records.matters.rules.chain import ChainBroken, verify_chain
from fawang.stages.dispatch.rules import NoOfficeForPlace
from tests.cast import NOW, PROVINCE, TOWN, WANG, build_cast
from tests.journeys.story import ANSWERS, deliver, draft, new_matter, newest_code, opened, proof_of, submitted

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def together(count: int, work) -> list:
    """Run `work(place)` in threads that start at the same instant; results or exceptions by place."""
    gate, results = threading.Barrier(count), [None] * count

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = work(place)
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# --- sending twice -----------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_matter(cast):
    first, again = opened("one-and-the-same"), opened("one-and-the-same")
    assert (first.number, first.case_code) == (again.number, again.case_code)
    assert (first.repeated, again.repeated) == (False, True)
    assert Matter.objects.count() == 1
    with pytest.raises(KeyReused):
        opened("one-and-the-same", story="另一件事")
    with pytest.raises(KeyReused):
        opened("one-and-the-same", applicant=NewParty("李四"))
    with pytest.raises(KeyMissing):
        opened("short")


def test_a_draft_is_handed_in_once_whatever_the_key(cast):
    view = draft()
    first = submit_application(draft_token=view.token, idempotency_key="key-number-1", channel="web", now=NOW)
    back = submit_application(draft_token=view.token, idempotency_key="key-number-2", channel="web", now=NOW)
    assert back.number == first.number
    assert first.case_code == view.case_code
    assert receipt_for_draft(draft_token=view.token, now=NOW).number == first.number
    assert Matter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_double_clicks_at_the_same_instant_make_one_matter():
    build_cast()
    results = together(10, lambda _: opened("pressed-ten-times"))
    assert {getattr(r, "number", repr(r)) for r in results} == {Matter.objects.get().number}
    assert TimelineEntry.objects.count() == 2
    assert Effect.objects.filter(kind="message.send").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_draft_handed_in_by_two_windows_at_once_is_one_matter():
    build_cast()
    token = draft().token
    results = together(
        6, lambda place: submit_application(
            draft_token=token, idempotency_key=f"window-number-{place}", channel="web", now=NOW
        )
    )  # fmt: skip
    assert {getattr(r, "number", repr(r)) for r in results} == {Matter.objects.get().number}


# --- taking at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_take_one_matter_and_one_has_it():
    cast = build_cast()
    number = opened("everybody-wants-it").number
    viewers = [cast.viewers.zhou, cast.viewers.sun]
    results = together(20, lambda place: take.take(viewer=viewers[place % 2], number=number, now=NOW))
    winner = Matter.objects.get().holder
    lost = [r for r in results if isinstance(r, take.AlreadyTaken)]
    assert len(lost) == 10
    assert {r.holder_name for r in lost} == {winner.name}
    assert [r for r in results if r is not None and not isinstance(r, take.AlreadyTaken)] == []
    assert TimelineEntry.objects.filter(kind="taken").count() == 1
    matter = Matter.objects.get()
    verify_chain(number, timeline_of(matter), matter.head_hash)


def test_taking_again_changes_nothing_and_putting_back_frees_it(cast):
    number = opened("take-and-release").number
    zhou, sun = cast.viewers.zhou, cast.viewers.sun
    take.take(viewer=zhou, number=number, now=NOW)
    take.take(viewer=zhou, number=number, now=NOW)
    assert TimelineEntry.objects.filter(kind="taken").count() == 1
    with pytest.raises(take.AlreadyTaken, match="周敏"):
        take.take(viewer=sun, number=number, now=NOW)
    with pytest.raises(take.NotTheHolder):
        take.release(viewer=sun, number=number, reason="给我", now=NOW)
    with pytest.raises(take.ReasonMissing):
        take.release(viewer=zhou, number=number, reason=" ", now=NOW)
    take.release(viewer=zhou, number=number, reason="去开会", now=NOW)
    take.take(viewer=sun, number=number, now=NOW)
    assert Matter.objects.get().holder_id == sun.staff_id


# --- what is typed -----------------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>\x00\u202e{number}\x1b[31m"


def test_markup_and_control_characters_stay_text(cast):
    party = NewParty("<b>王</b>\x00建国", WANG.identity, WANG.phone, SCRIPT)
    receipt = opened("hostile-words", title=SCRIPT, story=SCRIPT * 3, applicant=party)
    matter = Matter.objects.get()
    for text in (matter.title, matter.story):
        assert "\x00" not in text
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert "<script>" in text  # kept as typed: the page escapes it
    told = progress.public_progress(case_code=receipt.case_code, now=NOW)
    assert "script" not in repr(told)
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    act.perform(
        viewer=cast.viewers.zhou, number=receipt.number, action="refuse",
        data={"ground": "means", "reasons": "{case_code}{{number}}" + SCRIPT}, version=seen.version, now=NOW,
    )  # fmt: skip
    last = timeline_of(Matter.objects.get())[-1]
    assert "{case_code}" in last.public_text  # what is filled in is never filled in again
    deliver(NOW)


def test_everything_wrong_is_said_at_once(cast):
    with pytest.raises(MatterRefused) as refused:
        opened("all-is-wrong", channel="pigeon", urgency="now!", region_code="99", category=" ",
               applicant=NewParty("王", "123"))  # fmt: skip
    assert set(refused.value.faults) == {"channel", "urgency", "region", "category", "applicant"}
    assert Matter.objects.count() == 0


def test_a_place_that_nobody_serves_is_refused_before_anything_is_written(cast):
    cast.city_aid.active = False
    cast.city_aid.save()
    with pytest.raises(NoOfficeForPlace):
        opened("no-office-there", region_code="990102000000")
    with pytest.raises(MatterRefused):
        opened("too-wide-a-place", region_code=PROVINCE)
    assert Matter.objects.count() == 0


def test_a_county_without_its_own_office_is_served_by_the_city(cast):
    receipt = opened("falls-back-up", region_code="990102000000")
    assert receipt.organisation_name == "淮畔市法律援助中心"
    entry = TimelineEntry.objects.get(kind="dispatched")
    assert "上一级" in entry.data["reasons"][0]
    assert "第三十八条" in entry.data["reasons"][0]


def test_an_unfinished_form_says_what_is_missing(cast):
    view = start_draft(service_code="legal-aid-civil", story="欠薪", channel="web", now=NOW)
    with pytest.raises(AnswersIncomplete) as refused:
        submit_application(draft_token=view.token, idempotency_key="unfinished-form", channel="web", now=NOW)
    assert {"name", "identity_number", "phone"} <= set(refused.value.faults)
    assert refused.value.first_page


# --- drafts ------------------------------------------------------------------------------------------


def test_nothing_of_a_draft_lies_open_in_the_table(cast):
    view = draft()
    row = repr(Draft.objects.values().get())
    for secret in (WANG.name, WANG.identity, WANG.phone, ANSWERS["story"], view.token):
        assert secret not in row


def test_a_draft_ends_after_seven_days(cast):
    view = draft()
    assert load_draft(token=view.token, now=NOW + 7 * DAY - MINUTE).answers["name"] == WANG.name
    with pytest.raises(DraftExpired):
        load_draft(token=view.token, now=NOW + 7 * DAY)
    expire_drafts(now=NOW + 7 * DAY + MINUTE)
    assert Draft.objects.count() == 0
    with pytest.raises(DraftNotFound):
        load_draft(token=view.token, now=NOW)


def test_a_draft_thrown_away_is_gone(cast):
    view = draft()
    discard_draft(token=view.token, now=NOW)
    with pytest.raises(DraftNotFound):
        save_answers(token=view.token, answers={"name": "x"}, now=NOW)


def test_resuming_on_another_device_takes_the_draft_over(cast):
    view = draft()
    identify.request_case_code(case_code=view.case_code.lower().replace("-", " "), phone=WANG.phone, now=NOW)
    deliver(NOW)
    found = identify.confirm_case_code(
        case_code=view.case_code, phone=WANG.phone, code=newest_code(WANG.phone), now=NOW
    )
    assert load_draft(token=found.draft_token, now=NOW).answers["opponent"] == "包工头老李"
    with pytest.raises(DraftNotFound):
        load_draft(token=view.token, now=NOW)
    with pytest.raises(CaseNotFound):
        progress.public_progress(case_code=view.case_code, now=NOW)


# --- guessing ----------------------------------------------------------------------------------------


def test_five_wrong_tries_and_the_code_is_dead(cast):
    receipt = submitted()
    identify.request_case_code(case_code=receipt.case_code, phone=WANG.phone, now=NOW)
    deliver(NOW)
    right = newest_code(WANG.phone)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    left = []
    for _ in range(4):
        with pytest.raises(WrongCode) as refused:
            identify.confirm_case_code(case_code=receipt.case_code, phone=WANG.phone, code=wrong, now=NOW)
        left.append(refused.value.tries_left)
    assert left == [4, 3, 2, 1]
    for attempt in (wrong, right):
        with pytest.raises(TooManyTries):
            identify.confirm_case_code(case_code=receipt.case_code, phone=WANG.phone, code=attempt, now=NOW)


def test_a_code_is_used_once_and_ends_after_ten_minutes(cast):
    identify.request_code(phone=WANG.phone, purpose="contact", now=NOW)
    deliver(NOW)
    code = newest_code(WANG.phone)
    with pytest.raises(CodeExpired):
        identify.confirm_code(phone=WANG.phone, purpose="contact", code=code, now=NOW + 10 * MINUTE)
    with pytest.raises(CodeExpired):
        identify.confirm_code(phone=WANG.phone, purpose="other", code=code, now=NOW)
    identify.confirm_code(phone=WANG.phone, purpose="contact", code=code, now=NOW + MINUTE)
    with pytest.raises(CodeExpired):
        identify.confirm_code(phone=WANG.phone, purpose="contact", code=code, now=NOW + MINUTE)
    assert code not in repr(list(OneTimeCode.objects.values()) + list(Effect.objects.values()))


def test_codes_are_not_sent_faster_than_a_person_asks(cast):
    identify.request_code(phone=WANG.phone, purpose="contact", now=NOW)
    with pytest.raises(TooManyCodes):
        identify.request_code(phone=WANG.phone, purpose="contact", now=NOW + timedelta(seconds=30))
    sent = 1
    for minute in range(2, 30):
        try:
            identify.request_code(phone=WANG.phone, purpose=f"p{minute}", now=NOW + minute * MINUTE)
            sent += 1
        except TooManyCodes:
            pass
    assert sent <= 5


def test_unknown_code_and_wrong_phone_look_like_the_right_pair(cast):
    receipt = submitted()
    deliver(NOW)
    answers = []
    for place, (code, phone) in enumerate(
        [
            (receipt.case_code, WANG.phone),
            (receipt.case_code, "13900000001"),
            (new_case_code(), "13900000002"),
        ]
    ):
        before = Effect.objects.filter(kind="code.send").count()
        sent = identify.request_case_code(case_code=code, phone=phone, address=f"10.0.0.{place}", now=NOW)
        answers.append((sent.expires_at, sent.wait_seconds, len(sent.phone_masked)))
        assert Effect.objects.filter(kind="code.send").count() - before == (1 if place == 0 else 0)
        if place:
            with pytest.raises((WrongCode, TooManyTries)) as refused:
                identify.confirm_case_code(case_code=code, phone=phone, code="000000", now=NOW)
            assert isinstance(refused.value, WrongCode)
    assert len(set(answers)) == 1


def test_guessing_case_codes_is_throttled_by_address(cast):
    receipt = submitted()
    for _ in range(20):
        with pytest.raises(CaseNotFound):
            progress.public_progress(case_code=new_case_code(), address="203.0.113.7", now=NOW)
    for code in (new_case_code(), receipt.case_code):
        with pytest.raises(TooManyGuesses):
            progress.public_progress(case_code=code, address="203.0.113.7", now=NOW)
    assert progress.public_progress(case_code=receipt.case_code, address="203.0.113.8", now=NOW)
    assert progress.public_progress(case_code=receipt.case_code, address="203.0.113.7", now=NOW + HOUR)
    with pytest.raises(CaseCodeFault):
        progress.public_progress(case_code="1234", address="203.0.113.9", now=NOW)


def test_a_household_of_the_new_internet_counts_as_one(cast):
    for place in range(20):
        with pytest.raises(CaseNotFound):
            progress.public_progress(case_code=new_case_code(), address=f"2001:db8:1:2::{place:x}", now=NOW)
    with pytest.raises(TooManyGuesses):
        progress.public_progress(case_code=new_case_code(), address="2001:db8:1:2:ffff::1", now=NOW)
    with pytest.raises(CaseNotFound):
        progress.public_progress(case_code=new_case_code(), address="2001:db8:1:3::1", now=NOW)


def test_a_proof_opens_one_matter_for_two_hours(cast):
    receipt = submitted()
    proof = proof_of(receipt, NOW)
    assert progress.full_progress(proof=proof, now=NOW + HOUR).number == receipt.number
    for bad, when in ((proof, NOW + 3 * HOUR), (proof[:-2], NOW), ("", NOW), ("x.y.z", NOW)):
        with pytest.raises(progress.ProofExpired):
            progress.full_progress(proof=bad, now=when)


# --- the record --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.filter(seq=1).update(public_text="您的申请已撤回。"),
        lambda rows: rows.filter(seq=2).update(actor="staff:9"),
        lambda rows: rows.filter(seq=2).delete(),
        lambda rows: rows.filter(seq=1).update(data={"set": {"state": "closed"}}),
        lambda rows: rows.filter(seq=2).update(at=NOW + DAY),
    ],
)
def test_a_changed_timeline_is_found_and_not_written_on(cast, change):
    receipt = opened("to-be-tampered-with")
    matter = Matter.objects.get()
    change(TimelineEntry.objects.filter(matter=matter))
    with pytest.raises(ChainBroken):
        verify_chain(matter.number, timeline_of(matter), matter.head_hash)
    with pytest.raises(ChainBroken):
        take.take(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    matter.refresh_from_db()
    assert matter.holder_id is None
    assert not AuditEntry.objects.filter(action="matter.take").exists()


def test_a_failing_step_leaves_nothing_behind(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("fawang.journeys.submit.write.record", broken)
    with pytest.raises(RuntimeError):
        opened("never-finished")
    assert Matter.objects.count() == TimelineEntry.objects.count() == Effect.objects.count() == 0
    monkeypatch.undo()
    again = submit_matter(new=new_matter(region_code=TOWN), idempotency_key="never-finished", now=NOW)
    assert not again.repeated
    found = queue.search(viewer=cast.viewers.zhou, text="四万块", now=NOW)
    assert [row.number for row in found.rows] == [again.number]
