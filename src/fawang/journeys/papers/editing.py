"""Putting a draft right, and seeing it before it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.text import clean
from fawang.evidence.documents import make_paper_pdf
from fawang.journeys.papers.printing import paper_value
from fawang.journeys.papers.reading import may_edit
from fawang.journeys.papers.views import PaperFile
from fawang.records.matters.models import Document
from fawang.records.matters.operations.papers import edit_document
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.queries.papers import content_of, paper_of
from fawang.records.matters.refusals import PaperNotADraft, PaperNotYours, ParagraphEmpty
from fawang.records.people.viewers import Viewer

MOST_PARAGRAPHS, LONGEST = 60, 3000


def save_paper(
    *,
    viewer: Viewer,
    number: str,
    paper_id: int,
    revision: int,
    body: Sequence[str],
    address: str = "",
    now: datetime,
) -> int:
    """Store the paragraphs of a draft as edited, empty ones left out; returns its revision. Raises
    MatterNotFound, PaperNotFound, PaperNotYours, PaperNotADraft, PaperChangedMeanwhile, ParagraphEmpty."""
    matter = get_matter_for(viewer=viewer, number=number)
    document = paper_of(matter, paper_id)
    if not may_edit(viewer, matter, document):
        raise PaperNotYours
    content = content_of(document)
    text = cleaned(body)
    if text == content.body and revision == document.revision:
        return revision
    with transaction.atomic():
        edit_document(
            document_id=paper_id,
            revision=revision,
            content=content.edited(text),
            staff_id=viewer.staff_id,
            now=now,
        )
        record(
            actor=viewer.actor,
            action="document.edit",
            object_type="matter",
            object_ref=number,
            now=now,
            address=address,
            detail={"document": paper_id},
        )
    return revision + 1


def cleaned(body: Sequence[str]) -> tuple[str, ...]:
    """Typed paragraphs as they are kept: a line break begins a new paragraph. Raises ParagraphEmpty when
    nothing is left or one is too long."""
    lines = (line for text in body for line in clean(text.replace("\r\n", "\n")).split("\n"))
    found = tuple(line for line in lines if line.strip())
    if not found or len(found) > MOST_PARAGRAPHS or any(len(line) > LONGEST for line in found):
        raise ParagraphEmpty
    return found


def preview_paper(
    *, viewer: Viewer, number: str, paper_id: int, english: bool = False, now: datetime
) -> PaperFile:
    """The draft as PDF, without number and signature. Raises MatterNotFound, PaperNotFound, PaperNotADraft,
    GlyphMissing."""
    matter = get_matter_for(viewer=viewer, number=number)
    document = paper_of(matter, paper_id)
    if document.state != Document.State.DRAFT:
        raise PaperNotADraft(Document.State(document.state).label)
    content, day = content_of(document), day_of(now)
    paper = paper_value(document, content, day=day, english=english, seals=settings.SEALS, address="")
    return PaperFile(f"{document.name}（预览）.pdf", make_paper_pdf(paper))
