"""What every scanner does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Finding:
    """What a scanner says of one file: `malware` is the name it gives to what it found, empty for nothing."""

    malware: str = ""

    @property
    def clean(self) -> bool:
        """Nothing was found."""
        return not self.malware


class ScannerUnreachable(Exception):
    """No finding: the scanner does not answer, answers nonsense, or does not take the file. The text is for
    the log and holds nothing of the file."""


class Scanner(Protocol):
    """Looks for malware."""

    def scan(self, path: Path, *, seconds: float) -> Finding:
        """Look through a file for so many seconds at most. Raises ScannerUnreachable."""

    def scan_bytes(self, content: bytes, *, seconds: float) -> Finding:
        """The same for bytes in memory. Raises ScannerUnreachable."""

    def version(self) -> str:
        """Name, version and date of the signatures. Raises ScannerUnreachable."""
