"""Opening a matter: everything but its ids and fingerprints is made ready before the transaction, in which
the statements are all there is to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fawang.core.new_rows import NewRows, reserved_ids
from fawang.core.refusals import Refusal
from fawang.core.rows import start_change
from fawang.records.matters.access import county_of
from fawang.records.matters.models import Draft, Material, Matter, StandIn, Submission, TimelineEntry
from fawang.records.matters.operations.timeline import clock_row, project
from fawang.records.matters.rules.chain import Entry, NewEntry, link
from fawang.records.matters.rules.content import content_digest
from fawang.records.matters.rules.projection import Projection, step
from fawang.records.matters.search import index_values, write_index
from fawang.records.people.models import Party


class HandedInMeanwhile(Refusal):
    """Another request handed the same draft in first. `matter` is what it became."""

    default_message = "这份申请刚才已经提交成功。"

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        super().__init__()


@dataclass
class Opening:
    """A matter about to be written, with those of its parties that are not registered yet."""

    matter: Matter
    #: The first facts; the digest of the matter's fixed columns is put into the first of them.
    facts: Sequence[NewEntry]
    #: What it adds up to; only the fingerprint is not the real one until the parties are known.
    present: Projection
    applicant: NewRows | int
    represented: NewRows | int | None
    row: NewRows
    entries: NewRows
    clocks: NewRows | None
    submission: NewRows
    words: list[Any]
    draft: Draft | None
    #: The answer to taking the draft.
    taken: Any = None


def make_ready(
    *,
    matter: Matter,
    facts: Sequence[NewEntry],
    applicant: Party | int,
    represented: Party | int | None,
    draft: Draft | None,
    key_hash: str,
    content_hash: str,
    now: datetime,
) -> Opening:
    """Compute everything of a matter (its fixed columns filled in by the caller) and of its first entries.
    Parties are rows not yet saved or ids of registered ones. Nothing is written."""
    present = _adding_up(facts, now)
    project(matter=matter, present=present)
    matter.created_at = now
    entry = {"kind": "", "at": now, "actor": "", "actor_name": "", "data": {}, "public_text": ""}
    links = {"matter_id": None, "previous_hash": "", "hash": ""}
    rows = [{**entry, **links, "seq": at, **vars(fact)} for at, fact in enumerate(facts, 1)]
    clocks = [clock_row(matter=matter, clock=clock, now=now) for clock in present.clocks]
    remembered = {"key_hash": key_hash, "content_hash": content_hash, "matter_id": None, "created_at": now}
    opening = Opening(
        matter=matter,
        facts=facts,
        present=present,
        applicant=NewRows.of([applicant]) if isinstance(applicant, Party) else applicant,
        represented=NewRows.of([represented]) if isinstance(represented, Party) else represented,
        row=NewRows.of([matter]),
        entries=NewRows(TimelineEntry, rows),
        clocks=NewRows.of(clocks) if clocks else None,
        submission=NewRows(Submission, [remembered]),
        words=index_values(matter.number, county_of(matter.region_id), matter.title, matter.story),
        draft=draft,
    )
    _number(opening)
    return opening


def write_opening(*, opening: Opening, now: datetime) -> None:
    """Insert the parties, the matter, its first entries and clocks, its words for search and the memory of
    the idempotency key, and tie the draft and its files to it, inside the caller's transaction. Raises
    IntegrityError when the key or the number is taken."""
    matter = opening.matter
    if matter.pk is None:
        # Where ids are not known before, the fingerprints have to wait for those of the parties.
        applicant = _party_id(opening.applicant)
        represented = _party_id(opening.represented)
        _attest(opening, applicant, represented)
        _belong(opening, opening.row.insert_one())
    else:
        for party in (opening.applicant, opening.represented):
            if isinstance(party, NewRows):
                party.insert()
        opening.row.insert()
    opening.entries.insert()
    if opening.clocks:
        opening.clocks.insert()
    write_index(matter.pk, opening.words)
    opening.submission.insert()
    if opening.draft is not None:
        # The answers leave the draft: from now on they lie in the matter.
        handed_in = {"matter_id": matter.pk, "answers_sealed": "", "updated_at": now}
        opening.taken = start_change(Draft, {"id": opening.draft.pk, "matter_id": None}, handed_in)
        for model in (Material, StandIn):
            start_change(model, {"draft_id": opening.draft.pk, "matter_id": None}, {"matter_id": matter.pk})


def check_taken(*, opening: Opening, now: datetime) -> None:
    """Once the answers are there: raises HandedInMeanwhile when the draft had become a matter already, so
    that the caller's transaction leaves nothing behind."""
    if opening.draft is not None and not opening.taken.rowcount:
        known = matter_of_draft(draft=opening.draft, now=now)
        assert known is not None
        raise HandedInMeanwhile(known)


def matter_of_draft(*, draft: Draft, now: datetime) -> Matter | None:
    """What a draft has become by now."""
    return Draft.objects.select_related("matter", "matter__organisation").get(pk=draft.pk).matter


def _number(opening: Opening) -> None:
    """Where the database gives ids before the rows, everything is ready before the transaction begins."""
    new = [party for party in (opening.applicant, opening.represented) if isinstance(party, NewRows)]
    ids = reserved_ids([*(Party for _ in new), Matter])
    if ids is None:
        return
    for party, key in zip(new, ids, strict=False):
        party.number(key)
    given = dict(zip(map(id, new), ids, strict=False))
    applicant = given.get(id(opening.applicant), opening.applicant)
    represented = given.get(id(opening.represented), opening.represented)
    assert isinstance(applicant, int)
    assert not isinstance(represented, NewRows)
    opening.row.number(ids[-1])
    _attest(opening, applicant, represented)
    _belong(opening, ids[-1])


def _party_id(party: NewRows | int | None) -> int | None:
    return party.insert_one() if isinstance(party, NewRows) else party


def _attest(opening: Opening, applicant: int | None, represented: int | None) -> None:
    """Let the chain cover the matter's fixed columns, now that its parties are known."""
    matter = opening.matter
    assert applicant is not None
    matter.applicant_id, matter.represented_id = applicant, represented
    first = opening.facts[0]
    attested = {**first.data.get("content", {}), "matter": content_digest(matter)}
    facts = [replace(first, data={**first.data, "content": attested}), *opening.facts[1:]]
    at, previous, entries = matter.created_at, "", []
    for seq, fact in enumerate(facts, 1):
        entries.append(link(matter.number, seq, at, previous, fact))
        previous = entries[-1].hash
    opening.facts, opening.present = facts, replace(opening.present, head_hash=previous)
    matter.head_hash = previous
    opening.row.fill(applicant_id=applicant, represented_id=represented, head_hash=previous)
    opening.entries.fill(0, data=facts[0].data)
    for place, entry in enumerate(entries):
        opening.entries.fill(place, previous_hash=entry.previous_hash, hash=entry.hash)


def _belong(opening: Opening, matter_id: int) -> None:
    opening.matter.pk = matter_id
    for rows in (opening.entries, opening.clocks, opening.submission):
        if rows:
            rows.fill(matter_id=matter_id)


def _adding_up(facts: Sequence[NewEntry], now: datetime) -> Projection:
    """What the first facts add up to, without fingerprints."""
    present = Projection()
    for seq, fact in enumerate(facts, 1):
        present = step(present, Entry(seq=seq, at=now, previous_hash="", hash="", **vars(fact)))
    return present
