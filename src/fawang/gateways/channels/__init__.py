"""What every way of sending a message to a person has in common."""

from __future__ import annotations

from fawang.gateways.channels.circuit import Circuit
from fawang.gateways.channels.folder import LocalMessage, MessageFolder
from fawang.gateways.channels.port import NeverSent, NotSent
from fawang.gateways.channels.posting import TemplatePost, open_address

__all__ = [
    "Circuit",
    "LocalMessage",
    "MessageFolder",
    "NeverSent",
    "NotSent",
    "TemplatePost",
    "open_address",
]
