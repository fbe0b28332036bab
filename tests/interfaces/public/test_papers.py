"""Papers in the citizen's hands: downloaded after the code, printed, verified by anybody."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fawang.core import clock
from fawang.gateways.storage import file_store
from fawang.journeys.papers.issuing import issue_paper, withdraw_paper
from fawang.records.matters.models import Document, Matter
from tests.cast import WANG
from tests.evidence.test_documents import text_of
from tests.interfaces.public.test_languages import unmarked
from tests.journeys.story import deliver, do, newest_code

GRANT = {"form_of_aid": "litigation", "means_finding": "waived"}


@pytest.fixture
def issued(cast, citizen):
    """Wang's case code and the decision that was issued to him."""
    code = citizen.submit()
    matter = Matter.objects.get()
    do(cast.viewers.zhou, matter.number, "grant", clock.now(), **GRANT)
    paper = Document.objects.get()
    issue_paper(
        viewer=cast.viewers.zhou, number=matter.number, paper_id=paper.pk, revision=1,
        site="http://testserver/", now=clock.now(),
    )  # fmt: skip
    paper.refresh_from_db()
    return code, paper


def prove(citizen, code):
    citizen.client.post(f"/p/{code}/prove", {"phone": WANG.phone})
    deliver(clock.now())
    citizen.client.post(f"/p/{code}/prove", {"phone": WANG.phone, "code": newest_code(WANG.phone)})


def verify_address(paper):
    shown = paper.verification_code
    return "/verify/" + "-".join(shown[i : i + 4] for i in range(0, len(shown), 4)) + "/"


def test_the_paper_is_downloaded_after_the_code_and_not_before(citizen, issued):
    code, paper = issued
    link = f"/p/{code}/own/papers/{paper.pk}.pdf"
    assert citizen.client.get(link)["Location"].endswith("/prove")
    prove(citizen, code)
    page = citizen.client.get(f"/p/{code}/own").content.decode()
    assert link in page
    assert paper.number in page
    answer = citizen.client.get(link)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert WANG.name in text_of(answer.content)
    assert citizen.client.get(f"/p/{code}/own/papers/{paper.pk + 999}.pdf").status_code != 200


def test_somebody_elses_proof_opens_nothing(citizen, issued):
    code, paper = issued
    stranger = Client()
    for part in (f"papers/{paper.pk}.pdf", "form.pdf", "receipt.pdf"):
        assert stranger.get(f"/p/{code}/own/{part}").status_code == 302


def test_the_form_and_the_receipt_are_printed(citizen, issued):
    code, _ = issued
    prove(citizen, code)
    form = text_of(citizen.client.get(f"/p/{code}/own/form.pdf").content)
    assert "民事法律援助申请表" in form
    assert "包工头老李" in form
    assert "申请人签名" in form
    # The applicant's own form has the numbers in full: an office wants them on paper.
    assert WANG.identity in form.replace("\n", "")
    receipt = text_of(citizen.client.get(f"/p/{code}/own/receipt.pdf").content)
    assert "收件回执" in receipt
    assert code in receipt
    assert "石港县法律援助中心" in receipt


def test_the_code_on_the_paper_tells_that_it_stands_and_names_nobody(issued):
    _, paper = issued
    page = Client().get(verify_address(paper)).content.decode()
    for words in ("有这份文书，现在有效", paper.number, paper.name, "石港县法律援助中心", paper.sha256[:32]):
        assert words in page
    for hidden in (WANG.name, WANG.phone, paper.matter.number):
        assert hidden not in page


def test_the_qr_code_leads_there(issued):
    _, paper = issued
    pdf = file_store().path_of(paper.storage_name).read_bytes()
    assert "http://testserver" + verify_address(paper) in text_of(pdf)


def test_the_code_is_typed_and_its_mistakes_are_told(issued):
    _, paper = issued
    browser = Client()
    typed = paper.verification_code.lower()
    assert browser.post("/verify", {"code": typed})["Location"] == verify_address(paper)
    wrong = browser.post("/verify", {"code": "7K3Q-9VXT"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "校验码共" in page
    assert "7K3Q-9VXT" in page
    assert browser.get("/verify/0000-0000-0000-00/").status_code == 404
    assert browser.get("/verify/%3Cscript%3E/").status_code == 404


def test_a_draft_cannot_be_verified(cast, citizen):
    citizen.submit()
    do(cast.viewers.zhou, Matter.objects.get().number, "grant", clock.now(), **GRANT)
    Document.objects.update(verification_code="7K3Q9VXTM2PB4R")
    assert Client().get("/verify/7K3Q-9VXT-M2PB-4R/").status_code == 404


def test_a_file_is_compared_and_not_kept(issued):
    _, paper = issued
    browser, pdf = Client(), file_store().path_of(paper.storage_name).read_bytes()

    def compared(content):
        file = SimpleUploadedFile("决定书.pdf", content, "application/pdf")
        answer = browser.post(verify_address(paper), {"file": file})
        assert answer.status_code == 200
        return answer.content.decode()

    before = len(list(file_store().folder.rglob("*")))
    assert "这个文件是原件" in compared(pdf)
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 4
    assert "这个文件不能相信" in compared(bytes(changed))
    assert "这个文件不能相信" in compared(b"<script>alert(1)</script>")
    assert len(list(file_store().folder.rglob("*"))) == before
    assert browser.post(verify_address(paper)).status_code == 422
    big = SimpleUploadedFile("大.pdf", b"x" * (5 * 1024 * 1024), "application/pdf")
    assert browser.post(verify_address(paper), {"file": big}).status_code == 422


def test_a_withdrawn_paper_says_so(cast, issued):
    _, paper = issued
    withdraw_paper(
        viewer=cast.viewers.zhou, number=paper.matter.number, paper_id=paper.pk, reason="日期写错",
        anew=True, now=clock.now(),
    )  # fmt: skip
    fresh = Document.objects.get(replaces=paper)
    issue_paper(
        viewer=cast.viewers.zhou, number=paper.matter.number, paper_id=fresh.pk, revision=1,
        site="http://testserver/", now=clock.now(),
    )  # fmt: skip
    fresh.refresh_from_db()
    page = Client().get(verify_address(paper)).content.decode()
    assert "现在已经撤销" in page
    assert fresh.number in page
    # Why it was withdrawn may name people: that is for the applicant.
    assert "日期写错" not in page


def test_guessing_is_stopped(issued):
    browser = Client(REMOTE_ADDR="10.7.7.7")
    answers = {browser.get("/verify/0000-0000-0000-00/").status_code for _ in range(25)}
    assert 404 in answers
    assert answers <= {404, 429}


def test_the_page_speaks_english_and_marks_its_chinese(issued):
    _, paper = issued
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = browser.get(verify_address(paper)).content.decode()
    assert "There is such a paper, and it stands" in page
    assert unmarked(page) == []
    assert unmarked(browser.get("/verify").content.decode()) == []


def test_pages_hold_no_inline_script_or_style(issued):
    _, paper = issued
    for address in ("/verify", verify_address(paper)):
        page = Client().get(address).content.decode()
        assert not re.search(r"<script(?![^>]* src=)|<style|style=|onclick=", page)
