"""Programs of other bodies: they open, follow and act in their own matters, once, and in no others."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from fawang.core.clock import now
from fawang.interfaces.api import rate
from fawang.records.clients import rules
from fawang.records.clients.models import Answered, ApiClient, ClientMatter
from fawang.records.clients.operations.answers import begin_answer, forget_answers
from fawang.records.clients.operations.clients import (
    Terms,
    change_key,
    change_terms,
    create_client,
    forget_uses,
    revoke,
)
from fawang.records.clients.refusals import ClientFault, ClientNameTaken, StillWorking
from fawang.records.matters.models import Material, Matter
from tests.cast import QINGXI_TOWN, Cast, build_cast
from tests.journeys.story import ANSWERS as STORY_ANSWERS
from tests.journeys.story import do, submitted

#: The form has no question for the address, and the API refuses what nobody asked.
ANSWERS = {code: value for code, value in STORY_ANSWERS.items() if code != "address"}
ALL = tuple(rules.SCOPES)


def picture() -> bytes:
    """A small picture, as a phone would send it."""
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(written, "PNG")
    return written.getvalue()


class Program:
    """A program with a key, calling the API."""

    def __init__(self, row: ApiClient, key: str, address: str = "203.0.113.9") -> None:
        self.row, self.key, self.address, self.http = row, key, address, Client()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"HTTP_AUTHORIZATION": f"Bearer {self.key}", "REMOTE_ADDR": self.address}
        sent |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        if isinstance(body, dict) and any(hasattr(value, "read") for value in body.values()):
            return getattr(self.http, method)(f"/api/v1/{path}", body, **sent)
        raw = body if isinstance(body, bytes | str) else json.dumps(body) if body is not None else ""
        return getattr(self.http, method)(
            f"/api/v1/{path}", raw or None, content_type="application/json", **sent
        )

    def open(self, key: str = "wage-case-0001", reference: str = "", **changes: Any) -> Any:
        body = {"service": "legal-aid-civil", "answers": {**ANSWERS, **changes}, "reference": reference}
        return self.call("post", "matters", body, **{"Idempotency-Key": key})


@pytest.fixture(autouse=True)
def _fresh_rate() -> None:
    rate.forget()


@pytest.fixture
def union(cast: Cast) -> Program:
    """The trade union's own system."""
    return program(cast, "市总工会平台")


def program(cast: Cast, name: str, **terms: Any) -> Program:
    said = {"scopes": ALL, **terms}
    row, key = create_client(
        by="system",
        name=name,
        organisation=cast.shigang_bureau,
        contact="值班 0999-1234567",
        terms=Terms(**said),
        now=now(),
    )
    return Program(row, key)


def number_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["number"])


class TestKeys:
    def test_the_key_is_shown_once_and_kept_as_a_hash(self, union: Program) -> None:
        stored = json.dumps(list(ApiClient.objects.values("key_start", "key_hash", "old_key_hash")))
        assert union.key not in stored
        assert union.call("get", "me").json()["name"] == "市总工会平台"

    @pytest.mark.parametrize("key", ["", "fwk_", "fwk_12345678_x", "nonsense", "fwk_zzzz_" + "x" * 200])
    def test_no_key_no_answer(self, union: Program, key: str) -> None:
        answer = Program(union.row, key).call("get", "me")
        assert (answer.status_code, answer.json()["title"]) == (401, "KeyRefused")
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_a_revoked_key_opens_nothing_from_that_moment(self, union: Program) -> None:
        number = number_of(union.open())
        revoke(by="system", client=union.row, now=now())
        assert union.call("get", f"matters/{number}").status_code == 401

    def test_an_expired_key_opens_nothing(self, cast: Cast) -> None:
        late = program(cast, "过期的", expires_at=now() - timedelta(seconds=1))
        assert late.call("get", "me").status_code == 401

    def test_after_a_change_of_keys_both_are_good_until_the_old_one_ends(self, union: Program) -> None:
        old = union.key
        new = change_key(by="system", client=union.row, now=now())
        assert [Program(union.row, key).call("get", "me").status_code for key in (old, new)] == [200, 200]
        ApiClient.objects.update(old_key_until=now() - timedelta(seconds=1))
        assert [Program(union.row, key).call("get", "me").status_code for key in (old, new)] == [401, 200]

    def test_only_from_its_addresses(self, cast: Cast) -> None:
        fixed = program(cast, "固定地址", addresses=("203.0.113.0/28", "2001:db8::1"))
        assert fixed.call("get", "me").status_code == 200
        fixed.address = "203.0.113.200"
        assert fixed.call("get", "me").json()["title"] == "AddressRefused"
        fixed.address = "2001:db8::1"
        assert fixed.call("get", "me").status_code == 200

    @pytest.mark.parametrize(
        "terms",
        [
            {"scopes": ()},
            {"scopes": ("everything",)},
            {"scopes": ALL, "addresses": ("10.0.0.300",)},
            {"scopes": ALL, "per_minute": 0},
        ],
    )
    def test_terms_that_cannot_be(self, cast: Cast, terms: dict[str, Any]) -> None:
        with pytest.raises(ClientFault):
            program(cast, "不行", **terms)

    def test_one_name_one_client(self, cast: Cast, union: Program) -> None:
        with pytest.raises(ClientNameTaken):
            program(cast, "市总工会平台")

    def test_guessing_keys_is_slowed_down(self, union: Program, settings: Any) -> None:
        settings.API_RATE = 5
        wrong = Program(union.row, "fwk_12345678_wrong")
        told = [wrong.call("get", "me").status_code for _ in range(8)]
        assert told[:5] == [401] * 5
        assert set(told[5:]) == {429}


