"""/api/v1/matters: open, list, follow, add to, act in and rate the matters of a client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import msgspec
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.interfaces.api.answers import body_of, json_answer
from fawang.interfaces.api.clients import (
    LARGEST_JSON,
    JsonRefused,
    address_of,
    answer_once,
    client_endpoint,
    sent,
    strict_json,
)
from fawang.interfaces.api.progress import progress_json
from fawang.journeys import clients
from fawang.journeys.add_material import MaterialView
from fawang.journeys.clients import ClientMatterView, Opened, SentFile
from fawang.records.clients.models import ApiClient

_PAGE = 50
_MOST_PAGE = 200


class Application(msgspec.Struct, forbid_unknown_fields=True):
    """What opens a matter: the service, the answers by field code, the caller's own number."""

    service: str
    answers: dict[str, Any]
    reference: str = ""


class Doing(msgspec.Struct, forbid_unknown_fields=True):
    """What is entered with an action, by field code."""

    data: dict[str, Any] = {}


class Opinion(msgspec.Struct, forbid_unknown_fields=True):
    """The applicant's rating."""

    score: int
    solved: bool
    comment: str = ""


class QueryRefused(Refusal):
    """A parameter of the address that cannot be."""


class FileMissing(Refusal):
    """An upload without its file."""

    default_message = "请用 multipart/form-data 上传一个名为 file 的文件，并用 code 写明是哪种材料。"


@client_endpoint("POST", "matters:write")
def open_matter(request: HttpRequest, client: ApiClient) -> HttpResponse:
    """Open a matter: JSON, or multipart with the JSON in `matter` and each file under its paper's code."""
    raw, files = _application(request)
    asked = strict_json(raw, Application)
    prints = b"".join(f"{one.name}:{sha256(_whole(one.file)).hexdigest()}\n".encode() for one in files)

    def work(now: datetime) -> tuple[int, Any]:
        opened = clients.open_matter(
            client=client,
            service=asked.service,
            answers=asked.answers,
            files=[SentFile(one.name, one.file_name, _chunks(one.file)) for one in files],
            reference=one_line(asked.reference)[:80],
            key=request.headers.get("Idempotency-Key", ""),
            now=now,
            address=address_of(request),
        )
        return 201, opened_json(opened)

    canonical = json.dumps(msgspec.to_builtins(asked), sort_keys=True, ensure_ascii=False).encode()
    return answer_once(request, client, canonical + b"\n" + prints, work)


@client_endpoint("GET", "matters:read")
def list_matters(request: HttpRequest, client: ApiClient) -> HttpResponse:
    """The client's matters, newest first, a page at a time."""
    rows, following = clients.list_matters(
        client=client,
        before=_number(request, "cursor"),
        since=_moment(request, "since"),
        reference=request.GET.get("reference", "")[:80],
        size=min(_number(request, "size") or _PAGE, _MOST_PAGE),
    )
    listed = [
        {
            "number": matter.number,
            "reference": reference,
            "service": matter.service_code,
            "state": matter.state,
            "open": matter.open,
            "received_at": matter.created_at,
            "updated_at": matter.updated_at,
        }
        for matter, reference in rows
    ]
    return json_answer({"matters": listed, "cursor": following})


@client_endpoint("GET", "matters:read")
def see_matter(request: HttpRequest, client: ApiClient, number: str) -> HttpResponse:
    """One matter as its applicant sees it. `ETag` is its version, for `If-Match`."""
    return _seen(clients.see_matter(client=client, number=number, now=clock.now()))


@client_endpoint("POST", "matters:write")
def act(request: HttpRequest, client: ApiClient, number: str, action: str) -> HttpResponse:
    """Do an action of the applicant (withdraw, supplement_given, object …)."""
    doing = sent(request, Doing)
    view = clients.act_for_applicant(
        client=client,
        number=number,
        action=action,
        data=doing.data,
        version=_version(request),
        now=clock.now(),
        address=address_of(request),
    )
    return _seen(view)


@client_endpoint("POST", "matters:write")
def add_material(request: HttpRequest, client: ApiClient, number: str) -> HttpResponse:
    """Add a file: multipart with `code` and `file`."""
    file = _parts(request)[1].get("file")
    if not isinstance(file, UploadedFile):
        raise FileMissing
    added = clients.add_for_applicant(
        client=client,
        number=number,
        code=request.POST.get("code", "other")[:60],
        file_name=file.name or "file",
        chunks=file.chunks(),
        now=clock.now(),
        address=address_of(request),
    )
    return json_answer(material_json(added), 201)


