"""What is printed, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fawang.core.refusals import Refusal


class GlyphMissing(Refusal):
    """The fonts lack characters of the paper. Printing it without them would change a name."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        shown = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in self.missing[:5])
        super().__init__(
            f"字库里没有 {shown}，印不出来。请改用别的写法，"
            "或者请系统管理员用 FAWANG_PAPER_FONT 补上生僻字字体。"
        )


@dataclass(frozen=True)
class Paper:
    """One notice or decision. Texts hold no line breaks except where the reader shall see one."""

    #: Who issues it; stands over the title and in the signature.
    office: str
    #: 给予法律援助决定书
    title: str
    #: （2026）石援给字第12号; empty for a preview.
    number: str
    #: On whom it is served; empty: no line for it.
    to: str
    body: tuple[str, ...]
    #: 法律援助法第四十三条 …: printed after the body, in full.
    cites: tuple[str, ...]
    #: What whoever disagrees may do.
    remedy: str
    #: Who signs besides the office, above its name: 承办律师：…
    signers: tuple[str, ...]
    issued_on: date
    #: The address that the QR code leads to, and the code to type; both empty for a preview.
    verify_url: str = ""
    verify_code: str = ""
    #: The second language, paragraph by paragraph; empty: none is printed.
    english: tuple[str, ...] = ()
    #: A picture of the office's seal (PNG), None where none was given.
    seal: bytes | None = None

    def texts(self) -> tuple[str, ...]:
        """Every text that is printed, to look for characters no font has."""
        own = (self.office, self.title, self.number, self.to, self.remedy, self.verify_url)
        return (*own, *self.body, *self.cites, *self.signers, *self.english)


@dataclass(frozen=True)
class FormSection:
    """One heading of a form sheet with its rows of (label, value)."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FormSheet:
    """A filled-in application form or a receipt."""

    #: 民事法律援助申请表
    title: str
    office: str
    #: Small lines under the title: 编号, 收到时间.
    head: tuple[tuple[str, str], ...]
    sections: tuple[FormSection, ...]
    #: What the applicant confirms, above the place to sign; empty: no place to sign is printed.
    statement: str = ""
    #: The applicant's signature as a picture, None: a line to sign on.
    signature: bytes | None = None
    signed_on: date | None = None
    #: Small text at the end, and the address of the QR code beside it.
    note: str = ""
    qr_url: str = ""

    def texts(self) -> tuple[str, ...]:
        """Every text that is printed."""
        rows = [text for section in self.sections for row in section.rows for text in row]
        heads = [text for row in self.head for text in row]
        headings = [section.heading for section in self.sections]
        return (self.title, self.office, self.statement, self.note, self.qr_url, *heads, *headings, *rows)
