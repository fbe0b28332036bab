"""Calling other systems back: the port and the one way of doing it."""

from __future__ import annotations

from django.conf import settings

from fawang.gateways.webhook.http import HttpWebhook
from fawang.gateways.webhook.port import (
    WebhookCall,
    WebhookFailed,
    WebhookGateway,
    WebhookNeverAccepted,
    WebhookUrlRefused,
)
from fawang.gateways.webhook.signing import sign

__all__ = [
    "HttpWebhook",
    "WebhookCall",
    "WebhookFailed",
    "WebhookGateway",
    "WebhookNeverAccepted",
    "WebhookUrlRefused",
    "sign",
    "webhook_gateway",
]


def webhook_gateway() -> WebhookGateway:
    """The gateway of this installation; private networks that may be called are `FAWANG_WEBHOOK_NETWORKS`."""
    return HttpWebhook(settings.WEBHOOK_NETWORKS)
