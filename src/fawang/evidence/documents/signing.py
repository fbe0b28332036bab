"""The electronic signature in a PDF: PAdES (ETSI EN 319 142-1, baseline B-B), and what is left of one.

pyHanko is read when the first signature is made or looked at: reading it takes as long as reading half of
this product, and most processes never sign."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fawang.evidence.documents.keys import Identity, SigningKeyBroken

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner

FIELD = "Signature1"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Examination:
    """What a PDF says of itself. `intact`: every byte is as it was signed, nothing added since."""

    sha256: str
    signed: bool
    intact: bool
    #: SHA-256 of the signer's certificate, hexadecimal; empty when unsigned.
    certificate: str = ""
    signer: str = ""


def sign_pdf(pdf: bytes, *, identity: Identity, reason: str, location: str) -> bytes:
    """The same PDF with an invisible signature over all of it. Raises SigningKeyBroken."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata
    from pyhanko.sign import sign_pdf as sign
    from pyhanko.sign.fields import SigSeedSubFilter

    signer = _signer(identity.path, identity.password, identity.fingerprint)
    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        name=identity.subject,
    )
    written = _outside_any_loop(lambda: sign(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer))
    return bytes(written.getbuffer())


def _outside_any_loop(work: Callable[[], _T]) -> _T:
    """Do it in a thread of its own: pyHanko starts an event loop for each file, which Python refuses in a
    thread where one runs already, and a caller must not have to know."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf-signature") as thread:
        return thread.submit(work).result()


@lru_cache(maxsize=4)
def _signer(path: Path, password: str, _fingerprint: str) -> SimpleSigner:
    from pyhanko.sign import SimpleSigner

    load: Callable[..., SimpleSigner | None] = SimpleSigner.load_pkcs12
    signer = load(str(path), passphrase=password.encode() or None)
    if signer is None:
        raise SigningKeyBroken
    return signer


def examine(pdf: bytes) -> Examination:
    """What is left of the signature of a file that anybody may have made: any fault in reading it means that
    it is not intact. Whether the signer is one to believe is the caller's to know by the certificate."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    digest = sha256(pdf).hexdigest()
    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
        if not found:
            return Examination(digest, signed=False, intact=False)
        last = found[-1]
        certificate = last.signer_cert
        trust = ValidationContext(
            trust_roots=[certificate], allow_fetching=False, revocation_mode="soft-fail"
        )
        status = _outside_any_loop(lambda: validate_pdf_signature(last, trust))
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        return Examination(
            digest,
            signed=True,
            intact=bool(status.intact and status.valid and whole and len(found) == 1),
            certificate=certificate.sha256.hex(),
            signer=str(certificate.subject.native.get("common_name", "")),
        )
    except Exception:
        # A file out of a stranger's hand: the reader has no end of ways to stumble, and all of them mean the
        # same to whoever asks.
        return Examination(digest, signed=False, intact=False)