@client_endpoint("GET", "papers:read")
def read_paper(request: HttpRequest, client: ApiClient, number: str, paper_id: int) -> HttpResponse:
    """A paper served on the applicant, as PDF."""
    paper = clients.paper_for_applicant(
        client=client, number=number, paper_id=paper_id, now=clock.now(), address=address_of(request)
    )
    answer = HttpResponse(paper.content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.file_name)}"
    return answer


@client_endpoint("POST", "matters:write")
def rate(request: HttpRequest, client: ApiClient, number: str) -> HttpResponse:
    """Hand the applicant's rating on."""
    said = sent(request, Opinion)
    rated = clients.rate_for_applicant(
        client=client,
        number=number,
        score=said.score,
        solved=said.solved,
        comment=said.comment,
        now=clock.now(),
        address=address_of(request),
    )
    return json_answer({"score": rated.score, "solved": rated.solved, "follow_up": rated.follow_up}, 201)


def opened_json(opened: Opened) -> dict[str, Any]:
    """The receipt of a new matter. `repeated` is left out: a repeat is answered word for word."""
    receipt = opened.receipt
    return {
        "number": receipt.number,
        "case_code": receipt.case_code,
        "reference": opened.reference,
        "service": receipt.service_code,
        "state": {"code": receipt.state, "name": receipt.state_name},
        "organisation": {"name": receipt.organisation_name, "phone": receipt.organisation_phone},
        "received_at": receipt.received_at,
        "due": {
            "at": receipt.due_at,
            "label": receipt.due_label,
            "provisional": receipt.due_provisional,
        },
    }


def material_json(one: MaterialView) -> dict[str, Any]:
    """A file of a matter."""
    return {
        "id": one.id,
        "code": one.code,
        "file_name": one.file_name,
        "size": one.size,
        "state": one.state,
        "added_at": one.added_at,
    }


def _seen(view: ClientMatterView) -> HttpResponse:
    whole, told = view.progress, view.progress.progress
    data = {
        "number": whole.number,
        "case_code": told.case_code,
        "reference": view.reference,
        "version": view.version,
        "asked": whole.asked,
        **progress_json(told),
        "materials": [material_json(one) for one in whole.materials],
        "wanted": [
            {"code": one.code, "name": one.name, "given": one.given} for one in whole.materials_wanted
        ],
        "papers": [{"id": one.id, "name": one.name, "number": one.number} for one in whole.papers],
        "actions": [{"code": one.code, "name": one.name} for one in whole.actions],
        "can_rate": told.can_rate,
    }
    answer = json_answer(data)
    answer["ETag"] = f'"{view.version}"'
    return answer


class _Sent(msgspec.Struct):
    name: str
    file_name: str
    file: UploadedFile[bytes]


def _application(request: HttpRequest) -> tuple[bytes, list[_Sent]]:
    if request.content_type == "application/json":
        return body_of(request, LARGEST_JSON), []
    if request.content_type != "multipart/form-data":
        raise JsonRefused("Content-Type 应是 application/json 或者 multipart/form-data")
    fields, files = _parts(request)
    listed = [
        _Sent(name[:60], file.name or "file", file)
        for name in files
        for file in files.getlist(name)
        if isinstance(file, UploadedFile)
    ]
    return str(fields.get("matter", "")).encode(), listed


def _parts(request: HttpRequest) -> tuple[Any, Any]:
    try:
        return request.POST, request.FILES
    except (MultiPartParserError, BadRequest, ValueError):
        raise FileMissing from None


def _whole(file: UploadedFile[bytes]) -> bytes:
    """The digest of a file's bytes, read in pieces and put back to its beginning."""
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def _chunks(file: UploadedFile[bytes]) -> Iterator[bytes]:
    yield from file.chunks()


def _version(request: HttpRequest) -> int | None:
    wanted = request.headers.get("If-Match", "").strip().strip('"')
    if not wanted or wanted == "*":
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise QueryRefused('If-Match 应是上次读到的 ETag，例如 "7"。')
    return int(wanted)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16 and int(text) > 0):
        raise QueryRefused(f"参数 {name} 应是正整数。")
    return int(text)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise QueryRefused(f"参数 {name} 应是带时区的时间，例如 2026-11-21T09:30:00+08:00。")
    return moment