class TestTerms:
    @pytest.mark.parametrize(
        ("method", "path", "scope"),
        [
            ("post", "matters", "matters:write"),
            ("get", "matters", "matters:read"),
            ("get", "webhooks", "webhooks:manage"),
            ("get", "matters/FY1/papers/1", "papers:read"),
        ],
    )
    def test_without_the_scope_the_door_is_shut(self, cast: Cast, method: str, path: str, scope: str) -> None:
        narrow = program(cast, "少一样", scopes=tuple(one for one in ALL if one != scope))
        answer = narrow.call(method, path, {} if method == "post" else None)
        assert (answer.status_code, answer.json()["title"]) == (403, "ScopeMissing")

    def test_the_minute_is_used_up(self, cast: Cast) -> None:
        slow = program(cast, "慢的", per_minute=3)
        answers = [slow.call("get", "me") for _ in range(5)]
        # The minute may turn between two calls; it never gives more than twice its share.
        assert sum(one.status_code == 200 for one in answers) in (3, 4, 5)
        change_terms(by="system", client=slow.row, terms=Terms(scopes=ALL, per_day=1), now=now())
        spent = [slow.call("get", "me") for _ in range(2)][-1]
        assert spent.status_code == 429
        assert int(spent["Retry-After"]) > 0

    def test_what_is_left_of_the_day_is_told(self, union: Program) -> None:
        first, second = (int(union.call("get", "me")["RateLimit-Remaining"]) for _ in range(2))
        assert first - second == 1

    def test_counts_of_past_minutes_are_dropped(self, union: Program) -> None:
        union.call("get", "me")
        assert union.row.uses.count() == 2
        assert forget_uses(now=now() + timedelta(minutes=2)) == 1

    def test_only_its_services_and_its_region(self, cast: Cast) -> None:
        narrow = program(cast, "只办咨询", services=("legal-consultation",))
        assert narrow.open().json()["title"] == "ServiceNotAllowed"
        local = program(cast, "清溪的", region_prefix="990122")
        assert local.open().json()["title"] == "RegionNotAllowed"
        assert number_of(local.open(region=QINGXI_TOWN))
        assert Matter.objects.count() == 1


