"""Where a request came from, for the audit log."""

from __future__ import annotations

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address of the caller as the server sees it (45 characters at most)."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
