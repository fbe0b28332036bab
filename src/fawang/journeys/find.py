"""Find matters by what is kept sealed: a case code, a phone, an identity number; it is recorded."""

from __future__ import annotations

import re
from datetime import datetime

from fawang.core.audit.operations import record
from fawang.core.checks import identity_number_fault, normalise_identity, normalise_phone, phone_fault
from fawang.core.ids import normalise_case_code
from fawang.core.refusals import Refusal
from fawang.core.text import mask_identity, mask_phone
from fawang.journeys.queue import CappedCount, SearchPage, rows_of
from fawang.records.matters.access import visible_to
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.lists import of_case_code, of_party
from fawang.records.people.viewers import Viewer


def find_by_secret(*, viewer: Viewer, text: str, now: datetime, address: str = "") -> SearchPage | None:
    """The newest matters, at most a page, of the person with this phone or identity number or of this case
    code, of those the viewer may see; None for a text that is none of the three."""
    seen = Matter.objects.filter(visible_to(viewer))
    compact = re.sub(r"[\s-]", "", text)
    if len(compact) == 11 and compact[0] == "1" and not phone_fault(compact):
        kind, shown = "phone", mask_phone(compact)
        rows = of_party(seen, phone=normalise_phone(compact))
    elif len(compact) == 18 and not identity_number_fault(compact):
        kind, shown = "identity", mask_identity(compact)
        rows = of_party(seen, identity=normalise_identity(compact))
    elif code := _case_code(text):
        kind, shown = "case_code", "查询码"
        rows = of_case_code(seen, code)
    else:
        return None
    record(
        actor=viewer.actor,
        action="matter.find",
        object_type="matter",
        object_ref="list",
        now=now,
        address=address,
        detail={"by": kind, "found": len(rows)},
    )
    return SearchPage(shown, rows_of(rows, now), "", CappedCount(len(rows), False))


def _case_code(text: str) -> str:
    try:
        return normalise_case_code(text)
    except (Refusal, ValueError):
        return ""
