"""The way of a matter through the staff pages: officer, lawyer, supervisor, by their forms alone."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from fawang.core.audit.models import AuditEntry
from fawang.journeys import act, add_material, rate
from fawang.records.matters.models import ClockRun, FollowUp, Material, Matter
from tests.cast import NOW, PASSWORD, Cast
from tests.gateways.storage.test_inspect import picture
from tests.interfaces.office.conftest import Desk, Now, words
from tests.journeys.story import proof_of, submitted


def test_from_the_queue_to_the_archive(cast: Cast, zhou: Desk, chen: Desk, zhao: Desk, moment: Now) -> None:
    receipt = submitted()
    number = receipt.number
    listed = words(zhou.get("/office/"))
    assert number in listed
    assert "还剩 7 天" in listed
    assert f"/office/matters/{number}/take" in zhou.get("/office/")

    page = words(zhou.take(number).content)
    assert f"{number} 已由您领取" in page
    assert Matter.objects.get(number=number).holder == cast.zhou

    page = words(zhou.matter(number))
    assert "申请人会看到：请在〔请在哪一天前补交〕前补充" in page
    answer = zhou.act(number, "request_supplement", missing=["wage_evidence"], explain="请补欠条或者聊天记录",
                      supplement_by="2026-12-01")  # fmt: skip
    assert answer.status_code == 302
    page = words(zhou.matter(number))
    assert "等申请人补充材料" in page
    assert "请补欠条或者聊天记录" in page
    assert ClockRun.objects.get(matter__number=number).state == "paused"

    moment.at = NOW + timedelta(days=3)
    assert zhou.act(number, "supplement_given", note="窗口交来").status_code == 302
    assert zhou.act(number, "grant", form_of_aid="arbitration", means_finding="waived").status_code == 302

    page = zhou.matter(number)
    assert "陈静（石港正源律师事务所，在办 0 件，专长相符）" in page
    assert "林芳" not in page  # the neighbour county's lawyer is not on offer
    assert zhou.act(number, "assign", lawyer=str(cast.chen.pk)).status_code == 302

    # The only step left to the officer cannot be taken back: it must not lie open.
    assert "<details" in zhou.matter(number)
    assert 'id="act-terminate" open' not in zhou.matter(number)
    assert number in chen.get("/office/")
    assert chen.act(number, "accept").status_code == 302
    work = {"work_kind": "filing", "work_on": "2026-11-19", "work_note": "已到仲裁委立案"}
    assert chen.act(number, "record_work", **work).status_code == 302
    assert "已到仲裁委立案" in words(chen.matter(number))
    closing = {"outcome": "won", "awarded": "40000", "recovered": "40000", "report": "已全部执行到位。"}
    assert chen.act(number, "close", **closing).status_code == 302
    assert Matter.objects.get(number=number).state == "closed"
    # A green-channel matter stays open until its two visits are done.
    assert number in chen.get("/office/?tab=mine")
    for visit in ("first", "second"):
        told = {f"{visit}_paid": "all", f"{visit}_amount": "40000", f"{visit}_note": "钱到账了"}
        assert zhou.act(number, f"{visit}_visit", **told).status_code == 302
    assert zhou.act(number, "archive").status_code == 302
    assert number in chen.get("/office/?tab=closed")

    proof = proof_of(receipt, moment.at)
    rate.rate(proof=proof, score=2, solved=False, comment="钱还没有拿到", now=moment.at)
    page = zhao.get("/office/follow-ups")
    assert "钱还没有拿到" in page
    follow_up = FollowUp.objects.get()
    too_short = zhao.client.post(f"/office/follow-ups/{follow_up.pk}", {"conclusion": "已打电话"})
    assert too_short.status_code == 422
    assert "已打电话</textarea>" in too_short.content.decode()
    said = "打电话问过，执行款昨天到账，当事人认可。"
    assert zhao.client.post(f"/office/follow-ups/{follow_up.pk}", {"conclusion": said}).status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.closed_at is not None
    assert said in words(zhao.matter(number))


def test_a_refusal_is_objected_to_and_the_supervisor_answers(cast: Cast, zhou: Desk, zhao: Desk) -> None:
    receipt = submitted(key="another-key-of-it")
    number = receipt.number
    zhou.take(number)
    page = zhou.matter(number)
    assert "已经核对，确定决定不予援助" in page
    data = {"ground": "means", "reasons": "不在法律援助的事项范围内"}
    unsure = zhou.client.post(
        f"/office/matters/{number}/act/refuse",
        {"version": zhou.version(number), "serious": "yes", **data},
    )
    assert unsure.status_code == 422
    assert "请先核对" in unsure.content.decode()
    assert "不在法律援助的事项范围内</textarea>" in unsure.content.decode()
    assert Matter.objects.get(number=number).state == "submitted"

    assert zhou.act(number, "refuse", **data).status_code == 302
    assert not Matter.objects.get(number=number).open

    proof = proof_of(receipt, NOW)
    act.applicant_perform(proof=proof, action="object", data={"objection_reason": "工资属于范围"}, now=NOW)
    page = words(zhao.matter(number))
    assert "维持原决定" in page
    assert "责令改正" in page
    assert zhao.act(number, "correct", correct_reasons="请求支付劳动报酬属于范围。").status_code == 302
    assert Matter.objects.get(number=number).state == "granted"


def test_a_taken_matter_goes_back_with_a_reason(cast: Cast, zhou: Desk, sun: Desk, number: str) -> None:
    zhou.take(number)
    assert "退回，让同事领取" not in sun.matter(number)
    refused = zhou.client.post(f"/office/matters/{number}/release", {"reason": "x"})
    assert refused.status_code == 422
    assert "请写明退回的原因" in refused.content.decode()
    assert 'value="x"' in refused.content.decode()
    assert zhou.client.post(f"/office/matters/{number}/release", {"reason": "我要出差"}).status_code == 302
    assert Matter.objects.get(number=number).holder is None
    assert "我要出差" in words(sun.matter(number))


def test_whoever_comes_second_is_told_who_has_it(zhou: Desk, sun: Desk, number: str) -> None:
    zhou.take(number)
    page = words(sun.take(number).content)
    assert "周敏" in page
    assert "孙丽" in page  # the reader's own name in the bar
    assert Matter.objects.get(number=number).holder.username == "zhoumin"


def test_one_field_is_opened_with_a_reason_and_recorded(cast: Cast, zhou: Desk, number: str) -> None:
    party = Matter.objects.get(number=number).applicant_id
    address = f"/office/matters/{number}/reveal"
    masked = zhou.matter(number)
    for secret in (cast.wang.name, cast.wang.identity, cast.wang.phone):
        assert secret not in masked

    unreasoned = zhou.client.post(address, {"party": party, "field": "phone", "reason": ""})
    assert unreasoned.status_code == 422
    assert cast.wang.phone not in unreasoned.content.decode()

    opened = zhou.client.post(address, {"party": party, "field": "phone", "reason": "打电话核对地址"})
    assert opened.status_code == 200
    assert cast.wang.phone in opened.content.decode()
    assert cast.wang.identity not in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    assert AuditEntry.objects.filter(action="matter.reveal", object_ref=number).count() == 1
    assert cast.wang.phone not in zhou.matter(number)

    for who, field in ((10**25, "phone"), ("x", "phone"), (party, "password")):
        sent = {"party": who, "field": field, "reason": "打电话核对地址"}
        answer = zhou.client.post(address, sent)
        assert answer.status_code == 422


def test_opening_a_matter_is_recorded_and_asking_its_version_is_not(zhou: Desk, number: str) -> None:
    zhou.matter(number)
    assert AuditEntry.objects.filter(action="matter.view", object_ref=number).count() == 1
    assert zhou.client.get(f"/office/matters/{number}/version").json() == {"version": 2}
    assert AuditEntry.objects.filter(action="matter.view", object_ref=number).count() == 1


def test_signing_in_with_the_password(cast: Cast) -> None:
    client = Client()
    assert "工作人员登录" in client.get("/office/").content.decode()
    wrong = client.post("/office/login", {"username": "zhoumin", "password": "wrong-one", "next": "/office/"})
    assert wrong.status_code == 422
    assert 'value="zhoumin"' in wrong.content.decode()
    assert "wrong-one" not in wrong.content.decode()
    right = client.post(
        "/office/login", {"username": "zhoumin", "password": PASSWORD, "next": "//evil.example/x"}
    )
    assert (right.status_code, right.headers["Location"]) == (302, "/office/")
    client.post("/office/logout")
    assert "工作人员登录" in client.get("/office/").content.decode()


def test_a_material_comes_as_a_download_and_the_reading_is_recorded(cast: Cast, zhou: Desk, wu: Desk) -> None:
    receipt = submitted()
    proof = proof_of(receipt, NOW)
    name = '欠条"<b>.jpg'
    add_material.add_material(file_name=name, chunks=[picture()], code="wage_evidence", proof=proof, now=NOW)
    kept = Material.objects.get()
    address = f"/office/matters/{receipt.number}/materials/{kept.pk}"
    assert address in zhou.matter(receipt.number)
    answer = zhou.client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == picture()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEntry.objects.filter(action="material.read", actor=cast.viewers.zhou.actor).count() == 1
    assert wu.status(address) == 404
    assert zhou.status(f"/office/matters/{receipt.number}/materials/{kept.pk + 1}") == 404
    assert AuditEntry.objects.filter(action="material.read").count() == 1
