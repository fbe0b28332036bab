"""The digest of what a matter was opened with, kept in its first timeline entry so that the chain covers
the columns of the matter's own row as well."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol

from fawang.records.matters.rules.chain import Entry, canonical


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


class VersionsDoNotFollow(ValueError):
    """The entries tell of changes of the service's version that do not lead to the one the matter has."""


def version_at_opening(entries: Iterable[Entry], version: str) -> str:
    """The version of the service under which a matter was opened, from the one it has now and the entries
    that moved it (`definition` in their data: from, to). Raises VersionsDoNotFollow."""
    moves = [entry.data["definition"] for entry in entries if "definition" in entry.data]
    for move in reversed(moves):
        if move["to"] != version:
            raise VersionsDoNotFollow(version)
        version = str(move["from"])
    return version


def content_digest(matter: Opened, version: str = "") -> str:
    """64 hexadecimal digits over everything of the row that never changes. `version`: that of the service
    when the matter was opened, where it was moved to another since."""
    said = [
        matter.number,
        matter.case_code_index,
        matter.service_code,
        version or matter.service_version,
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
