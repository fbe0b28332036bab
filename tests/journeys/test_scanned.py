"""Files through a virus scanner: refused, in quarantine, freed, closed; previews and texts after that."""

from __future__ import annotations

import io
import logging

import pytest
from PIL import Image

from fawang.core import crypto
from fawang.core.audit.models import AuditEntry
from fawang.core.outbox.models import Effect
from fawang.gateways.storage import FileInfected, file_store
from fawang.gateways.storage.preview import SIDE, preview_of
from fawang.gateways.storage.reading import text_in
from fawang.journeys import act, add_material
from fawang.journeys.add_material import InQuarantine, MaterialNotFound
from fawang.journeys.add_material.preparing import prepare_material
from fawang.records.matters.models import Material, MaterialText, Matter
from fawang.records.matters.queries.one import timeline_of
from tests.cast import NOW
from tests.gateways.antivirus.clamd import EICAR, FakeClamd
from tests.gateways.storage.test_inspect import picture
from tests.gateways.storage.test_word import docx
from tests.journeys.materials_story import begun, handed_in, papers
from tests.journeys.story import deliver, proof_of

__all__ = ["papers"]
pytestmark = pytest.mark.usefixtures("papers")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: JPEG readers pass over what stands behind the picture; a scanner does not.
INFECTED = picture() + EICAR


@pytest.fixture
def daemon(settings):
    with FakeClamd() as running:
        settings.CLAMD = running.address
        yield running


def put(token: str = "", body: bytes = b"", proof: str = "", name: str = "正面.jpg", code: str = "identity"):
    return add_material.add_material(
        file_name=name, chunks=[body or picture()], code=code, draft_token=token, proof=proof, now=NOW
    )


def read(cast, number: str):
    return add_material.read_material(
        viewer=cast.viewers.zhou, number=number, material_id=Material.objects.get().pk, now=NOW
    )


def test_malware_is_refused_at_once_and_leaves_nothing(cast, daemon, caplog):
    token = begun()
    with caplog.at_level(logging.WARNING, "fawang.storage"), pytest.raises(FileInfected):
        put(token, INFECTED)
    assert "Eicar-Signature" in caplog.text
    assert Material.objects.count() == 0
    assert [path for path in file_store().folder.rglob("*") if path.is_file()] == []
    assert AuditEntry.objects.get(action="material.infected").detail["malware"] == "Eicar-Signature"
    assert put(token).scan == "clean"


def test_without_a_scanner_officers_are_told_so(cast):
    token = begun()
    assert put(token).scan == "none"
    number = handed_in(token).number
    assert act.open_matter(viewer=cast.viewers.zhou, number=number, now=NOW).materials[0].openable
    assert read(cast, number).media_type == "image/jpeg"


def test_while_the_scanner_is_silent_nobody_of_the_staff_opens_a_file(cast, daemon, settings):
    working, settings.CLAMD = settings.CLAMD, "127.0.0.1:1"
    token = begun()
    assert put(token).scan == "waiting"
    number = handed_in(token).number
    deliver(NOW)
    assert Effect.objects.get(kind="material.prepare").state == "waiting"  # tried, and to be tried again
    with pytest.raises(InQuarantine):
        read(cast, number)
    with pytest.raises(MaterialNotFound):
        add_material.read_preview(
            viewer=cast.viewers.zhou, number=number, material_id=Material.objects.get().pk
        )
    settings.CLAMD = working
    prepare_material({"material": Material.objects.get().pk}, "again")
    assert Material.objects.get().scan == "clean"
    assert read(cast, number).size == len(picture())


def test_what_is_found_later_is_closed_and_asked_for_again(cast, daemon, settings):
    working, settings.CLAMD = settings.CLAMD, "127.0.0.1:1"
    receipt = handed_in(begun())
    proof = proof_of(receipt, NOW)
    put(proof=proof, body=INFECTED)
    settings.CLAMD = working
    row = Material.objects.get()
    prepare_material({"material": row.pk}, "again")
    row.refresh_from_db()
    assert (row.scan, row.state, row.preview_name) == ("infected", "returned", "")
    assert "病毒" in timeline_of(Matter.objects.get())[-1].public_text
    for open_it in (
        lambda: read(cast, receipt.number),
        lambda: add_material.read_own_material(material_id=row.pk, proof=proof, now=NOW),
    ):
        with pytest.raises(InQuarantine):
            open_it()
    prepare_material({"material": row.pk}, "and again")
    assert len([e for e in timeline_of(Matter.objects.get()) if e.kind == "material_returned"]) == 1


def test_a_newer_file_takes_the_place_of_the_returned_one(cast):
    receipt = handed_in(begun())
    proof = proof_of(receipt, NOW)
    put(proof=proof)
    first = Material.objects.get()
    add_material.check_material(
        viewer=cast.viewers.zhou,
        number=receipt.number,
        material_id=first.pk,
        accept=False,
        reason="照片糊了，看不清",
        now=NOW,
    )
    put(proof=proof, body=picture() + b"better")
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW).materials
    assert len(seen) == 1
    assert [old.id for old in seen[0].older] == [first.pk]
    assert seen[0].older[0].reason == "照片糊了，看不清"
    with pytest.raises(add_material.ChecksEnded):
        add_material.check_material(
            viewer=cast.viewers.zhou, number=receipt.number, material_id=first.pk, accept=True, now=NOW
        )
    with pytest.raises(add_material.NotYoursToCheck):
        add_material.check_material(
            viewer=cast.viewers.zhao, number=receipt.number, material_id=seen[0].id, accept=True, now=NOW
        )


def test_a_preview_has_pixels_only_and_the_file_keeps_everything(cast, tmp_path):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "GPS 33.95 119.25"
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "white").save(out, "JPEG", exif=exif)
    token = begun()
    view = put(token, out.getvalue())
    deliver(NOW)
    row = Material.objects.get()
    small = file_store().path_of(row.preview_name)
    with Image.open(small) as drawn:
        assert drawn.size == (round(SIDE * 2 / 3), SIDE)  # upright
        assert not drawn.getexif()
    assert b"GPS" not in small.read_bytes()
    kept = add_material.read_own_material(draft_token=token, material_id=view.id, now=NOW)
    assert kept.path.read_bytes() == out.getvalue()
    add_material.remove_material(draft_token=token, material_id=view.id, now=NOW)
    assert not small.exists()
    (tmp_path / "no.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    assert preview_of(tmp_path / "no.png", "image/png") is None
    assert preview_of(tmp_path / "no.png", "application/pdf") is None


def test_the_text_of_a_document_is_kept_sealed(cast, tmp_path):
    token = begun()
    body = f"<w:document xmlns:w='{WORD}'><w:p><w:t>王建国欠条</w:t><w:t>四万元</w:t></w:p></w:document>"
    put(token, docx(body), name="欠条.docx", code="other")
    deliver(NOW)
    kept = MaterialText.objects.get().text_sealed
    assert "欠条" not in kept
    assert "王建国欠条四万元" in crypto.unseal(kept, "material")
    for name, body in (("a.pdf", b"%PDF-1.4 broken"), ("a.txt", "只有文字".encode("gb18030"))):
        (tmp_path / name).write_bytes(body)
    assert text_in(tmp_path / "a.pdf", "application/pdf") == ""
    assert text_in(tmp_path / "a.txt", "text/plain") == "只有文字"