class TestOpening:
    def test_a_matter_is_opened_and_dispatched_like_any_other(self, cast: Cast, union: Program) -> None:
        told = union.open(reference="GH-2026-17").json()
        matter = Matter.objects.get(number=told["number"])
        assert matter.channel == "api"
        assert matter.organisation == cast.shigang_aid
        assert told["reference"] == "GH-2026-17"
        assert told["organisation"]["name"] == "石港县法律援助中心"
        assert told["due"]["at"]
        assert "green_channel" in matter.flags

    def test_the_same_key_opens_one_matter_and_is_answered_word_for_word(self, union: Program) -> None:
        first, second = union.open(), union.open()
        assert first.content == second.content
        assert second["Idempotency-Replayed"] == "true"
        assert Matter.objects.count() == ClientMatter.objects.count() == 1

    def test_the_same_key_for_another_story_is_refused(self, union: Program) -> None:
        union.open()
        other = union.open(amount="50000")
        assert (other.status_code, other.json()["title"]) == (409, "KeyUsedOtherwise")
        assert Matter.objects.count() == 1

    def test_two_clients_may_use_the_same_key(self, cast: Cast, union: Program) -> None:
        other = program(cast, "另一家")
        assert number_of(union.open()) != number_of(other.open())

    @pytest.mark.parametrize("key", ["", "short", "x" * 201])
    def test_a_key_is_needed(self, union: Program, key: str) -> None:
        answer = union.open(key=key)
        assert (answer.status_code, answer.json()["title"]) == (400, "KeyNeeded")
        assert Matter.objects.count() == 0

    def test_a_killed_process_leaves_a_key_that_can_be_used_again(self, union: Program) -> None:
        union.open()
        # As if it had been killed after the matter was written and before the answer was kept.
        Answered.objects.update(status=None, body_sealed="")
        again = union.open()
        assert (again.status_code, again.json()["title"], again["Retry-After"]) == (409, "StillWorking", "3")
        Answered.objects.update(begun_at=now() - rules.ABANDONED_AFTER - timedelta(seconds=1))
        assert union.open().status_code == 201
        assert Matter.objects.count() == 1

    def test_two_retries_at_once_do_the_work_once(self, union: Program) -> None:
        row, _ = begin_answer(client=union.row, key="both-at-once", request=b"x", now=now())
        assert row is not None
        with pytest.raises(StillWorking):
            begin_answer(client=union.row, key="both-at-once", request=b"x", now=now())

    def test_old_answers_are_forgotten(self, union: Program) -> None:
        union.open()
        assert forget_answers(now=now()) == 0
        assert forget_answers(now=now() + rules.REMEMBERED_FOR + timedelta(hours=1)) == 1

    def test_every_fault_at_once_with_its_place(self, union: Program) -> None:
        answer = union.open(phone="123", identity_number="990121197805120319", amount="许多", colour="red")
        body = answer.json()
        assert (answer.status_code, body["title"]) == (422, "AnswersIncomplete")
        assert {fault["pointer"] for fault in body["faults"]} == {
            "/answers/phone",
            "/answers/identity_number",
            "/answers/amount",
            "/answers/colour",
        }
        assert Matter.objects.count() == 0
        # What was refused may be mended under the same key.
        assert union.open().status_code == 201

    def test_files_come_with_it(self, union: Program) -> None:
        matter = json.dumps({"service": "legal-aid-civil", "answers": ANSWERS})
        body = {"matter": matter, "identity": SimpleUploadedFile("身份证.png", picture(), "image/png")}
        answer = union.call("post", "matters", body, **{"Idempotency-Key": "with-a-file"})
        number = number_of(answer)
        assert Material.objects.get(matter__number=number).code == "identity"

    def test_a_hostile_file_opens_nothing(self, union: Program) -> None:
        matter = json.dumps({"service": "legal-aid-civil", "answers": ANSWERS})
        body = {"matter": matter, "identity": SimpleUploadedFile("a.jpg", b"MZ\x90\x00" * 50, "image/jpeg")}
        answer = union.call("post", "matters", body, **{"Idempotency-Key": "with-a-virus"})
        assert answer.status_code == 422
        assert Matter.objects.count() == Material.objects.count() == 0

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"[]",
            b'{"service": 5, "answers": {}}',
            b'{"service": "a", "service": "b", "answers": {}}',
            b'{"service": "a", "answers": {"x": NaN}}',
            b'{"service": "a", "answers": {}, "extra": 1}',
            b'{"service": "a", "answers": {"x": ' + b"[" * 50 + b"]" * 50 + b"}}",
            b'{"service": "a", "answers": {"x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
            b"\xff\xfe\x00",
        ],
    )
    def test_json_that_is_none_is_refused_in_words(self, union: Program, raw: bytes) -> None:
        answer = union.call("post", "matters", raw, **{"Idempotency-Key": "bad-json-0001"})
        assert answer.status_code == 400
        assert answer.json()["title"] == "JsonRefused"

    def test_too_much_is_refused_before_it_is_read(self, union: Program) -> None:
        answer = union.call("post", "matters", b"x" * (1024 * 1024 + 1), **{"Idempotency-Key": "too-large"})
        assert answer.status_code == 413

    def test_an_unknown_service(self, union: Program) -> None:
        answer = union.call(
            "post", "matters", {"service": "no-such", "answers": {}}, **{"Idempotency-Key": "unknown-01"}
        )
        assert answer.status_code == 404


