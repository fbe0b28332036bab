"""Nothing typed is lost: a session that ended, a page that stood too long, somebody who was faster, a step
that is refused. And whatever was typed comes out as text."""

from __future__ import annotations

import html
import re

import pytest
from django.conf import settings
from django.test import Client

from fawang.records.matters.models import Matter
from tests.cast import NOW, PASSWORD, WANG, Cast, Citizen
from tests.interfaces.office.conftest import Desk, words
from tests.journeys.story import do, opened

LONG = '电话里说好的：欠条在老家，周五让弟弟寄来。<b>"引号"</b> & 两行\n第二行'
SUPPLEMENT = {"missing": ["wage_evidence"], "explain": LONG, "supplement_by": "2026-12-01"}


def form_of(page: str, action: str) -> dict[str, list[str]]:
    """The fields a browser would send with the form of this address."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.S)
    assert form, action
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        fields.setdefault(name, []).append(html.unescape(value))
    # A browser drops the line break right after the tag.
    for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[0], re.S):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


def test_a_session_that_ends_in_mid_form_loses_nothing(cast: Cast, zhou: Desk, number: str) -> None:
    zhou.take(number)
    version = zhou.version(number)
    address = f"/office/matters/{number}/act/request_supplement"
    del zhou.client.cookies[settings.SESSION_COOKIE_NAME]

    asked = zhou.client.post(address, {"version": version, **SUPPLEMENT})
    assert asked.status_code == 401
    page = asked.content.decode()
    assert "您刚才填写的内容还在" in page
    assert "欠条在老家" not in page  # sealed while nobody is signed in
    carried = form_of(page, "/office/login")

    wrong = zhou.client.post("/office/login", {**carried, "username": "zhoumin", "password": "wrong-one"})
    carried = form_of(wrong.content.decode(), "/office/login")
    right = zhou.client.post("/office/login", {**carried, "username": "zhoumin", "password": PASSWORD})
    assert right.status_code == 200
    page = right.content.decode()
    assert html.escape(LONG, quote=False).split("\n")[1] in page
    resumed = form_of(page, address)
    assert resumed["explain"][0].replace("\r\n", "\n") == LONG
    assert resumed["missing"] == ["wage_evidence"]

    assert zhou.client.post(address, resumed).status_code == 302
    assert Matter.objects.get(number=number).state == "supplement"
    assert "欠条在老家" in words(zhou.matter(number))


@pytest.mark.parametrize("carried", ["", "x", "A" * 3000, "v1:forged"])
def test_what_is_carried_cannot_be_forged(cast: Cast, carried: str) -> None:
    answer = Client().post("/office/login", {"username": "zhoumin", "password": PASSWORD, "carried": carried})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/")


def test_a_page_that_stood_too_long_loses_nothing(cast: Cast, number: str) -> None:
    desk = Desk(cast.staff["zhoumin"])
    version = desk.version(number)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.zhou)
    address = f"/office/matters/{number}/act/request_supplement"
    refused = strict.post(address, {"version": version, "csrfmiddlewaretoken": "old", **SUPPLEMENT})
    assert refused.status_code == 403
    page = refused.content.decode()
    again = form_of(page, address)
    assert again["explain"][0].replace("\r\n", "\n") == LONG
    assert again["version"] == [version]
    assert strict.post(address, again).status_code == 302
    assert Matter.objects.get(number=number).state == "supplement"


def test_what_fails_on_a_staff_page_stays_in_the_staff_frame(cast: Cast, number: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.zhou)
    address = f"/office/matters/{number}/act/request_supplement"
    sent = {"version": "2", "csrfmiddlewaretoken": "old", **SUPPLEMENT}
    stale = strict.post(address, sent)
    foreign = strict.post(address, sent, headers={"Sec-Fetch-Site": "cross-site"})
    for answer in (stale, foreign, strict.get("/office/nothing-here")):
        page = answer.content.decode()
        assert "staff-bar" in page
        assert "回到工作列表" in words(page)
        for public in ("查进度", "打 12348"):
            assert public not in page
    # Codes of choices and the version are nobody's words; they are sent again all the same.
    quoted = re.findall(r'<blockquote class="typed">(.*?)</blockquote>', stale.content.decode(), re.S)
    assert any("欠条在老家" in one for one in quoted)
    assert not any("wage_evidence" in one for one in quoted)
    assert form_of(stale.content.decode(), address)["missing"] == ["wage_evidence"]
    assert "欠条在老家" not in foreign.content.decode()


def test_a_sign_in_that_stood_too_long_keeps_what_it_carries(cast: Cast, number: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    typed = {"csrfmiddlewaretoken": "old", "username": "zhoumin", "password": "not-to-be-shown-again",
             "next": f"/office/matters/{number}", "carried": "v1:sealed-before"}  # fmt: skip
    answer = strict.post("/office/login", typed)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "not-to-be-shown-again" not in page
    again = form_of(page, "/office/login")
    assert again["carried"] == ["v1:sealed-before"]
    landed = strict.post("/office/login", {**again, "carried": "", "password": PASSWORD})
    assert landed.headers["Location"] == f"/office/matters/{number}"


def test_two_tabs_the_slower_one_keeps_its_words_and_can_send_again(
    cast: Cast, zhou: Desk, number: str
) -> None:
    old = zhou.version(number)
    zhou.take(number)
    slower = zhou.act(number, "request_supplement", version=old, **SUPPLEMENT)
    assert slower.status_code == 409
    page = slower.content.decode()
    assert "周敏" in words(page)
    assert html.escape(LONG) in page
    assert 'value="wage_evidence" checked' in page
    fresh = re.search(r'data-version="(\d+)"', page)
    assert fresh
    assert int(fresh[1]) == int(old) + 1
    assert zhou.act(number, "request_supplement", version=fresh[1], **SUPPLEMENT).status_code == 302


def test_a_step_no_longer_possible_shows_what_was_typed_for_it(cast: Cast, zhou: Desk, number: str) -> None:
    old = zhou.version(number)
    do(cast.viewers.sun, number, "grant", NOW, form_of_aid="arbitration", means_finding="waived")
    for version in (old, zhou.version(number)):
        late = zhou.act(number, "request_supplement", version=version, **SUPPLEMENT)
        assert late.status_code in (409, 422)
        said = words(late.content)
        assert "您填写的内容还在" in said
        assert "欠条在老家" in said
        assert "证明欠您工资的东西" in said


def test_faults_are_told_at_their_fields_and_the_rest_stays(zhou: Desk, number: str) -> None:
    wrong = {"missing": ["wage_evidence"], "explain": "", "supplement_by": "昨天"}
    answer = zhou.act(number, "request_supplement", **wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#request_supplement-explain"' in page
    assert 'id="request_supplement-explain"' in page
    assert 'value="昨天"' in page
    assert 'value="wage_evidence" checked' in page
    assert re.search(r'id="act-request_supplement" open', page)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_strange_version_is_a_conflict_not_a_crash(zhou: Desk, number: str, version: str) -> None:
    sent = {"version": version, **SUPPLEMENT}
    answer = zhou.client.post(f"/office/matters/{number}/act/request_supplement", sent)
    assert answer.status_code == 409
    assert "欠条在老家" in answer.content.decode()


def test_markup_in_every_field_comes_out_as_text(cast: Cast, zhou: Desk, zhao: Desk) -> None:
    evil = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    number = opened(
        "markup-in-every-field",
        citizen=Citizen(evil, WANG.identity, WANG.phone, evil),
        title=evil,
        story=evil,
    ).number
    zhou.take(number)
    zhou.act(number, "request_supplement", **{**SUPPLEMENT, "explain": evil})
    party = Matter.objects.get(number=number).applicant_id
    pages = [
        zhou.get("/office/?tab=open"),
        zhou.matter(number),
        zhou.get("/office/search", data={"q": evil[:50]}),
        zhao.get("/office/overview"),
        zhao.get("/office/?tab=open"),
        zhou.client.post(f"/office/matters/{number}/release", {"reason": ""}).content.decode(),
    ]
    for field in ("name", "address"):
        sent = {"party": party, "field": field, "reason": evil}
        pages.append(zhou.client.post(f"/office/matters/{number}/reveal", sent).content.decode())
    refused = zhou.act(number, "record_work", version="1", work_note=evil, **{evil: evil})
    pages.append(refused.content.decode())
    stranger = Client().post(f"/office/matters/{number}/release", {"reason": evil, evil: evil})
    pages.append(stranger.content.decode())
    signed_in = Client().post("/office/login", {"username": evil, "password": evil, "next": evil})
    pages.append(signed_in.content.decode())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in pages[1]
