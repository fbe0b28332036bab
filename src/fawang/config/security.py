"""Headers that every answer carries: only our own scripts, styles, images and connections."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
#: The citizen's own page may ask for the place and the camera; nobody else's may.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), interest-cohort=()"


class HeadersMiddleware:
    """Adds the content security, permissions and caching headers that a view did not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Pages hold what a person typed or their matter; a shared computer must not keep them.
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
