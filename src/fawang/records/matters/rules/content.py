"""The digest of what a matter was opened with, kept in its first timeline entry so that the chain covers
the columns of the matter's own row as well."""

from __future__ import annotations

from hashlib import sha256
from typing import Protocol

from fawang.records.matters.rules.chain import canonical


class Opened(Protocol):
    """The fixed columns of a matter."""

    number: str
    case_code_index: str
    service_code: str
    service_version: str
    channel: str
    title: str
    story: str
    category: str
    urgency: str

    @property
    def applicant_id(self) -> int: ...
    @property
    def represented_id(self) -> int | None: ...
    @property
    def region_id(self) -> str: ...


def content_digest(matter: Opened) -> str:
    """64 hexadecimal digits over everything of the row that never changes."""
    said = [
        matter.number,
        matter.case_code_index,
        matter.service_code,
        matter.service_version,
        matter.channel,
        matter.applicant_id,
        matter.represented_id,
        matter.region_id,
        matter.title,
        matter.story,
        matter.category,
        matter.urgency,
    ]
    return sha256(canonical(said).encode()).hexdigest()
