"""What the worker does with each kind of outbox effect; every handler recognises a repeat."""

from __future__ import annotations

from fawang.core.outbox.operations import Handler
from fawang.journeys.add_material.preparing import PREPARE, prepare_material
from fawang.journeys.clients.telling import SEND, TELL, send_delivery, tell_clients
from fawang.journeys.notify.sending import send_code, send_message

#: Handler by kind: takes the payload and the effect's key.
HANDLERS: dict[str, Handler] = {
    "message.send": send_message,
    "code.send": send_code,
    PREPARE: prepare_material,
    TELL: tell_clients,
    SEND: send_delivery,
}
