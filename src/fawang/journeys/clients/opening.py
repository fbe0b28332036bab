"""A program hands an application in for somebody: the same checks, the same matter as by the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.journeys.add_material import add_material
from fawang.journeys.draft import discard_draft, save_answers, start_draft
from fawang.journeys.submit import AnswersIncomplete, Receipt, submit_application
from fawang.records.clients.models import ApiClient
from fawang.records.clients.operations.clients import keep_matter
from fawang.records.clients.refusals import RegionNotAllowed, ServiceNotAllowed
from fawang.records.matters.models import Matter
from fawang.reference.catalog.answers import check_all, is_empty
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.queries import get_service

NO_SIGNATURE = "签名要本人在网页上写，接口不能代签。请不填这一项，让申请人打开进度页或者到窗口签。"


@dataclass(frozen=True)
class SentFile:
    """One file of an application: the code of the paper it is, its name and its bytes in pieces."""

    code: str
    file_name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True)
class Opened:
    """The receipt, and the number that the matter has in the client's own system."""

    receipt: Receipt
    reference: str


def open_matter(
    *,
    client: ApiClient,
    service: str,
    answers: Mapping[str, Any],
    files: Sequence[SentFile],
    reference: str,
    key: str,
    now: datetime,
    address: str = "",
) -> Opened:
    """Open one matter. The same key opens it once, also when this process is killed on the way. Raises
    UnknownService, ServiceNotAllowed, RegionNotAllowed, AnswersIncomplete (`.faults`, every fault at once),
    and what `add_material` and `submit_application` refuse."""
    definition = get_service(service)
    if client.services and service not in client.services:
        raise ServiceNotAllowed
    values = _checked(definition, answers, {one.code for one in files}, now)
    region = str(values.get(definition.dispatch.region_field, ""))
    if not region.startswith(client.region_prefix):
        raise RegionNotAllowed
    token = start_draft(service_code=service, channel=Matter.Channel.API, now=now).token
    try:
        save_answers(token=token, answers=values, now=now)
        for one in files:
            add_material(
                file_name=one.file_name, chunks=one.chunks, code=one.code, draft_token=token, now=now
            )
        receipt = submit_application(
            draft_token=token,
            idempotency_key=f"api:{client.pk}:{key}",
            channel=Matter.Channel.API,
            now=now,
            address=address,
        )
    except Refusal:
        discard_draft(token=token, now=now)
        raise
    with transaction.atomic():
        matter = Matter.objects.get(number=receipt.number)
        kept = keep_matter(client=client, matter=matter, reference=reference, now=now)
    return Opened(receipt, kept.reference)


def _checked(
    definition: ServiceDefinition, answers: Mapping[str, Any], attached: set[str], now: datetime
) -> dict[str, Any]:
    """The answers in stored shape; what nobody asked is a fault, since a program would never notice."""
    known = {one.code for one in definition.form.fields()}
    checked = check_all(definition, answers, today=day_of(now), attached=attached)
    faults = dict(checked.faults)
    # A picture of a signature is drawn by a finger on our page; its name alone would point at anybody's file.
    faults |= {
        one.code: NO_SIGNATURE
        for one in definition.form.fields()
        if one.kind == "signature" and not is_empty(answers.get(one.code))
    }
    faults |= {code: "这项服务没有这个问题，请对照 form 检查名称。" for code in answers if code not in known}
    if faults:
        raise AnswersIncomplete(faults, checked.first_fault)
    return checked.values
