"""Is this paper genuine? For anybody, without a name: by the code printed on it, or by the file."""

from __future__ import annotations

from datetime import datetime, timedelta

from fawang.core import ids
from fawang.evidence.documents import examine
from fawang.journeys.papers.views import FileVerdict, Verdict
from fawang.records.matters.hashes import network_of, subject_of
from fawang.records.matters.models import Document
from fawang.records.matters.operations.codes import attempts, count_attempt
from fawang.records.matters.queries.papers import paper_by_code, paper_by_hash
from fawang.records.matters.refusals import CodeUnknown, TooManyVerifications

#: Codes that do not exist, asked for from one address in an hour; and files laid beside a paper.
GUESSES, FILES = 20, 60
HOUR = timedelta(hours=1)
#: A paper of ours is a tenth of this; more is not looked at.
LARGEST = 4 * 1024 * 1024


def verify_code(*, code: str, address: str = "", now: datetime) -> Verdict:
    """What stands behind a code as typed or scanned. Raises CodeUnknown, TooManyVerifications."""
    key = subject_of("verify", network_of(address))
    if address and attempts(key=key, now=now) >= GUESSES:
        raise TooManyVerifications
    try:
        bare = ids.normalise_case_code(code)
    except ids.CaseCodeFault:
        # Mistyped: its check symbol says so without a look at any paper, so nothing was guessed.
        raise CodeUnknown from None
    document = paper_by_code(bare)
    if document is None:
        if address:
            count_attempt(key=key, window=HOUR, now=now)
        raise CodeUnknown
    return verdict_of(document)


def verdict_of(document: Document) -> Verdict:
    """What anybody may know of an issued paper."""
    assert document.issued_at is not None
    replacement = Document.objects.filter(replaces=document, issued_at__isnull=False).first()
    return Verdict(
        name=document.name,
        number=document.number or "",
        organisation=document.organisation.name,
        organisation_phone=document.organisation.phone,
        issued_at=document.issued_at,
        sha256=document.sha256,
        verification_code=ids.format_case_code(document.verification_code or ""),
        withdrawn=document.state == Document.State.WITHDRAWN,
        withdrawn_at=document.withdrawn_at,
        replaced_by=(replacement.number or "") if replacement else "",
    )


def verify_upload(*, content: bytes, code: str, address: str = "", now: datetime) -> FileVerdict:
    """A file laid beside the paper of a code. Raises as `verify_code`."""
    key = subject_of("verify-file", network_of(address))
    if address and count_attempt(key=key, window=HOUR, now=now) > FILES:
        raise TooManyVerifications
    expected = verify_code(code=code, address=address, now=now)
    found = verify_file(content=content)
    if found.paper is not None and found.paper.number != expected.number:
        message = f"这个文件是另一份文书：{found.paper.number}，不是您要核对的 {expected.number}。"
        return FileVerdict("altered", message, found.sha256, found.signer, expected)
    return (
        found
        if found.paper
        else FileVerdict(found.outcome, found.message, found.sha256, found.signer, expected)
    )


def verify_file(*, content: bytes) -> FileVerdict:
    """What a file is: a paper of this installation, one that was altered, or none of ours."""
    if len(content) > LARGEST:
        return FileVerdict("foreign", "文件太大，不是本平台签发的文书。", "", "", None)
    seen = examine(content)
    document = paper_by_hash(seen.sha256)
    if document is not None:
        paper = verdict_of(document)
        # The register knows this very file; the signature inside must agree, or the store was tampered with.
        if not seen.intact or seen.certificate != document.certificate:
            message = "文件与登记的一致，但电子签名不完整。请联系发文机关。"
            return FileVerdict("altered", message, seen.sha256, seen.signer, paper)
        if paper.withdrawn:
            new = f"，现行的是 {paper.replaced_by}" if paper.replaced_by else ""
            message = f"文件是真的，但这份文书已经撤销{new}。"
            return FileVerdict("withdrawn", message, seen.sha256, seen.signer, paper)
        message = "文件与登记的一致，一个字节也没有改过；电子签名完整，文书有效。"
        return FileVerdict("genuine", message, seen.sha256, seen.signer, paper)
    if not seen.signed:
        message = "这个文件没有电子签名，或者读不出来，不是本平台签发的原件。打印以后再扫描的请按校验码核对。"
        return FileVerdict("unsigned", message, seen.sha256, "", None)
    if not seen.intact:
        return FileVerdict("altered", "文件签名以后被改动过，不能相信。", seen.sha256, seen.signer, None)
    message = "签名完整，但本平台没有签发过这个文件，请向签名的单位核实。"
    return FileVerdict("foreign", message, seen.sha256, seen.signer, None)
