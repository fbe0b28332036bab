"""Is this paper genuine? Told to anybody, with nobody's name."""

from __future__ import annotations

import pytest

from fawang.core.ids import new_case_code
from fawang.journeys.papers.issuing import withdraw_paper
from fawang.journeys.papers.verifying import GUESSES, verify_code, verify_file, verify_upload
from fawang.records.matters.models import Document
from fawang.records.matters.refusals import (
    CodeUnknown,
    TooManyVerifications,
)
from tests.cast import NOW, WANG
from tests.journeys.paper_story import bytes_of, granted, issue


def test_verification_tells_kind_number_office_and_day_and_no_person(cast):
    _, document = granted(cast)
    number = issue(cast, document)
    document.refresh_from_db()
    seen = verify_code(code=document.verification_code.lower(), address="10.1.1.1", now=NOW)
    assert (seen.name, seen.number, seen.organisation) == ("给予法律援助决定书", number, "石港县法律援助中心")
    assert seen.sha256 == document.sha256
    assert WANG.name not in str(seen)
    assert document.matter.number not in str(seen)


def test_guessing_codes_ends_soon(cast):
    for _ in range(GUESSES):
        with pytest.raises(CodeUnknown):
            verify_code(code=new_case_code(), address="10.9.9.9", now=NOW)
    with pytest.raises(TooManyVerifications):
        verify_code(code=new_case_code(), address="10.9.9.9", now=NOW)
    with pytest.raises(CodeUnknown):
        verify_code(code=new_case_code(), address="10.9.9.8", now=NOW)


def test_a_file_laid_beside_the_paper_is_found_out(cast):
    receipt, document = granted(cast)
    issue(cast, document)
    pdf, code = bytes_of(document), document.verification_code
    assert verify_upload(content=pdf, code=code, now=NOW).genuine
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1
    assert verify_upload(content=bytes(changed), code=code, now=NOW).outcome in ("altered", "unsigned")
    assert verify_upload(content=b"%PDF-1.4", code=code, now=NOW).outcome == "unsigned"
    assert verify_file(content=b"x" * (5 * 1024 * 1024)).outcome == "foreign"
    other = granted(cast, "another-key")[1]
    issue(cast, other)
    assert "另一份文书" in verify_upload(content=bytes_of(other), code=code, now=NOW).message
    withdraw_paper(
        viewer=cast.viewers.zhou,
        number=receipt.number,
        paper_id=document.pk,
        reason="写错了",
        anew=False,
        now=NOW,
    )
    assert verify_file(content=pdf).outcome == "withdrawn"


def test_a_forger_with_a_key_of_their_own_is_not_believed(cast, tmp_path, settings):
    _, document = granted(cast)
    issue(cast, document)
    settings.DATA = tmp_path
    paper = granted(cast, "another-key")[1]
    issue(cast, paper)
    forged = bytes_of(paper)
    Document.objects.filter(pk=paper.pk).update(sha256="0" * 64)
    assert verify_file(content=forged).outcome == "foreign"
