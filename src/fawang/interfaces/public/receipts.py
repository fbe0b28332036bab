"""Where providers report whether a message arrived."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fawang.core import clock
from fawang.journeys.notify.receipts import ReceiptRefused, take_receipts

LARGEST = 256 * 1024


@csrf_exempt
@require_POST
def receipts(request: HttpRequest) -> HttpResponse:
    """`/receipts/messages`: signed, see docs/running/messages.md. The answer does not tell which keys are
    known."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    try:
        take_receipts(
            event_id=request.headers.get("webhook-id", ""),
            timestamp=request.headers.get("webhook-timestamp", ""),
            signature=request.headers.get("webhook-signature", ""),
            body=request.body,
            now=clock.now(),
        )
    except ReceiptRefused:
        return HttpResponse("refused\n", status=403, content_type="text/plain")
    return HttpResponse('{"code": 0, "msg": "ok"}', content_type="application/json")
