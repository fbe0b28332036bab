"""Looking for malware: the port, and ClamAV."""

from __future__ import annotations

from django.conf import settings

from fawang.gateways.antivirus.clamd import Clamd
from fawang.gateways.antivirus.port import Finding, Scanner, ScannerUnreachable

__all__ = ["Clamd", "Finding", "Scanner", "ScannerUnreachable", "find_eicar", "scanner"]

#: The industry's harmless test file, in two halves so that no scanner takes this source for it.
_EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


def scanner() -> Scanner | None:
    """The scanner of this installation; None where none is set (`FAWANG_CLAMD`)."""
    return Clamd(settings.CLAMD) if settings.CLAMD else None


def find_eicar(one: Scanner) -> Finding:
    """What the scanner says of the EICAR test file: a working one finds it. Raises ScannerUnreachable."""
    return one.scan_bytes(_EICAR, seconds=20)
