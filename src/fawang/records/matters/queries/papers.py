"""Reading papers: of one matter, by number for staff, by code for anybody."""

from __future__ import annotations

from fawang.core import crypto
from fawang.records.matters.models import Document, Matter
from fawang.records.matters.refusals import PaperNotFound
from fawang.records.matters.rules.papers import Content
from fawang.records.people.models import Appointment
from fawang.reference.places.rules import prefix_of, within

RELATED = ("organisation", "organisation__region", "edited_by", "issued_by", "withdrawn_by", "replaces")


def papers_of(matter: Matter) -> list[Document]:
    """Every paper of a matter in the order they were drafted."""
    return list(Document.objects.select_related(*RELATED).filter(matter=matter).order_by("id"))


def paper_of(matter: Matter, document_id: int) -> Document:
    """One paper of a matter that the caller may see. Raises PaperNotFound."""
    found = Document.objects.select_related(*RELATED).filter(matter=matter, pk=document_id).first()
    if found is None:
        raise PaperNotFound
    return found


def issued_for_applicant(matter: Matter) -> list[Document]:
    """What the applicant's own page shows: papers served on the applicant, the withdrawn ones too."""
    rows = Document.objects.filter(matter=matter, served_on="applicant", issued_at__isnull=False)
    return list(rows.order_by("issued_at", "id"))


def paper_by_code(code: str) -> Document | None:
    """The paper of a verification code (bare symbols) that was issued, withdrawn since or not."""
    rows = Document.objects.select_related("organisation", "replacement")
    return rows.filter(verification_code=code, issued_at__isnull=False).first()


def paper_by_hash(sha256: str) -> Document | None:
    """The issued paper whose file has this hash."""
    rows = Document.objects.select_related("organisation", "replacement")
    return rows.filter(sha256=sha256, issued_at__isnull=False).first() if sha256 else None


def office_of_supervisor(actor: str, region_code: str) -> int | None:
    """The organisation for which a supervisor (`staff:<id>`) decides in a region, the nearest one; None for
    anybody else."""
    staff_id = int(actor.removeprefix("staff:")) if actor.startswith("staff:") else 0
    rows = Appointment.objects.filter(staff_id=staff_id, role=Appointment.Role.SUPERVISOR, active=True)
    found = [(region, office) for region, office in rows.values_list("region_id", "organisation_id")
             if within(region_code, prefix_of(region))]  # fmt: skip
    return max(found, key=lambda one: len(prefix_of(one[0])))[1] if found else None


def content_of(document: Document) -> Content:
    """The words of a paper, unsealed."""
    return Content.from_json(crypto.unseal(document.content_sealed, "document"))
