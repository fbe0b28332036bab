"""What every register does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from fawang.core.refusals import Refusal


@dataclass(frozen=True)
class Certificate:
    """A licence or certificate as its register has it."""

    number: str
    holder: str
    #: Last day on which it is good; None: without an end.
    valid_until: date | None = None
    #: Everything else the register says, by the register's own names.
    facts: Mapping[str, str] = field(default_factory=dict)

    def good_on(self, day: date) -> bool:
        """Whether it has not run out."""
        return self.valid_until is None or day <= self.valid_until


class RegisterUnreachable(Exception):
    """No answer or none that can be read; the text holds nothing of a person."""


class RegisterFileRefused(Refusal):
    """A table to import has mistakes; `faults` names each row."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(["这个表没有导入，请改好以下几处再导入：", *faults]))


class Register(Protocol):
    """Looks certificates up."""

    def find(self, identity: str) -> Certificate | None:
        """The certificate of an identity number or credit code, the one valid longest when there are
        several. Raises RegisterUnreachable."""
