"""WeChat service notices: the port, the local gateway and the platform's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from django.conf import settings

from fawang.gateways.channels import MessageFolder
from fawang.gateways.wechat.http import HttpWechat

__all__ = ["HttpWechat", "LocalWechat", "WechatGateway", "wechat_gateway", "wechat_ready"]


class WechatGateway(Protocol):
    """Sends one notice."""

    def send(self, key: str, openid: str, text: str, page: str = "") -> str:
        """Hand a notice over that leads to `page`; the name of the provider. Raises NotSent, NeverSent."""


class LocalWechat:
    """Writes notices into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = MessageFolder(folder)

    def send(self, key: str, openid: str, text: str, page: str = "") -> str:
        """Write the notice once for its key. Raises NotSent."""
        self.folder.write(key, openid, f"{text}\n{page}".strip())
        return "local"


def wechat_ready() -> bool:
    """Whether an official account is set up."""
    return bool(os.environ.get("FAWANG_WECHAT_APPID"))


def wechat_gateway() -> WechatGateway:
    """The platform's when `FAWANG_WECHAT_APPID` is set, else the local folder."""
    if appid := os.environ.get("FAWANG_WECHAT_APPID"):
        return HttpWechat(
            url=os.environ.get("FAWANG_WECHAT_URL", "https://api.weixin.qq.com"),
            appid=appid,
            secret=os.environ.get("FAWANG_WECHAT_SECRET", ""),
            template=os.environ.get("FAWANG_WECHAT_TEMPLATE", ""),
            field=os.environ.get("FAWANG_WECHAT_FIELD", "thing1"),
        )
    return LocalWechat(Path(settings.DATA) / "wechat")
