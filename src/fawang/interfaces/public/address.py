"""Where a request came from, for rate limits and the audit log."""

from __future__ import annotations

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The caller's network address as the server sees it."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def channel_of(request: HttpRequest) -> str:
    """`wechat` inside the WeChat browser, `phone` on a phone, else `web`."""
    agent = request.headers.get("User-Agent", "")
    if "MicroMessenger" in agent:
        return "wechat"
    return "phone" if "Mobile" in agent else "web"
