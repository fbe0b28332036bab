"""A stored paper as the plain value that is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fawang.core import ids
from fawang.evidence.documents import Paper
from fawang.records.matters.models import Document
from fawang.records.matters.rules.papers import Content


def paper_value(
    document: Document, content: Content, *, day: date, english: bool, seals: Path | None, address: str
) -> Paper:
    """What is printed of a paper on a day. Without `address` (the site's own, to which the QR code leads) it
    is a preview: neither number nor code."""
    final = bool(address)
    code = ids.format_case_code(document.verification_code or "") if final else ""
    number = (document.number or "") if final else ""
    said = content
    if final:
        said = content.issued(number=number, day=f"{day.year}年{day.month}月{day.day}日")
    return Paper(
        office=document.organisation.name,
        title=document.name,
        number=number,
        to=said.to,
        body=said.body,
        cites=said.cites,
        remedy=said.remedy,
        signers=said.signers,
        issued_on=day,
        verify_url=f"{address}/verify/{code}/" if final else "",
        verify_code=code,
        english=said.english if english else (),
        seal=seal_of(document.organisation.code, seals),
    )


def seal_of(organisation: str, seals: Path | None) -> bytes | None:
    """The picture of an office's seal, None where none was laid into the folder."""
    if seals is None or not organisation.replace("-", "").replace("_", "").isalnum():
        return None
    picture = seals / f"{organisation}.png"
    return picture.read_bytes() if picture.is_file() else None
