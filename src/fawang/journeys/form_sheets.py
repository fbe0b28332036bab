"""The application form and the receipt on paper, for the applicant who has proved the phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fawang.core.clock import ZONE, day_of
from fawang.evidence.documents import FormSection, FormSheet, make_form_pdf
from fawang.journeys.add_material import MaterialView, read_own_material
from fawang.journeys.papers.views import PaperFile
from fawang.journeys.print_form import PrintedGroup, printed_form
from fawang.journeys.progress import FullProgress, full_progress
from fawang.records.matters.rules.numbers import grouped
from fawang.stages.workflows.rules import day_words

CONFIRMED = "以上是我填写的内容，我说的都是真的，不实的后果由我承担。"


def own_form(*, proof: str, site: str, address: str = "", now: datetime) -> PaperFile:
    """The application form as it was filled in, for the applicant: numbers in full, every item of a list, the
    signature where one was given and else a line to sign on. That it was printed is recorded. `site` is the
    address of this site. Raises ProofExpired, GlyphMissing."""
    own = full_progress(proof=proof, now=now)
    form = printed_form(proof=proof, address=address, now=now)
    sections = [FormSection(group.title, tuple(_rows(group))) for group in form.groups]
    sections = [section for section in sections if section.rows]
    if not sections:
        sections = [FormSection("事情经过", (("经过", own.story),))]
    if form.papers:
        files = tuple((name, one.file_name) for name, one in form.papers)
        sections.append(FormSection("交来的材料", files))
    signed = next(iter(form.signatures.values()), None)
    sheet = FormSheet(
        title=f"{form.service_name}申请表",
        office=form.office,
        head=_head(own),
        sections=tuple(sections),
        statement=CONFIRMED,
        signature=_picture(signed, proof, now) if signed else None,
        signed_on=day_of(form.received_at) if signed else None,
        note=_note(own),
        qr_url=_address(own, site),
    )
    return PaperFile(f"申请表{own.number}.pdf", make_form_pdf(sheet, made_on=day_of(now)))


def _rows(group: PrintedGroup) -> Iterator[tuple[str, str]]:
    for row in group.rows:
        if row.kind == "signature":
            continue  # It stands at the end, above the date.
        if row.items:
            for place, item in enumerate(row.items, 1):
                yield f"{row.label}（{place}）", "；".join(f"{label}：{words}" for label, words in item)
        elif row.capitals:
            yield row.label, f"{row.value}（大写：{row.capitals}）"
        else:
            yield row.label, row.value


def _picture(signed: MaterialView, proof: str, now: datetime) -> bytes:
    return read_own_material(material_id=signed.id, proof=proof, now=now).path.read_bytes()


def own_receipt(*, proof: str, site: str, now: datetime) -> PaperFile:
    """The receipt: what was handed in, to whom, until when it is dealt with. Raises ProofExpired."""
    own = full_progress(proof=proof, now=now)
    shown = own.progress
    rows = [
        ("申请事项", shown.service_name),
        ("收件机构", shown.organisation_name),
        ("电话", shown.organisation_phone or "12348"),
        ("收到时间", _moment(shown.received_at)),
        ("现在的状态", shown.state_name),
    ]
    if shown.due_at:
        due = f"{day_words(shown.due_at)}前{shown.due_label}"
        rows.append(("办理期限", f"{due}（暂定）" if shown.due_provisional else due))
    files = tuple((str(place), one.file_name) for place, one in enumerate(own.materials, 1))
    sections = [FormSection("回执", tuple(rows))]
    sections += [FormSection("收到的材料", files)] if files else []
    sheet = FormSheet(
        title="收件回执",
        office=shown.organisation_name,
        head=_head(own),
        sections=tuple(sections),
        note=_note(own),
        qr_url=_address(own, site),
    )
    return PaperFile(f"回执{own.number}.pdf", make_form_pdf(sheet, made_on=day_of(now)))


def _head(own: FullProgress) -> tuple[tuple[str, str], ...]:
    return ("编号", grouped(own.number)), ("收到时间", _moment(own.progress.received_at))


def _note(own: FullProgress) -> str:
    code = own.progress.case_code
    return f"扫码或者输入查询码 {code} 可以查进度。看个人信息要用手机收验证码，请妥善保管本页。"


def _address(own: FullProgress, site: str) -> str:
    return f"{site.rstrip('/')}/p/{own.progress.case_code}"


def _moment(at: datetime) -> str:
    return f"{day_words(at)} {at.astimezone(ZONE):%H:%M}"
