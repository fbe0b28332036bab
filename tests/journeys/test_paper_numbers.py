"""Numbers of papers: in a row, of one office and year, none lost and none twice."""

from __future__ import annotations

import re
import threading

import pytest

from fawang.evidence.documents import GlyphMissing
from fawang.gateways.storage import file_store
from fawang.journeys.papers import issuing
from fawang.journeys.papers.editing import save_paper
from fawang.journeys.papers.issuing import issue_paper
from fawang.journeys.papers.verifying import verify_code
from fawang.records.matters.models import Document, DocumentSeries, Matter
from fawang.records.matters.operations.papers import NewPaper, draft_document
from fawang.records.matters.queries.verify import verify_matters
from fawang.records.matters.refusals import (
    BlankLeft,
    CodeUnknown,
    PaperNotADraft,
)
from fawang.records.matters.rules.papers import Content, prefixes
from tests.cast import NOW
from tests.journeys.paper_story import DAY, SITE, granted, issue
from tests.journeys.story import do, opened, submitted
from tests.journeys.test_hostile import together


def test_a_place_left_blank_is_not_issued(cast):
    receipt = submitted()
    do(cast.viewers.zhou, receipt.number, "refuse", NOW + DAY, ground="means", reasons="收入超过标准。")
    receipt_of_service = Document.objects.get(code="delivery_receipt")
    with pytest.raises(BlankLeft) as refused:
        issue(cast, receipt_of_service)
    assert "〔请写明〕" in refused.value.message
    assert not DocumentSeries.objects.exists()


def test_a_character_without_a_glyph_costs_no_number(cast):
    receipt, document = granted(cast)
    save_paper(
        viewer=cast.viewers.zhou, number=receipt.number, paper_id=document.pk, revision=1,
        body=["\U00030edd先生"], now=NOW,
    )  # fmt: skip
    with pytest.raises(GlyphMissing):
        issue(cast, document)
    assert not DocumentSeries.objects.exists()


def test_a_number_survives_a_failed_file_and_is_used_the_next_time(cast, monkeypatch):
    _, document = granted(cast)

    def full(*_args, **_more):
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "sign_pdf", full)
        with pytest.raises(OSError, match="no room"):
            issue(cast, document)
    document.refresh_from_db()
    assert (document.state, document.number) == ("draft", "（2026）石援给字第1号")
    with pytest.raises(CodeUnknown):
        verify_code(code=document.verification_code, now=NOW)
    assert issue(cast, document) == "（2026）石援给字第1号"
    assert issue(cast, granted(cast, "another-key")[1]) == "（2026）石援给字第2号"


def test_each_year_and_each_office_counts_for_itself(cast):
    first = granted(cast)[1]
    assert issue(cast, first) == "（2026）石援给字第1号"
    second = granted(cast, "another-key")[1]
    assert issue(cast, second, now=NOW + 60 * DAY) == "（2027）石援给字第1号"
    Matter.objects.filter(pk=second.matter_id).update(organisation=cast.qingxi_aid)
    third = granted(cast, "third-key")[1]
    Document.objects.filter(pk=third.pk).update(organisation=cast.qingxi_aid)
    assert issue(cast, third) == "（2026）清援给字第1号"


def test_two_offices_of_one_short_name_never_share_a_number(cast):
    Document.objects.all().delete()
    first, second = granted(cast)[1], granted(cast, "another-key")[1]
    cast.city_aid.name = "石桥县法律援助中心"
    cast.city_aid.save()
    Document.objects.filter(pk=second.pk).update(organisation=cast.city_aid)
    numbers = [issue(cast, first), issue(cast, second)]
    assert numbers[0] == "（2026）石援给字第1号"
    assert numbers[1] == "（2026）石桥援给字第1号"


def test_a_bureau_may_set_its_own_short_name(cast, settings):
    settings.PAPER_SHORT = {"shigang_aid": "石法"}
    assert issue(cast, granted(cast)[1]) == "（2026）石法援给字第1号"


@pytest.mark.parametrize(
    ("name", "kind", "region", "series", "expected"),
    [
        ("石港县法律援助中心", "legal_aid_centre", "石港县", "援给字", "石援给字"),
        ("石港县法律援助中心", "legal_aid_centre", "石港县", "受字", "石援受字"),
        ("石港县司法局", "bureau", "石港县", "受字", "石司受字"),
        ("淮畔市城东区法律援助中心", "legal_aid_centre", "城东区", "援给字", "城援给字"),
        ("柳湾司法所", "judicial_office", "柳湾镇", "受字", "柳所受字"),
        ("正源律师事务所", "law_firm", "石港县", "受字", "正律受字"),
    ],
)
def test_numbers_begin_with_the_office(name, kind, region, series, expected):
    assert prefixes(name=name, kind=kind, region=region, series=series)[0] == expected


def _fifty_drafts(cast):
    content = Content(to="王建国", template=("决定给予法律援助。",), body=("决定给予法律援助。",))
    found = []
    for place in range(10):
        matter = Matter.objects.get(number=opened(f"matter-{place}").number)
        for kind in range(5):
            new = NewPaper(
                f"paper{kind}", "v", "给予法律援助决定书", "援给字", "applicant", "office",
                cast.shigang_aid.pk, "grant", content,
            )  # fmt: skip
            found.append(draft_document(matter=matter, new=new, by="system", role="officer", now=NOW))
    return found


@pytest.mark.django_db(transaction=True)
def test_fifty_papers_at_once_have_fifty_numbers_in_a_row(cast, monkeypatch):
    drafts = _fifty_drafts(cast)
    one = issuing.make_paper_pdf  # Drawn once: drawing fifty times would only cost time, and races nothing.
    drawn: list[bytes] = []
    lock = threading.Lock()

    def draw(paper):
        with lock:
            if not drawn:
                drawn.append(one(paper))
        return drawn[0]

    monkeypatch.setattr(issuing, "make_paper_pdf", draw)
    viewer = cast.viewers.zhou

    def send_out(place):
        document = drafts[place]
        return issue_paper(
            viewer=viewer, number=document.matter.number, paper_id=document.pk, revision=1, site=SITE, now=NOW
        )

    numbers = together(len(drafts), send_out)
    assert [one for one in numbers if not isinstance(one, str)] == []
    given = sorted(int(re.search(r"第(\d+)号", number)[1]) for number in numbers)
    assert given == list(range(1, 51))
    assert DocumentSeries.objects.get().last == 50
    assert all(not faults for _, faults in verify_matters(numbers=[d.matter.number for d in drafts[::5]]))


def test_one_draft_issued_twice_at_once_goes_out_once(cast, monkeypatch):
    _, document = granted(cast)
    before = set(file_store().folder.glob("??/*"))
    inner = issuing.sign_pdf

    def meanwhile(pdf, **more):
        monkeypatch.setattr(issuing, "sign_pdf", inner)
        issue(cast, document)
        return inner(pdf, **more)

    monkeypatch.setattr(issuing, "sign_pdf", meanwhile)
    with pytest.raises(PaperNotADraft):
        issue(cast, document)
    assert Document.objects.filter(state="issued").count() == 1
    # The file of the one who came second is gone, the other's is there.
    document.refresh_from_db()
    fresh = set(file_store().folder.glob("??/*")) - before
    assert fresh == {file_store().path_of(document.storage_name)}
    assert DocumentSeries.objects.get().last == 1
