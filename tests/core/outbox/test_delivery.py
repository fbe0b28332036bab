"""Effects are delivered, tried again, given up, and never twice at once."""

from datetime import timedelta

import pytest
from django.db import transaction

from fawang.core import clock
from fawang.core.outbox import operations as outbox
from fawang.core.outbox.models import Effect, Push
from fawang.core.outbox.queries import PushFeed, backlog, failed_effects, latest_push_id, pushes_after

NOW = clock.now()
pytestmark = pytest.mark.django_db


def add(key="k1", kind="note", due=None, **payload):
    outbox.add_effect(kind, key, payload, now=NOW, due_at=due)


def one(key="k1"):
    return Effect.objects.get(key=key)


def test_an_effect_is_delivered_once_with_its_payload_and_key():
    seen = []
    add(number="A1")
    handlers = {"note": lambda payload, key: seen.append((payload, key))}
    assert outbox.run_ready(handlers, now=NOW) == 1
    assert outbox.run_ready(handlers, now=NOW) == 0
    assert seen == [({"number": "A1"}, "k1")]
    assert one().state == "done"
    assert one().done_at >= NOW


def test_a_second_effect_with_the_same_key_is_not_written_and_harms_nothing():
    with transaction.atomic():
        add(number="A1")
        add(number="A2")
        assert Effect.objects.count() == 1  # The transaction is still good, on PostgreSQL as well.
    assert one().payload == {"number": "A1"}


def test_an_effect_goes_with_the_transaction_that_caused_it():
    class Trouble(Exception):
        pass

    def journey():
        with transaction.atomic():
            add()
            outbox.push("staff:1", {"event": "x"}, now=NOW)
            raise Trouble

    with pytest.raises(Trouble):
        journey()
    assert not Effect.objects.exists()
    assert not Push.objects.exists()


def test_an_effect_waits_until_it_is_due_and_the_longest_due_goes_first():
    seen = []
    handlers = {"note": lambda payload, key: seen.append(key)}
    add("late", due=NOW + timedelta(hours=1))
    add("second", due=NOW - timedelta(minutes=1))
    add("first", due=NOW - timedelta(minutes=2))
    assert outbox.run_ready(handlers, now=NOW) == 2
    assert seen == ["first", "second"]
    assert outbox.run_ready(handlers, now=NOW + timedelta(hours=2)) == 1


def test_one_bad_handler_does_not_stop_the_others():
    seen = []

    def bad(payload, key):
        raise RuntimeError("gateway is down")

    add("a", kind="bad", due=NOW - timedelta(minutes=1))
    add("b", kind="good")
    assert outbox.run_ready({"bad": bad, "good": lambda p, k: seen.append(k)}, now=NOW) == 2
    assert seen == ["b"]
    waiting = one("a")
    assert waiting.state == "waiting"
    assert waiting.attempts == 1
    assert waiting.due_at > NOW
    assert waiting.last_error == "RuntimeError: gateway is down"


