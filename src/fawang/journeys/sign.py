"""Sign an application: the picture of a signature is kept beside the draft, and the answer names it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from fawang.core.refusals import Refusal
from fawang.gateways.storage import file_store, inspect_file
from fawang.gateways.storage.refusals import FileTooLarge, FileTypeRefused
from fawang.gateways.storage.signature import signature_png
from fawang.journeys.add_material import FILES_AN_HOUR, TooManyUploads
from fawang.journeys.draft import DraftView, save_answers
from fawang.records.matters.hashes import network_of, subject_of
from fawang.records.matters.models import Draft, Material
from fawang.records.matters.operations.codes import count_attempt
from fawang.records.matters.operations.drafts import unused_names
from fawang.records.matters.operations.files import add_material_record
from fawang.records.matters.queries.one import get_draft, materials_of
from fawang.records.matters.refusals import DraftAlreadyUsed
from fawang.reference.catalog.definitions import FieldDefinition
from fawang.reference.catalog.queries import get_service

MOST_BYTES = 8 * 1024 * 1024
_PICTURES = ("image/png", "image/jpeg")


class NotASignature(Refusal):
    """The form asks for no signature of that name."""

    default_message = "这份申请没有这一处签名，请刷新页面再试。"


def sign(
    *, draft_token: str, field: str, chunks: Iterable[bytes], now: datetime, address: str = ""
) -> DraftView:
    """Keep a picture as the signature that a field asks for; an earlier one of that field is dropped. Raises
    NotASignature, FileRefused subclasses (NoSignature when nothing is written), TooManyUploads,
    DraftNotFound, DraftExpired, DraftAlreadyUsed."""
    draft = _open_draft(draft_token, field, now)
    key = subject_of("files", network_of(address))
    if address and count_attempt(key=key, window=timedelta(hours=1), now=now) > FILES_AN_HOUR:
        raise TooManyUploads
    store = file_store()
    with store.receive(chunks) as incoming:
        if incoming.size > MOST_BYTES:
            raise FileTooLarge(MOST_BYTES)
        if inspect_file(incoming.path, "签名").media_type not in _PICTURES:
            raise FileTypeRefused("签名请用手指写，或者上传照片（JPG、PNG）。")
        picture = signature_png(incoming.path)
    with store.receive([picture]) as small:
        name = store.keep(small)
        with transaction.atomic():
            unused = _drop(draft, field, keep=small.sha256)
            add_material_record(
                matter=None,
                draft=draft,
                code=field,
                file_name="签名.png",
                media_type="image/png",
                size=small.size,
                sha256=small.sha256,
                storage_name=name,
                added_by="applicant",
                # What is kept is drawn anew from the pixels; nothing of the sent file is in it.
                scan=Material.Scan.CLEAN,
                now=now,
            )
            view = save_answers(token=draft_token, answers={field: name}, now=now)
    for gone in unused:
        store.remove(gone)
    return view


def unsign(*, draft_token: str, field: str, now: datetime) -> DraftView:
    """Take a signature back. Raises NotASignature, DraftNotFound, DraftExpired, DraftAlreadyUsed."""
    draft = _open_draft(draft_token, field, now)
    with transaction.atomic():
        unused = _drop(draft, field)
        view = save_answers(token=draft_token, answers={field: None}, now=now)
    for gone in unused:
        file_store().remove(gone)
    return view


def signatures_of(fields: Iterable[FieldDefinition]) -> list[str]:
    """The codes of the fields that ask for a signature."""
    return [one.code for one in fields if one.kind == "signature"]


def _open_draft(token: str, field: str, now: datetime) -> Draft:
    draft = get_draft(token=token, now=now)
    if draft.matter_id:
        raise DraftAlreadyUsed
    definition = get_service(draft.service_code, draft.service_version)
    if field not in signatures_of(definition.form.fields()):
        raise NotASignature
    return draft


def _drop(draft: Draft, field: str, keep: str = "") -> list[str]:
    """Forget the pictures of a field; the storage names that nothing refers to any more."""
    old = [one for one in materials_of(draft=draft) if one.code == field and one.sha256 != keep]
    Material.objects.filter(pk__in=[one.pk for one in old]).delete()
    return unused_names(names=[one.storage_name for one in old])
