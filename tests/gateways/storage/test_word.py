"""Word documents that would run, fetch or unpack something; and files that cost the server too much to look
at."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from fawang.gateways.storage import (
    FileBroken,
    FileHasScript,
    FileTypeRefused,
    LocalStore,
    StorageFull,
    inspect_file,
)

RELATION = (
    '<Relationships><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"{mode}/></Relationships>'
)
OUTSIDE = ' TargetMode="External"'


def docx(document: str = "<w:document xmlns:w='w'/>", **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", document)
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def related(kind: str, target: str = "http://far.invalid/x", mode: str = OUTSIDE) -> bytes:
    relations = RELATION.format(kind=kind, target=target, mode=mode)
    return docx(**{"word/_rels/document.xml.rels": relations})


def field(*runs: str) -> bytes:
    pieces = "".join(f"<w:instrText>{run}</w:instrText>" for run in runs)
    return docx(f"<w:document xmlns:w='w'>{pieces}</w:document>")


def looked_at(tmp_path, body: bytes, name: str = "材料.docx"):
    path = tmp_path / "incoming"
    path.write_bytes(body)
    return inspect_file(path, name)


GOOD = {
    "a link a person may click": related("hyperlink"),
    "a picture inside": related("image", "media/image1.png", ""),
    "the page number": field(" PAGE "),
    "the word dde in the text": docx("<w:document xmlns:w='w'>DDEAUTO</w:document>"),
}
BAD = {
    "a template from outside": related("attachedTemplate"),
    "an object from outside": related("oleObject"),
    "a picture that reports its reader": related("image"),
    "a web page as a chapter": related("aFChunk", "page.html", ""),
    "a field that starts a program": field("DDEAUTO c:\\\\windows\\\\cmd.exe"),
    "the same cut into pieces": field("DDE", "AUTO", " c:\\\\cmd.exe"),
    "the same as a simple field": docx(
        "<w:document xmlns:w='w'><w:fldSimple w:instr='DDE cmd'/></w:document>"
    ),
    "a program among the pictures": docx(**{"word/media/image1.exe": "MZ"}),
    "a part that climbs out": docx(**{"../../x.xml": "<a/>"}),
    "entities in another part": docx(
        **{"word/settings.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_document_that_does_nothing_is_taken(tmp_path, what):
    assert looked_at(tmp_path, GOOD[what]).ending == "docx"


@pytest.mark.parametrize("what", BAD)
def test_a_document_that_would_do_something_is_refused(tmp_path, what):
    with pytest.raises(FileHasScript):
        looked_at(tmp_path, BAD[what])


def pdf_with(place: str, action: DictionaryObject) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    if place == "open":
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)
    elif place == "page":
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    else:
        link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
        page[NameObject("/Annots")] = ArrayObject([link])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str, **more: str) -> DictionaryObject:
    entries = {NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()}
    return DictionaryObject({NameObject("/S"): NameObject(f"/{kind}"), **entries})


@pytest.mark.parametrize("place", ["open", "page"])
@pytest.mark.parametrize(
    "goes", [action("URI", URI="http://far.invalid"), action("GoToR", F="\\\\far\\share")]
)
def test_a_pdf_that_calls_out_by_itself_is_refused(tmp_path, place, goes):
    with pytest.raises(FileHasScript):
        looked_at(tmp_path, pdf_with(place, goes))


def test_a_pdf_with_a_link_to_click_is_taken(tmp_path):
    link = pdf_with("link", action("URI", URI="http://www.court.gov.cn"))
    assert looked_at(tmp_path, link).ending == "pdf"


def test_half_a_photograph_is_told_to_be_half(tmp_path):
    out = io.BytesIO()
    Image.effect_noise((800, 600), 60).save(out, "JPEG")
    whole = out.getvalue()
    assert looked_at(tmp_path, whole, "欠条.jpg").ending == "jpg"
    with pytest.raises(FileBroken):
        looked_at(tmp_path, whole[: len(whole) // 2], "欠条.jpg")


def test_a_novel_is_refused_before_it_costs_anything(tmp_path):
    body = "老板欠我工资".encode() * 1_000_000
    began = time.process_time()
    with pytest.raises(FileTypeRefused, match="太长"):
        looked_at(tmp_path, body)
    assert time.process_time() - began < 0.5


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    store = LocalStore(tmp_path / "files")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fawang.gateways.storage.local.os.fsync", full)
    with pytest.raises(StorageFull, match="12348"):
        store.receive([b"x" * 100])
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