def test_waits_double_up_to_an_hour():
    waits = [outbox.wait_before(n).total_seconds() for n in range(1, 14)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 3600
    assert waits == sorted(waits)


def test_after_the_last_attempt_it_fails_where_staff_see_it_and_can_be_sent_again():
    def bad(payload, key):
        raise RuntimeError("no")

    add()
    moment = NOW
    for _ in range(outbox.MAX_ATTEMPTS):
        assert outbox.run_ready({"note": bad}, now=moment) == 1
        moment += timedelta(hours=2)
    assert outbox.run_ready({"note": bad}, now=moment) == 0
    assert [e.key for e in failed_effects()] == ["k1"]
    assert backlog().failed == 1
    seen = []
    assert outbox.retry_failed(effect_id=one().id, now=moment)
    assert not outbox.retry_failed(effect_id=one().id, now=moment)
    outbox.run_ready({"note": lambda p, k: seen.append(k)}, now=moment)
    assert seen == ["k1"]


def test_what_can_never_be_delivered_fails_at_once():
    def refuses(payload, key):
        raise outbox.NotDeliverable("no such number")

    add()
    outbox.run_ready({"note": refuses}, now=NOW)
    assert one().state == "failed"
    assert one().attempts == 1


def test_a_failed_handler_leaves_nothing_of_what_it_wrote():
    def half(payload, key):
        outbox.push("staff:1", {"event": "half"}, now=NOW)
        raise RuntimeError("after the first write")

    add()
    outbox.run_ready({"note": half}, now=NOW)
    assert not Push.objects.exists()
    assert one().state == "waiting"


def test_a_kind_nobody_handles_stays_and_shows_in_the_backlog():
    add(kind="other")
    assert outbox.run_ready({"note": lambda p, k: None}, now=NOW) == 0
    assert backlog().waiting == 1
    assert backlog().oldest_due == NOW


def test_the_limit_of_one_turn_is_kept():
    for n in range(5):
        add(f"k{n}")
    assert outbox.run_ready({"note": lambda p, k: None}, now=NOW, limit=3) == 3
    assert backlog().waiting == 2


def test_a_lapsed_lease_goes_back_and_a_running_one_does_not():
    add("lapsed")
    add("running")
    Effect.objects.filter(key="lapsed").update(
        state="leased", attempts=1, leased_until=NOW - timedelta(seconds=1)
    )
    Effect.objects.filter(key="running").update(
        state="leased", attempts=1, leased_until=NOW + timedelta(seconds=9)
    )
    seen = []
    outbox.run_ready({"note": lambda p, k: seen.append(k)}, now=NOW)
    assert seen == ["lapsed"]
    assert one("lapsed").attempts == 2


def test_an_effect_that_kills_its_worker_every_time_is_given_up():
    add()
    Effect.objects.update(
        state="leased", attempts=outbox.MAX_ATTEMPTS, leased_until=NOW - timedelta(seconds=1)
    )
    assert outbox.reap(now=NOW) == 1
    assert one().state == "failed"


def test_a_worker_that_lost_its_lease_writes_nothing():
    add()

    def slow(payload, key):  # While it runs, another worker takes the lapsed lease and finishes.
        Effect.objects.filter(key=key).update(state="done", attempts=2, done_at=NOW)

    slow = outbox.outside(slow)
    outbox.run_ready({"note": slow}, now=NOW)
    assert one().attempts == 2
    assert one().state == "done"

    add("k2")
    Effect.objects.filter(key="k2").update(state="leased", attempts=5, leased_until=NOW + timedelta(hours=1))
    stale = one("k2")
    stale.attempts = 4
    seen = []
    outbox._deliver(stale, lambda p, k: seen.append(k), NOW)
    assert seen == []
    assert one("k2").attempts == 5


def test_an_outside_handler_runs_without_a_transaction_of_the_outbox(django_capture_on_commit_callbacks):
    depth = {}

    @outbox.outside
    def sends(payload, key):
        depth["outside"] = len(transaction.get_connection().savepoint_ids)

    def writes(payload, key):
        depth["inside"] = len(transaction.get_connection().savepoint_ids)

    add("a", kind="sends")
    add("b", kind="writes")
    outbox.run_ready({"sends": sends, "writes": writes}, now=NOW)
    assert depth["inside"] == depth["outside"] + 1


def test_pruning_keeps_what_is_still_to_be_done():
    for key in ("old", "new", "failed", "waiting"):
        add(key)
    Effect.objects.filter(key="old").update(state="done", done_at=NOW - timedelta(days=31))
    Effect.objects.filter(key="new").update(state="done", done_at=NOW)
    Effect.objects.filter(key="failed").update(state="failed", created_at=NOW - timedelta(days=90))
    outbox.push("staff:1", {}, now=NOW - timedelta(hours=2))
    outbox.push("staff:1", {}, now=NOW)
    assert outbox.prune(now=NOW) == 2
    assert set(Effect.objects.values_list("key", flat=True)) == {"new", "failed", "waiting"}
    assert Push.objects.count() == 1


def test_pushes_come_by_topic_in_order():
    outbox.push("staff:1", {"n": 1}, now=NOW)
    start = latest_push_id()
    for n, topic in ((2, "staff:1"), (3, "staff:2"), (4, "organisation:7")):
        outbox.push(topic, {"n": n}, now=NOW)
    assert [p.data["n"] for p in pushes_after(start, ["staff:1", "organisation:7"])] == [2, 4]
    assert pushes_after(latest_push_id(), ["staff:1"]) == []


def test_the_feed_gives_a_push_whose_smaller_id_appeared_later():
    outbox.push("a", {"n": 0}, now=NOW)
    feed = PushFeed(now=NOW)
    top = latest_push_id()
    Push.objects.create(id=top + 2, topic="a", data={"n": 2}, created_at=NOW)
    assert [p.data["n"] for p in feed.poll(now=NOW)] == [2]
    Push.objects.create(id=top + 1, topic="a", data={"n": 1}, created_at=NOW)
    assert [p.data["n"] for p in feed.poll(now=NOW)] == [1]
    assert feed.poll(now=NOW + timedelta(seconds=5)) == []
    assert feed.poll(now=NOW + timedelta(seconds=60)) == []
    assert not feed._given


def test_what_is_postponed_waits_until_then_and_no_attempt_counts():
    seen = []

    @outbox.timed
    def sleepy(payload, key, moment):
        if moment < NOW + timedelta(hours=1):
            raise outbox.Postponed(NOW + timedelta(hours=1))
        seen.append(moment)

    add()
    for minutes in (0, 30, 59):
        outbox.run_ready({"note": sleepy}, now=NOW + timedelta(minutes=minutes))
    assert (one().state, one().attempts, one().due_at) == ("waiting", 0, NOW + timedelta(hours=1))
    outbox.run_ready({"note": sleepy}, now=NOW + timedelta(minutes=61))
    assert (len(seen), one().state, one().attempts) == (1, "done", 1)