class TestFollowing:
    def test_it_sees_what_the_applicant_sees(self, cast: Cast, union: Program) -> None:
        number = number_of(union.open())
        do(
            cast.viewers.zhou,
            number,
            "request_supplement",
            now(),
            missing=["labour_evidence"],
            explain="请补工友的证明。",
            supplement_by=(now() + timedelta(days=5)).date().isoformat(),
        )
        told = union.call("get", f"matters/{number}").json()
        assert told["state"]["code"] == "supplement"
        assert "工友的证明" in told["asked"]
        assert [one["code"] for one in told["wanted"]] == ["labour_evidence"]
        assert {"supplement_given", "withdraw"} <= {one["code"] for one in told["actions"]}

    def test_another_clients_matter_does_not_exist(self, cast: Cast, union: Program) -> None:
        number = number_of(union.open())
        own = submitted()
        other = program(cast, "另一家")
        for strange in (number, own.number, "FY0000000000000"):
            assert other.call("get", f"matters/{strange}").status_code == 404
            assert other.call("post", f"matters/{strange}/actions/withdraw", {}).status_code == 404
            assert (
                other.call("post", f"matters/{strange}/rating", {"score": 1, "solved": False}).status_code
                == 404
            )
            assert other.call("get", f"matters/{strange}/papers/1").status_code == 404
        assert Matter.objects.filter(state="submitted").count() == 2

    def test_acting_for_the_applicant(self, union: Program) -> None:
        number = number_of(union.open())
        seen = union.call("get", f"matters/{number}")
        done = union.call(
            "post", f"matters/{number}/actions/withdraw", {"data": {}}, **{"If-Match": seen["ETag"]}
        )
        assert done.json()["state"]["code"] == "withdrawn"
        again = union.call("post", f"matters/{number}/actions/withdraw", {"data": {}})
        assert again.status_code == 422
        assert again.json()["detail"]

    def test_a_matter_that_moved_meanwhile_is_not_acted_on_blindly(self, cast: Cast, union: Program) -> None:
        number = number_of(union.open())
        seen = union.call("get", f"matters/{number}")["ETag"]
        do(cast.viewers.zhou, number, "grant", now(), form_of_aid="arbitration", means_finding="waived")
        answer = union.call("post", f"matters/{number}/actions/withdraw", {}, **{"If-Match": seen})
        assert (answer.status_code, answer.json()["title"]) == (412, "ChangedMeanwhile")

    def test_only_what_the_applicant_may_do(self, union: Program) -> None:
        number = number_of(union.open())
        assert union.call("post", f"matters/{number}/actions/grant", {}).status_code == 422
        assert union.call("post", f"matters/{number}/actions/no-such", {}).status_code == 404

    def test_a_file_is_added(self, union: Program) -> None:
        number = number_of(union.open())
        body = {"code": "wage_evidence", "file": SimpleUploadedFile("欠条.png", picture(), "image/png")}
        assert union.call("post", f"matters/{number}/materials", body).status_code == 201
        assert union.call("post", f"matters/{number}/materials", {}).json()["title"] == "FileMissing"
        told = union.call("get", f"matters/{number}").json()
        assert [one["code"] for one in told["materials"]] == ["wage_evidence"]

    def test_the_list_goes_on_page_by_page(self, union: Program) -> None:
        numbers = [number_of(union.open(key=f"case-number-{i}", reference=f"R{i}")) for i in range(5)]
        first = union.call("get", "matters?size=2").json()
        rest = union.call("get", f"matters?size=9&cursor={first['cursor']}").json()
        assert [one["number"] for one in first["matters"] + rest["matters"]] == numbers[::-1]
        assert rest["cursor"] is None
        named = union.call("get", "matters?reference=R3").json()["matters"]
        assert [one["number"] for one in named] == [numbers[3]]

    def test_only_what_changed_since(self, union: Program) -> None:
        number_of(union.open())
        later = (now() + timedelta(hours=1)).isoformat().replace("+", "%2B")
        assert union.call("get", f"matters?since={later}").json()["matters"] == []

    @pytest.mark.parametrize("query", ["size=x", "cursor=-1", "since=gestern", "since=2026-11-21T09:30:00"])
    def test_parameters_that_cannot_be(self, union: Program, query: str) -> None:
        answer = union.call("get", f"matters?{query}")
        assert (answer.status_code, answer.json()["title"]) == (422, "QueryRefused")

    def test_rating_is_handed_on(self, cast: Cast, union: Program) -> None:
        number = number_of(union.open())
        early = union.call("post", f"matters/{number}/rating", {"score": 5, "solved": True})
        assert early.status_code == 422
        union.call("post", f"matters/{number}/actions/withdraw", {})
        rated = union.call("post", f"matters/{number}/rating", {"score": 2, "solved": False})
        assert rated.json() == {"score": 2, "solved": False, "follow_up": True}


@pytest.mark.django_db(transaction=True)
def test_the_quota_holds_when_many_ask_at_once() -> None:
    """Two processes and many threads share one count, so that none is given twice."""
    narrow = program(build_cast(), "并发", per_day=10, per_minute=1000)

    def one(_: int) -> int:
        try:
            return int(Program(narrow.row, narrow.key).call("get", "me").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(one, range(24)))
    assert told.count(200) == 10
    assert told.count(429) == 14
