"""A paper goes out: numbered, made, signed, filed, told; or it is taken back.

The number is bound to the draft in a transaction of its own, and the file is made outside of any: making it
takes half a second, in which nobody else could write on SQLite. What is issued is decided by the second
transaction alone."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.evidence.documents import check_printable, make_paper_pdf, sign_pdf, signing_identity
from fawang.gateways.storage import file_store
from fawang.journeys.casework import greeting_of_party, public_name, shown_case_code, write_effects
from fawang.journeys.papers.printing import paper_value
from fawang.journeys.papers.reading import may_issue
from fawang.records.matters.models import Document, Matter
from fawang.records.matters.operations.papers import (
    Filed,
    draft_again,
    give_number,
    issue_document,
    withdraw_document,
)
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.queries.papers import content_of, paper_of
from fawang.records.matters.refusals import (
    BlankLeft,
    PaperChangedMeanwhile,
    PaperNotADraft,
    PaperNotYours,
    WithdrawalWithoutReason,
)
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.papers import prefixes
from fawang.records.people.viewers import Viewer
from fawang.stages.workflows.rules import NoticeDue

#: A place that a template leaves for the officer to fill in.
_BLANK = re.compile(r"〔请[^〕]*〕")


def issue_paper(
    *,
    viewer: Viewer,
    number: str,
    paper_id: int,
    revision: int,
    site: str,
    english: bool = False,
    address: str = "",
    now: datetime,
) -> str:
    """Issue a draft; returns its number. `site` is the address of this site as the officer reached it, used
    where no public one is set. Raises MatterNotFound, PaperNotFound, PaperNotYours, PaperNotADraft,
    PaperChangedMeanwhile, BlankLeft, GlyphMissing, NumberTaken, SigningKeyBroken, StorageFull."""
    matter, document = _mine(viewer, number, paper_id)
    if document.state != Document.State.DRAFT:
        raise PaperNotADraft(Document.State(document.state).label)
    if document.revision != revision:
        raise PaperChangedMeanwhile
    # Everything that could go wrong with the words or the key goes wrong before a number is given.
    content = content_of(document)
    if blank := next(filter(None, (_BLANK.search(text) for text in content.body)), None):
        raise BlankLeft(blank[0])
    base = settings.SITE_URL or site.rstrip("/")
    day = day_of(now)
    check_printable(
        paper_value(document, content, day=day, english=english, seals=settings.SEALS, address=base)
    )
    identity = signing_identity(owner=settings.SITE_OWNER, now=now)
    with transaction.atomic():
        numbered = give_number(
            document_id=paper_id, revision=revision, prefixes=_prefixes(document), year=day.year
        )
    document.number, document.verification_code = numbered.number, numbered.verification_code
    paper = paper_value(document, content, day=day, english=english, seals=settings.SEALS, address=base)
    signed = sign_pdf(
        make_paper_pdf(paper), identity=identity, reason=f"签发 {document.number}", location=paper.office
    )
    filed = _kept(signed, identity.fingerprint)
    try:
        with transaction.atomic():
            _issued(viewer, matter, document, revision, filed, bool(paper.english), address, now)
    except Refusal:
        # Somebody was faster. A signed file that no register knows must not lie about.
        file_store().remove(filed.storage_name)
        raise
    return document.number or ""


def withdraw_paper(
    *,
    viewer: Viewer,
    number: str,
    paper_id: int,
    reason: str,
    anew: bool,
    address: str = "",
    now: datetime,
) -> int | None:
    """Withdraw an issued paper, or put a draft away. With `anew` a draft with the same words takes its place;
    returns its id. Raises MatterNotFound, PaperNotFound, PaperNotYours, WithdrawalWithoutReason."""
    said = one_line(reason, 400)
    if len(said) < 2:
        raise WithdrawalWithoutReason
    matter, document = _mine(viewer, number, paper_id)
    was_issued = document.state == Document.State.ISSUED
    with transaction.atomic():
        locked = lock_matter(number=matter.number)
        withdrawn = withdraw_document(document_id=paper_id, reason=said, staff_id=viewer.staff_id, now=now)
        fresh = draft_again(withdrawn=withdrawn, staff_id=viewer.staff_id, now=now) if anew else None
        if was_issued:
            data = {
                "document": paper_id,
                "number": document.number,
                "who": public_name(document.drafted_role, viewer.name, matter),
                "fields": {"withdrawal_reason": said},
                "outline": f"{document.name}（{document.number}）已撤销。",
            }
            served = document.served_on == "applicant"
            told = f"{document.name}（{document.number}）已撤销：{said}" if served else ""
            entry = NewEntry("document_withdrawn", viewer.actor, viewer.name, data, told)
            written = append_entries(locked=locked, new=[entry], now=now)
            notices = [_notice(matter, f"{document.name}已撤销，理由见进度页")] if served else []
            write_effects(written, notices, event="document.withdrawn", now=now)
        _audit(viewer, number, "document.withdraw", paper_id, address, now)
    return fresh.pk if fresh else None


def _mine(viewer: Viewer, number: str, paper_id: int) -> tuple[Matter, Document]:
    matter = get_matter_for(viewer=viewer, number=number)
    document = paper_of(matter, paper_id)
    if not may_issue(viewer, matter, document):
        raise PaperNotYours
    return matter, document


def _issued(
    viewer: Viewer,
    matter: Matter,
    document: Document,
    revision: int,
    filed: Filed,
    english: bool,
    address: str,
    now: datetime,
) -> None:
    """The second transaction: the matter first, then the paper, as every other write does."""
    locked = lock_matter(number=matter.number)
    issue_document(
        document_id=document.pk,
        revision=revision,
        filed=filed,
        with_english=english,
        staff_id=viewer.staff_id,
        now=now,
    )
    served = document.served_on == "applicant"
    data = {
        "document": document.pk,
        "code": document.code,
        "number": document.number,
        # The chain of the matter vouches for the file.
        "sha256": filed.sha256,
        "who": public_name(document.drafted_role, viewer.name, matter),
    }
    told = f"{document.name}（{document.number}）已经作出，验证手机号后可以下载。" if served else ""
    entry = NewEntry("document_issued", viewer.actor, viewer.name, data, told)
    written = append_entries(locked=locked, new=[entry], now=now)
    notices = [_notice(matter, f"{document.name}已经作出，请打开进度页下载")] if served else []
    write_effects(written, notices, event="document.issued", now=now)
    _audit(viewer, matter.number, "document.issue", document.pk, address, now)


def _notice(matter: Matter, what: str) -> NoticeDue:
    phone = (matter.organisation.phone if matter.organisation else "") or "12348"
    text = (
        f"{greeting_of_party(matter.applicant)}您好，{what}（查询码{shown_case_code(matter)}）。电话{phone}"
    )
    return NoticeDue("document", "applicant", text)


def _prefixes(document: Document) -> list[str]:
    office = document.organisation
    return prefixes(
        name=office.name,
        kind=office.kind,
        region=office.region.name,
        series=document.series,
        own_short=settings.PAPER_SHORT.get(office.code, ""),
    )


def _kept(signed: bytes, certificate: str) -> Filed:
    store = file_store()
    with store.receive([signed]) as incoming:
        return Filed(incoming.sha256, incoming.size, store.keep(incoming), certificate)


def _audit(viewer: Viewer, number: str, action: str, paper_id: int, address: str, now: datetime) -> None:
    record(
        actor=viewer.actor,
        action=action,
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
        detail={"document": paper_id},
    )
