"""Papers as staff and applicants see them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fawang.core import ids
from fawang.core.audit.operations import record
from fawang.gateways.storage import file_store
from fawang.journeys.papers.difference import paragraphs
from fawang.journeys.papers.views import OwnPaper, PaperFile, PaperRow, PaperView, ParagraphView
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.access import roles_in
from fawang.records.matters.models import Document, Matter
from fawang.records.matters.operations.papers import mark_fetched
from fawang.records.matters.queries.one import get_matter_for, get_proven_matter
from fawang.records.matters.queries.papers import content_of, issued_for_applicant, paper_of, papers_of
from fawang.records.matters.refusals import PaperFileMissing, PaperNotFound
from fawang.records.people.viewers import Viewer

SERVED_ON = {
    "applicant": "送达申请人",
    "other_party": "送达对方当事人",
    "authority": "送有关机关、单位",
    "file": "存卷",
}


def rows_of(matter: Matter) -> tuple[PaperRow, ...]:
    """The papers of a matter that the caller may see."""
    return tuple(map(row_of, papers_of(matter)))


def row_of(document: Document) -> PaperRow:
    """One paper as a list shows it."""
    return PaperRow(
        id=document.pk,
        name=document.name,
        number=document.number or "",
        state=document.state,
        state_name=Document.State(document.state).label,
        at=document.withdrawn_at or document.issued_at or document.drafted_at,
        fetched_at=document.fetched_at,
        served_on=document.served_on,
        reason=document.withdrawn_reason,
    )


def open_paper(*, viewer: Viewer, number: str, paper_id: int, address: str = "", now: datetime) -> PaperView:
    """One paper for a member of staff; the view is recorded. Raises MatterNotFound, PaperNotFound."""
    matter = get_matter_for(viewer=viewer, number=number)
    document = paper_of(matter, paper_id)
    record(
        actor=viewer.actor,
        action="document.view",
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
        detail={"document": paper_id},
    )
    return view_of(viewer, matter, document)


def view_of(viewer: Viewer, matter: Matter, document: Document) -> PaperView:
    """A paper with everything its page shows."""
    content = content_of(document)
    shown, dropped = paragraphs(content.template, content.body)
    draft = document.state == Document.State.DRAFT
    code = document.verification_code
    replacement = Document.objects.filter(replaces=document).first()
    return PaperView(
        row=row_of(document),
        matter_number=matter.number,
        revision=document.revision,
        to=content.to,
        paragraphs=tuple(ParagraphView(text, parts) for text, parts in shown),
        dropped=tuple(dropped),
        cites=content.cites,
        remedy=content.remedy,
        signers=content.signers,
        english=content.english,
        organisation_name=document.organisation.name,
        series=document.series,
        served_on_name=SERVED_ON.get(document.served_on, document.served_on),
        edited_by=document.edited_by.name if document.edited_by else "",
        edited_at=document.edited_at,
        issued_by=document.issued_by.name if document.issued_by else "",
        issued_at=document.issued_at,
        withdrawn_by=document.withdrawn_by.name if document.withdrawn_by else "",
        withdrawn_at=document.withdrawn_at,
        sha256=document.sha256,
        verification_code=ids.format_case_code(code) if code and document.issued_at else "",
        replaces=(document.replaces.number or "") if document.replaces else "",
        may_edit=draft and may_edit(viewer, matter, document),
        may_issue=may_issue(viewer, matter, document) and replacement is None,
    )


def may_issue(viewer: Viewer, matter: Matter, document: Document) -> bool:
    """The officer who has the matter, or nobody has it; a paper of a supervisor's own step: supervisors."""
    roles = roles_in(viewer, matter)
    if document.drafted_role == "supervisor":
        return "supervisor" in roles
    return "officer" in roles and matter.holder_id in (None, viewer.staff_id)


def may_edit(viewer: Viewer, matter: Matter, document: Document) -> bool:
    """Whoever may issue it, and the lawyer who signs it too."""
    signs = document.signed_by == "office_and_lawyer" and "lawyer" in roles_in(viewer, matter)
    return signs or may_issue(viewer, matter, document)


def read_paper(*, viewer: Viewer, number: str, paper_id: int, address: str = "", now: datetime) -> PaperFile:
    """The issued PDF for a member of staff; the reading is recorded. Raises MatterNotFound, PaperNotFound,
    PaperFileMissing."""
    matter = get_matter_for(viewer=viewer, number=number)
    found = _file(paper_of(matter, paper_id))
    record(
        actor=viewer.actor,
        action="document.read",
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
        detail={"document": paper_id},
    )
    return found


def own_papers_of(matter: Matter) -> tuple[OwnPaper, ...]:
    """The papers served on the applicant, who has proved the phone."""
    return tuple(
        OwnPaper(
            id=one.pk,
            name=one.name,
            number=one.number or "",
            issued_at=one.issued_at,
            withdrawn=one.state == Document.State.WITHDRAWN,
            reason=one.withdrawn_reason,
            size=one.size,
        )
        for one in issued_for_applicant(matter)
        if one.issued_at is not None
    )


def read_own_paper(*, proof: str, paper_id: int, address: str = "", now: datetime) -> PaperFile:
    """The PDF for the applicant. The first time is noted: from then on they had it in their hands. Raises
    ProofExpired, PaperNotFound, PaperFileMissing."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    document = next((one for one in issued_for_applicant(matter) if one.pk == paper_id), None)
    if document is None:
        raise PaperNotFound
    found = _file(document)
    with transaction.atomic():
        if mark_fetched(document_id=document.pk, now=now):
            record(
                actor="applicant",
                action="document.fetch",
                object_type="matter",
                object_ref=matter.number,
                now=now,
                address=address,
                detail={"document": document.pk},
            )
    return found


def _file(document: Document) -> PaperFile:
    if document.issued_at is None:
        raise PaperNotFound
    try:
        content = file_store().path_of(document.storage_name).read_bytes()
    except FileNotFoundError:
        raise PaperFileMissing from None
    return PaperFile(f"{document.name}{document.number}.pdf", content)
