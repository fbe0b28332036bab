"""Which register answers to a name on this installation."""

from __future__ import annotations

from django.conf import settings

from fawang.gateways.registers.local import LocalRegister
from fawang.gateways.registers.models import RegisterRow
from fawang.gateways.registers.port import Register
from fawang.gateways.registers.remote import HttpRegister


def register(name: str) -> Register | None:
    """The register of that name; None where this installation neither imported it nor was told where to
    ask."""
    if url := settings.REGISTER_URLS.get(name):
        return HttpRegister(name, url, settings.REGISTER_TOKEN)
    return LocalRegister(name) if RegisterRow.objects.filter(register=name).exists() else None
