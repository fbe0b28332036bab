"""Calling over HTTPS without being led astray: the name is looked up once, the address found is judged and
then used, so that a name that points elsewhere a moment later gains nothing; redirects are not followed."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from fawang.gateways.webhook.port import WebhookCall, WebhookFailed, WebhookNeverAccepted, WebhookUrlRefused
from fawang.gateways.webhook.signing import sign

TIMEOUT = 10.0  # seconds for each of connecting, sending and waiting
_LONGEST_ANSWER = 16 * 1024
_LONGEST_URL = 500


class _Pinned(HTTPConnection):
    """A connection to one judged address, under the name that the certificate must show."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._context = address, context

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


class HttpWebhook:
    """Calls https addresses on the public network. `networks` are private ones that may be called besides,
    with http as well: inside a government's own network there is often no certificate."""

    def __init__(self, networks: Sequence[str] = ()) -> None:
        self._networks = [ipaddress.ip_network(network, strict=False) for network in networks]

    def check(self, url: str) -> None:
        """See the port. A name that cannot be looked up now is refused too."""
        self._target(url)

    def call(self, call: WebhookCall) -> int:
        """See the port."""
        parts, address = self._target(call.url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        connection = _Pinned(host, port, address, ssl.create_default_context() if secure else None)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "fawang-webhook/1",
            "webhook-id": call.event_id,
            "webhook-timestamp": str(call.timestamp),
            "webhook-signature": sign(call.secret, call.event_id, call.timestamp, call.body),
        }
        try:
            connection.request("POST", path, body=call.body, headers=headers)
            return _judged(connection.getresponse())
        except (OSError, HTTPException) as error:
            raise WebhookFailed(f"not reached: {type(error).__name__}") from None
        finally:
            connection.close()

    def _target(self, url: str) -> tuple[SplitResult, str]:
        parts = _parts(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise WebhookUrlRefused("回调地址的域名解析不到，请核对后再登记。") from None
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(self._may_call(one, parts.scheme) for one in addresses):
            raise WebhookUrlRefused(
                "不能调用这个地址：要用 https，且不能指向内网。"
                "确需调用内网的，请管理员设置 FAWANG_WEBHOOK_NETWORKS。"
            )
        return parts, addresses[0]

    def _may_call(self, address: str, scheme: str) -> bool:
        here = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(here, "ipv4_mapped", None)
        here = mapped or here
        if any(here in network for network in self._networks):
            return True
        return scheme == "https" and here.is_global and not here.is_multicast


def _parts(url: str) -> SplitResult:
    wrong = WebhookUrlRefused("回调地址写得不对，请写完整的网址，例如 https://example.cn/fawang。")
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise wrong from None
    if not usable or parts.username or parts.password or parts.fragment:
        raise wrong
    return parts


def _judged(answer: HTTPResponse) -> int:
    answer.read(_LONGEST_ANSWER)
    if 200 <= answer.status < 300:
        return answer.status
    reason = f"answered {answer.status}"
    raise (WebhookNeverAccepted if answer.status == 410 else WebhookFailed)(reason, answer.status)
