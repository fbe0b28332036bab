"""Who is asking, and what every answer carries: only our own scripts, styles, images and connections."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

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
        # Pages hold what a person typed or their matter; a shared computer must not keep them. The answer to
        # something sent is not even kept for the back button: it may tell who asked about what.
        if response.headers.get("Content-Type", "").startswith("text/html"):
            kept = "no-cache" if request.method in ("GET", "HEAD") else "no-store"
            response.headers.setdefault("Cache-Control", f"private, {kept}")
        return response


class ProxyMiddleware:
    """Behind a proxy of ours every caller has the proxy's address, and one person's guesses would lock out
    everybody. The rightmost address of `X-Forwarded-For` that is no proxy of ours is the caller; what stands
    further left was written by the caller and is worth nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.proxies = [ip_network(one.strip(), strict=False) for one in settings.PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.proxies and self._is_proxy(request.META.get("REMOTE_ADDR", "")):
            for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
                if not _is_address(hop.strip()):
                    break
                request.META["REMOTE_ADDR"] = hop.strip()
                if not self._is_proxy(hop.strip()):
                    break
        return self.get_response(request)

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class CompressMiddleware(GZipMiddleware):
    """Compresses pages that anybody may see. A page that must not be stored holds somebody's own data next
    to words from the address, and how well it compresses would tell a listener about it (BREACH). Another
    site can make a browser open such a page, but not send a form to it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As Django's, for everything that may be stored and for answers to forms."""
        if request.method in ("GET", "HEAD") and "no-store" in response.headers.get("Cache-Control", ""):
            return response
        return super().process_response(request, cast(HttpResponse, response))
