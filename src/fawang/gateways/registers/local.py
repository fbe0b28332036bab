"""Registers imported as tables."""

from __future__ import annotations

import json
from datetime import date

from fawang.core import crypto
from fawang.gateways.registers.models import RegisterRow
from fawang.gateways.registers.port import Certificate


class LocalRegister:
    """One imported table."""

    def __init__(self, name: str) -> None:
        self.name = name

    def find(self, identity: str) -> Certificate | None:
        """See the port."""
        index = crypto.blind_index(identity, "identity")
        rows = RegisterRow.objects.filter(register=self.name, identity_index=index)
        found = [opened(row.content_sealed) for row in rows.order_by("id")]
        return max(found, key=lambda one: one.valid_until or date.max, default=None)


def sealed(one: Certificate) -> str:
    """A certificate as it is stored."""
    content = {
        "number": one.number,
        "holder": one.holder,
        "valid_until": one.valid_until.isoformat() if one.valid_until else "",
        "facts": dict(one.facts),
    }
    return crypto.seal(json.dumps(content, ensure_ascii=False), "register")


def opened(token: str) -> Certificate:
    """A stored certificate."""
    said = json.loads(crypto.unseal(token, "register"))
    until = date.fromisoformat(said["valid_until"]) if said["valid_until"] else None
    return Certificate(said["number"], said["holder"], until, said["facts"])
