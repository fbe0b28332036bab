"""Wang Jianguo's application for legal aid, told through the journeys as a page would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fawang.core.outbox.operations import run_ready
from fawang.gateways.sms import read_local
from fawang.journeys import act, identify
from fawang.journeys.draft import DraftView, save_answers, start_draft
from fawang.journeys.effects import HANDLERS
from fawang.journeys.submit import NewMatter, NewParty, Receipt, submit_application, submit_matter
from fawang.records.people.viewers import Viewer
from tests.cast import NOW, TOWN, WANG, Citizen

STORY = "在工地干了五个月,老板欠我四万块工资不给,也没签合同"
ANSWERS: dict[str, Any] = {
    "story": STORY,
    "matter_kind": "wages",
    "for_whom": "self",
    "name": WANG.name,
    "identity_number": WANG.identity,
    "phone": WANG.phone,
    "address": WANG.address,
    "in_proceeding": "no",
    "region": TOWN,
    "opponent": "包工头老李",
    "amount": "40000",
    "months": "5",
    "still_working": "no",
    "left_on": "2026-10-01",
    "people_count": "1",
    "has_deadline": "no",
    "preservation": "no",
    "situation": ["migrant_worker"],
    "truthful": "yes",
    "may_check": "yes",
}
FACTS = {"category": "工资报酬与农民工欠薪", "urgency": "soon", "migrant_worker": True}


def draft(now: datetime = NOW, **changes: Any) -> DraftView:
    """A finished draft."""
    begun = start_draft(service_code="legal-aid-civil", story=STORY, facts=FACTS, channel="phone", now=now)
    return save_answers(token=begun.token, answers={**ANSWERS, **changes}, now=now)


def submitted(now: datetime = NOW, key: str = "a-key-of-the-form", **changes: Any) -> Receipt:
    """A matter handed in through the form."""
    return submit_application(
        draft_token=draft(now, **changes).token, idempotency_key=key, channel="phone", now=now
    )


def new_matter(citizen: Citizen = WANG, **changes: Any) -> NewMatter:
    """What another door hands over."""
    said: dict[str, Any] = {
        "service_code": "legal-aid-civil",
        "channel": "hotline",
        "region_code": TOWN,
        "title": "讨要工资",
        "story": STORY,
        "category": "工资报酬与农民工欠薪",
        "applicant": NewParty(citizen.name, citizen.identity, citizen.phone, citizen.address),
    }
    return NewMatter(**{**said, **changes})


def opened(key: str, now: datetime = NOW, **changes: Any) -> Receipt:
    """A matter opened from another door."""
    return submit_matter(new=new_matter(**changes), idempotency_key=key, now=now)


def do(viewer: Viewer, number: str, action: str, now: datetime, **data: Any) -> act.MatterView:
    """One action on the latest version."""
    seen = act.open_matter(viewer=viewer, number=number, now=now)
    return act.perform(viewer=viewer, number=number, action=action, data=data, version=seen.version, now=now)


def deliver(now: datetime) -> int:
    """What the worker does: it goes on until nothing is ready, whatever another test left waiting."""
    done = 0
    while tried := run_ready(HANDLERS, now=now):
        done += tried
    return done


def newest_code(phone: str) -> str:
    """The digits of the newest code on a phone."""
    message = next(m for m in read_local(500) if m.phone == phone and "验证码" in m.text)
    return message.text.split("验证码 ")[1][:6]


def proof_of(receipt: Receipt, now: datetime, phone: str = WANG.phone) -> str:
    """The applicant's proof, won with a code from the phone."""
    identify.request_case_code(case_code=receipt.case_code, phone=phone, now=now)
    deliver(now)
    return identify.confirm_case_code(
        case_code=receipt.case_code, phone=phone, code=newest_code(phone), now=now
    ).token
