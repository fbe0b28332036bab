"""A program follows the matters that it opened, and does in them what the applicant may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.journeys.act import applicant_perform
from fawang.journeys.add_material import MaterialView, add_material
from fawang.journeys.papers.reading import read_own_paper
from fawang.journeys.papers.views import PaperFile
from fawang.journeys.progress import FullProgress, full_progress
from fawang.journeys.proof import make_proof
from fawang.journeys.rate import Rated, rate
from fawang.records.clients.models import ApiClient
from fawang.records.clients.queries import own_matter, own_matters
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.timeline import lock_matter
from fawang.records.matters.refusals import ChangedMeanwhile


@dataclass(frozen=True)
class ClientMatterView:
    """A matter as the client that opened it sees it. `version` grows with every entry of the timeline."""

    progress: FullProgress
    reference: str
    version: int


def list_matters(
    *,
    client: ApiClient,
    before: int | None = None,
    since: datetime | None = None,
    reference: str = "",
    size: int = 50,
) -> tuple[list[tuple[Matter, str]], int | None]:
    """The client's matters with their references, newest first, and from where the next page goes on."""
    rows = own_matters(client, before=before, since=since, reference=reference, size=size + 1)
    following = rows[size - 1].place if len(rows) > size else None
    return [(row.matter, row.reference) for row in rows[:size]], following


def see_matter(*, client: ApiClient, number: str, now: datetime) -> ClientMatterView:
    """One matter of the client, as its applicant sees it. Raises MatterNotFound."""
    own = own_matter(client, number)
    return ClientMatterView(
        full_progress(proof=_proof(number, now), now=now), own.reference, own.matter.length
    )


def act_for_applicant(
    *,
    client: ApiClient,
    number: str,
    action: str,
    data: Mapping[str, Any],
    version: int | None,
    now: datetime,
    address: str = "",
) -> ClientMatterView:
    """Do one of the applicant's actions. With a `version` only if the matter is still as it was then. Raises
    MatterNotFound, ChangedMeanwhile, and the refusals of `applicant_perform`."""
    own_matter(client, number)
    with transaction.atomic():
        held = lock_matter(number=number).matter
        if version is not None and version != held.length:
            raise ChangedMeanwhile("", held.length)
        applicant_perform(proof=_proof(number, now), action=action, data=data, now=now, address=address)
    return see_matter(client=client, number=number, now=now)


def add_for_applicant(
    *,
    client: ApiClient,
    number: str,
    code: str,
    file_name: str,
    chunks: Iterable[bytes],
    now: datetime,
    address: str = "",
) -> MaterialView:
    """Add a file to the client's matter. Raises MatterNotFound and the refusals of `add_material`."""
    own_matter(client, number)
    proof = _proof(number, now)
    return add_material(file_name=file_name, chunks=chunks, code=code, proof=proof, now=now, address=address)


def paper_for_applicant(
    *, client: ApiClient, number: str, paper_id: int, now: datetime, address: str = ""
) -> PaperFile:
    """A paper served on the applicant. Raises MatterNotFound and what `read_own_paper` refuses."""
    own_matter(client, number)
    return read_own_paper(proof=_proof(number, now), paper_id=paper_id, address=address, now=now)


def rate_for_applicant(
    *,
    client: ApiClient,
    number: str,
    score: int,
    solved: bool,
    comment: str,
    now: datetime,
    address: str = "",
) -> Rated:
    """Hand the applicant's rating on. Raises MatterNotFound and the refusals of `rate`."""
    own_matter(client, number)
    return rate(
        proof=_proof(number, now), score=score, solved=solved, comment=comment, now=now, address=address
    )


def _proof(number: str, now: datetime) -> str:
    """The client proved itself by its key, and it opened this matter: it acts for the applicant."""
    return make_proof(number, now=now)[0]
