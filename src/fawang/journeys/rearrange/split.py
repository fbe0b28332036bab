"""Split a matter: what is several things becomes several matters, each with a record of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from fawang.core import crypto
from fawang.core.refusals import Refusal
from fawang.core.text import clean, one_line
from fawang.journeys.casework import answers_of, write_effects
from fawang.journeys.rearrange.guard import leave_trace, lock_for, who_of
from fawang.journeys.submit import NewMatter, NewParty, Receipt, submit_matter
from fawang.records.matters.models import Matter, MatterLink
from fawang.records.matters.operations.links import tie_matters
from fawang.records.matters.operations.timeline import append_entries
from fawang.records.matters.queries.one import get_proven_matter
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.models import Party
from fawang.records.people.viewers import Viewer

MOST_PARTS = 5


@dataclass(frozen=True)
class Part:
    """One matter to be made: what it is called, what it is about, and by which service (empty: the same)."""

    title: str
    story: str
    service_code: str = ""


class PartsMissing(Refusal):
    """There is nothing to split off, or too much at once."""

    default_message = f"请写明拆出去的每一件叫什么、是什么事；一次最多拆出 {MOST_PARTS} 件。"


def split(
    *, viewer: Viewer, number: str, parts: Sequence[Part], version: int, now: datetime, address: str = ""
) -> tuple[Receipt, ...]:
    """Open a matter of its own for each part, tied to this one, which goes on with the rest; the applicant
    gets each one's case code. `version` as the page showed it: pressed twice, it is split once. Raises
    MatterNotFound, NotPermitted, NotTheHolder, MatterClosed, ChangedMeanwhile, PartsMissing, and what a
    submission raises; then nothing is split."""
    wanted = [Part(one_line(p.title, 120), clean(p.story, 5000), p.service_code) for p in parts]
    if not wanted or len(wanted) > MOST_PARTS or any(len(p.title) < 2 or len(p.story) < 2 for p in wanted):
        raise PartsMissing
    with transaction.atomic():
        locked = lock_for(viewer, number, version=version)
        matter = get_proven_matter(number)
        made = []
        for place, part in enumerate(wanted):
            key = salted_hmac("fawang.split", f"{number}:{version}:{place}", algorithm="sha256").hexdigest()
            new = _new_matter(matter, part)
            receipt = submit_matter(
                new=new, idempotency_key=key, now=now, actor=viewer.actor, address=address
            )
            other = get_proven_matter(receipt.number)
            tie_matters(matter=locked.matter, other=other, kind=MatterLink.Kind.PART, now=now)
            made.append(receipt)
        count = len(made)
        data = {
            "who": who_of(matter),
            "name": f"拆出 {count} 件",
            "links": [receipt.number for receipt in made],
            "outline": f"您说的事里有 {count} 件要分开办，已经各立一件。",
        }
        listed = "；".join(f"{p.title}（查询码 {r.case_code}）" for p, r in zip(wanted, made, strict=True))
        told = f"您说的事里有 {count} 件要分开办，已经各立一件：{listed}。其余的在这里接着办。"
        entry = NewEntry("split", viewer.actor, viewer.name, data, told)
        written = append_entries(locked=locked, new=[entry], now=now)
        write_effects(written, (), event="matter.split", now=now)
        leave_trace(viewer, "split", number, now, address, parts=[receipt.number for receipt in made])
    return tuple(made)


def _new_matter(matter: Matter, part: Part) -> NewMatter:
    """The same people, place and door. The answers go along within one service: another asks other things."""
    same = part.service_code in ("", matter.service_code)
    return NewMatter(
        service_code=part.service_code or matter.service_code,
        channel=matter.channel,
        region_code=matter.region_id,
        title=part.title,
        story=part.story,
        category=matter.category,
        applicant=_typed(matter.applicant),
        represented=_typed(matter.represented) if matter.represented else None,
        answers=answers_of(matter) if same else {},
        urgency=matter.urgency,
        service_version=matter.service_version if same else "",
    )


def _typed(party: Party) -> NewParty:
    return NewParty(
        name=crypto.unseal(party.name_sealed, "name"),
        identity=crypto.unseal(party.identity_sealed, "identity") if party.identity_sealed else "",
        phone=crypto.unseal(party.phone_sealed, "phone") if party.phone_sealed else "",
        address=crypto.unseal(party.address_sealed, "address") if party.address_sealed else "",
        kind=party.kind,
    )
