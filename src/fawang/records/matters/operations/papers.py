"""Writing papers: drafted, edited, numbered, issued, withdrawn. Every one runs in the caller's transaction,
after the matter's row was locked where one is (the matter first, the paper after it: never the reverse)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from fawang.core import crypto, ids
from fawang.records.matters.models import Document, DocumentSeries, Matter
from fawang.records.matters.refusals import (
    NumberTaken,
    PaperChangedMeanwhile,
    PaperNotADraft,
    PaperNotFound,
)
from fawang.records.matters.rules.papers import Content, number_of

#: Why a draft nobody issued is put away when its step is done once more.
DRAFTED_ANEW = "同一步骤重新办理，已另行起草。"


@dataclass(frozen=True)
class NewPaper:
    """A paper to be drafted."""

    code: str
    template_version: str
    name: str
    series: str
    served_on: str
    signed_by: str
    organisation_id: int
    step: str
    content: Content


@dataclass(frozen=True)
class Filed:
    """The signed file of a paper."""

    sha256: str
    size: int
    storage_name: str
    certificate: str


def draft_document(*, matter: Matter, new: NewPaper, by: str, role: str, now: datetime) -> Document:
    """Write a draft. One of the same kind that nobody issued yet is put away: the step was done again."""
    Document.objects.filter(matter=matter, code=new.code, state=Document.State.DRAFT).update(
        state=Document.State.WITHDRAWN, withdrawn_at=now, withdrawn_reason=DRAFTED_ANEW
    )
    return Document.objects.create(
        matter=matter,
        code=new.code,
        template_version=new.template_version,
        name=new.name,
        series=new.series,
        served_on=new.served_on,
        signed_by=new.signed_by,
        organisation_id=new.organisation_id,
        step=new.step,
        content_sealed=sealed(content=new.content),
        drafted_by=by,
        drafted_role=role,
        drafted_at=now,
    )


def edit_document(*, document_id: int, revision: int, content: Content, staff_id: int, now: datetime) -> None:
    """Store another text of a draft. Raises PaperChangedMeanwhile, PaperNotADraft."""
    changed = Document.objects.filter(pk=document_id, revision=revision, state=Document.State.DRAFT).update(
        content_sealed=sealed(content=content),
        revision=F("revision") + 1,
        edited_by_id=staff_id,
        edited_at=now,
    )
    if not changed:
        _say_why(document_id)


def give_number(*, document_id: int, revision: int, prefixes: Sequence[str], year: int) -> Document:
    """Bind the next number of its series to a draft, for good: a second call gives the same one, so that no
    number is lost when making the file fails and is tried again. Raises PaperChangedMeanwhile,
    PaperNotADraft, NumberTaken."""
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.state != Document.State.DRAFT or document.revision != revision:
        _say_why(document_id)
    if document.number is not None:
        return document
    series = _series(document, prefixes, year)
    # The row of the register is the queue in which concurrent papers wait for their numbers.
    DocumentSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    document.sequence = series.last
    document.number = number_of(year=year, prefix=series.prefix, sequence=series.last)
    document.verification_code = ids.normalise_case_code(ids.new_case_code())
    document.save(update_fields=["sequence", "number", "verification_code"])
    return document


def issue_document(
    *, document_id: int, revision: int, filed: Filed, with_english: bool, staff_id: int, now: datetime
) -> None:
    """Make a numbered draft an issued paper, once. Raises PaperChangedMeanwhile, PaperNotADraft."""
    changed = Document.objects.filter(
        pk=document_id, revision=revision, state=Document.State.DRAFT, number__isnull=False
    ).update(
        state=Document.State.ISSUED,
        issued_by_id=staff_id,
        issued_at=now,
        with_english=with_english,
        sha256=filed.sha256,
        size=filed.size,
        storage_name=filed.storage_name,
        certificate=filed.certificate,
    )
    if not changed:
        _say_why(document_id)


def withdraw_document(*, document_id: int, reason: str, staff_id: int, now: datetime) -> Document:
    """Withdraw a paper or put a draft away; its number is never given again. Raises PaperNotFound when that
    was done already."""
    live = Document.objects.filter(pk=document_id).exclude(state=Document.State.WITHDRAWN)
    if not live.update(
        state=Document.State.WITHDRAWN, withdrawn_by_id=staff_id, withdrawn_at=now, withdrawn_reason=reason
    ):
        raise PaperNotFound
    return Document.objects.get(pk=document_id)


def draft_again(*, withdrawn: Document, staff_id: int, now: datetime) -> Document:
    """A new draft with the words of a withdrawn paper, to be put right and issued under its own number."""
    return Document.objects.create(
        matter_id=withdrawn.matter_id,
        code=withdrawn.code,
        template_version=withdrawn.template_version,
        name=withdrawn.name,
        series=withdrawn.series,
        served_on=withdrawn.served_on,
        signed_by=withdrawn.signed_by,
        organisation_id=withdrawn.organisation_id,
        step=withdrawn.step,
        content_sealed=withdrawn.content_sealed,
        drafted_by=f"staff:{staff_id}",
        drafted_role=withdrawn.drafted_role,
        drafted_at=now,
        replaces=withdrawn,
    )


def mark_fetched(*, document_id: int, now: datetime) -> bool:
    """Note that the applicant opened it; whether it was the first time."""
    return bool(Document.objects.filter(pk=document_id, fetched_at__isnull=True).update(fetched_at=now))


def sealed(*, content: Content) -> str:
    """The words of a paper as they are stored."""
    return crypto.seal(content.as_json(), "document")


def _series(document: Document, prefixes: Sequence[str], year: int) -> DocumentSeries:
    mine = {"organisation_id": document.organisation_id, "series": document.series, "year": year}
    for prefix in prefixes:
        known = DocumentSeries.objects.filter(**mine).first()
        if known is not None:
            return known
        try:
            with transaction.atomic():
                return DocumentSeries.objects.create(**mine, prefix=prefix)
        except IntegrityError:
            # Another office has these words, or another paper began this register just now: look again.
            continue
    known = DocumentSeries.objects.filter(**mine).first()
    if known is None:
        raise NumberTaken
    return known


def _say_why(document_id: int) -> None:
    """Raise what is wrong with a paper that could not be written."""
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise PaperNotFound
    if document.state != Document.State.DRAFT:
        raise PaperNotADraft(Document.State(document.state).label)
    raise PaperChangedMeanwhile
