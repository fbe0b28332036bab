"""The application as an official form to print, in full, for the applicant who has proved the phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fawang.core.audit.operations import record
from fawang.journeys.add_material import MaterialView, material_view
from fawang.journeys.casework import case_of, shown_case_code
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.queries.one import get_proven_matter, materials_of, timeline_of
from fawang.records.matters.rules.numbers import grouped
from fawang.records.matters.rules.projection import replay
from fawang.reference.catalog.summary import SummaryRow, summary_rows


@dataclass(frozen=True)
class PrintedGroup:
    """What was asked on one page."""

    title: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class PrintedForm:
    """Everything on the sheet. `signatures` by field code; `papers` with the name of their kind."""

    number: str
    case_code: str
    service_name: str
    office: str
    office_address: str
    received_at: datetime
    groups: tuple[PrintedGroup, ...]
    signatures: Mapping[str, MaterialView]
    papers: tuple[tuple[str, MaterialView], ...]


def printed_form(*, proof: str, address: str = "", now: datetime) -> PrintedForm:
    """The form as it was filled in, numbers in full; that it was opened is recorded. Raises ProofExpired."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    case = case_of(matter, replay(timeline_of(matter)))
    files = [material_view(one) for one in materials_of(matter=matter)]
    signing = {one.code for one in case.definition.form.fields() if one.kind == "signature"}
    rows = [
        row
        for row in summary_rows(case.definition, case.answers, masked=False)
        if row.kind not in ("file", "statement") and (row.value or row.kind == "signature")
    ]
    groups = [PrintedGroup(title, tuple(some)) for title, some in groupby(rows, key=lambda row: row.group)]
    names = {one.code: one.name for one in case.definition.materials}
    record(
        actor="applicant",
        action="matter.print",
        object_type="matter",
        object_ref=matter.number,
        now=now,
        address=address,
    )
    office = matter.organisation
    return PrintedForm(
        number=grouped(matter.number),
        case_code=shown_case_code(matter),
        service_name=case.definition.name,
        office=office.name if office else "",
        office_address=office.address if office else "",
        received_at=matter.created_at,
        groups=tuple(groups),
        signatures={one.code: one for one in files if one.code in signing},
        papers=tuple((names.get(one.code, "其他材料"), one) for one in files if one.code not in signing),
    )
