"""Files through the journeys: into a draft, along with it into the matter, and later with a proof."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.core.audit.models import AuditEntry
from fawang.gateways.storage import EnoughOfThis, FileTypeRefused, KindNotAsked
from fawang.journeys import act, add_material
from fawang.journeys.add_material import MaterialNotFound, NowhereToPut, TooManyFiles, adding
from fawang.journeys.draft import discard_draft, load_draft
from fawang.journeys.submit import submit_application
from fawang.records.matters.models import Material, Matter
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.refusals import DraftAlreadyUsed
from fawang.reference.catalog.queries import get_service
from tests.cast import NOW
from tests.gateways.storage.test_inspect import picture
from tests.journeys.story import draft, proof_of, submitted


def put(token: str, body: bytes, name: str = "工牌.jpg", code: str = "labour_evidence"):
    return add_material.add_material(file_name=name, chunks=[body], code=code, draft_token=token, now=NOW)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.FILES = tmp_path / "files"


def kept() -> list:
    return sorted(path for path in settings.FILES.rglob("*") if path.is_file())


def other(place: int) -> bytes:
    """A picture that differs by its end, which JPEG readers pass over."""
    return picture() + place.to_bytes(4, "big")


def test_files_of_a_draft_go_with_it_into_the_matter(cast):
    token = draft().token
    first, again = put(token, picture()), put(token, picture(), "同一张.jpg")
    assert first.id == again.id
    assert [m.file_name for m in load_draft(token=token, now=NOW).materials] == ["工牌.jpg"]
    receipt = submit_application(draft_token=token, idempotency_key="with-files", channel="web", now=NOW)
    matter = Matter.objects.get()
    assert timeline_of(matter)[0].data["content"]["files"][0][0] == "labour_evidence"
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    assert [m.file_name for m in seen.materials] == ["工牌.jpg"]
    with pytest.raises(DraftAlreadyUsed):
        put(token, other(1))
    file = add_material.read_material(
        viewer=cast.viewers.zhou, number=receipt.number, material_id=first.id, now=NOW
    )
    assert file.path.read_bytes() == picture()
    assert str(settings.FILES) in str(file.path)
    assert AuditEntry.objects.filter(action="material.read").count() == 1


def test_a_file_added_later_stands_in_the_timeline_once(cast):
    receipt = submitted()
    proof = proof_of(receipt, NOW)
    for name in ("欠条.jpg", "又是欠条.jpg"):
        view = add_material.add_material(
            file_name=name, chunks=[other(7)], code="wage_evidence", proof=proof, now=NOW
        )
    assert view.added_by == "申请人"
    entries = [e for e in timeline_of(Matter.objects.get()) if e.kind == "material"]
    assert len(entries) == 1
    assert entries[0].data["sha256"] == Material.objects.get().sha256
    assert add_material.read_own_material(material_id=view.id, proof=proof, now=NOW).size == len(other(7))


def test_a_refused_file_leaves_nothing(cast):
    token = draft().token
    before = kept()
    with pytest.raises(FileTypeRefused):
        put(token, b"MZ\x90\x00" + bytes(500), "照片.jpg")
    assert Material.objects.count() == 0
    assert kept() == before
    with pytest.raises(NowhereToPut):
        add_material.add_material(file_name="a.jpg", chunks=[picture()], now=NOW)


def test_a_file_can_be_taken_out_of_one_draft_only_by_its_writer(cast):
    mine, theirs = draft().token, draft(phone="13900000009").token
    view = put(mine, other(11))
    same = put(theirs, other(11))
    with pytest.raises(MaterialNotFound):
        add_material.remove_material(draft_token=theirs, material_id=view.id, now=NOW)
    add_material.remove_material(draft_token=mine, material_id=view.id, now=NOW)
    found = add_material.read_own_material(draft_token=theirs, material_id=same.id, now=NOW)
    assert found.path.read_bytes() == other(11)  # still referred to by the other draft
    discard_draft(token=theirs, now=NOW)
    assert not found.path.exists()


def test_a_matter_has_room_for_a_persons_papers(cast, monkeypatch):
    monkeypatch.setattr(adding, "MOST_FILES", 2)
    token = draft().token
    put(token, other(21))
    put(token, other(22))
    with pytest.raises(TooManyFiles):
        put(token, other(23))


def test_one_address_cannot_fill_the_disk(cast, monkeypatch):
    monkeypatch.setattr(adding, "FILES_AN_HOUR", 2)

    def sent(place: int, address: str) -> None:
        add_material.add_material(
            file_name="a.jpg", chunks=[other(place)], draft_token=token, now=NOW, address=address
        )

    token = draft().token
    sent(1, "203.0.113.7")
    sent(2, "203.0.113.7")
    before = kept()
    with pytest.raises(add_material.TooManyUploads):
        sent(3, "203.0.113.7")
    assert kept() == before
    sent(4, "203.0.113.8")


def test_a_kind_of_file_that_a_paper_is_not_asked_as_is_named_and_nothing_given_is_lost(cast):
    token = draft().token
    put(token, picture(), code="identity")
    before = kept()
    with pytest.raises(KindNotAsked) as refused:
        put(token, "我叫王桂兰。".encode(), "身份证.txt", code="identity")
    told = str(refused.value)
    assert "收照片（JPG、PNG）、PDF" in told
    assert "您传的是Word 或文本文件" in told
    assert "都还在" in told
    assert kept() == before
    assert [one.file_name for one in load_draft(token=token, now=NOW).materials] == ["工牌.jpg"]
    # What no material asks for may be anything that is taken at all.
    put(token, "我叫王桂兰。".encode(), "说明.txt", code="other")


def test_a_paper_has_as_many_files_as_it_needs_and_the_same_one_again_is_none_more(cast):
    token = draft().token
    most = get_service("legal-aid-civil").material("identity").most
    for place in range(most):
        put(token, other(40 + place), code="identity")
    put(token, other(40), code="identity")
    with pytest.raises(EnoughOfThis, match=f"最多传 {most} 个文件"):
        put(token, other(99), code="identity")
    put(token, other(99), code="labour_evidence")
