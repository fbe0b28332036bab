"""GET /api/v1/matters/{case code}/progress: where a matter stands, without personal data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fawang.core import clock
from fawang.interfaces.api.answers import endpoint, json_answer
from fawang.journeys.progress import Progress, public_progress


@endpoint("GET")
def matter_progress(request: HttpRequest, case_code: str) -> HttpResponse:
    """The public progress of the matter with this case code; wrong codes are counted and slowed down."""
    told = public_progress(
        case_code=case_code, now=clock.now(), address=str(request.META.get("REMOTE_ADDR", ""))[:45]
    )
    return json_answer(progress_json(told))


def progress_json(told: Progress) -> dict[str, Any]:
    """Where a matter stands, as the public answer and the client's answer both tell it."""
    return {
        "service": {"code": told.service_code, "name": told.service_name},
        "state": {"code": told.state, "name": told.state_name},
        "open": told.open,
        "tell": told.tell,
        "next": told.next,
        "waiting_for": told.waiting_for,
        "organisation": {"name": told.organisation_name, "phone": told.organisation_phone},
        "received_at": told.received_at,
        "due": {
            "at": told.due_at,
            "label": told.due_label,
            "provisional": told.due_provisional,
            "overdue": told.overdue,
            "paused": told.paused,
        },
        "steps": [{"at": step.at, "text": step.text, "who": step.who} for step in told.steps],
    }
