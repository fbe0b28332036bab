"""What the API says no to because of who asks."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class KeyRefused(Refusal):
    """No key, an unknown one, one that was revoked or has expired: all told alike."""

    default_message = "密钥不对、已停用或者已过期。请在 Authorization 里写“Bearer 密钥”，或向管理员重新申请。"


class AddressRefused(Refusal):
    """The key is good and the address it is used from is not on its list."""

    default_message = "这个密钥不能从这个网络地址使用。请从登记的服务器调用，或请管理员更新地址。"


class ScopeMissing(Refusal):
    """The client may not do this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"这个密钥没有“{scope}”权限，请向管理员申请。")


class QuotaSpent(Refusal):
    """The minute or the day is used up. `wait`: seconds until there is more."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"请求次数用完了，请 {wait} 秒后再试，或请管理员调高配额。")


class ServiceNotAllowed(Refusal):
    """The client may not open matters of this service."""

    default_message = "这个密钥不能提交这项服务，请向管理员申请开通。"


class RegionNotAllowed(Refusal):
    """The matter lies outside the region that the client works for."""

    default_message = "事情发生地不在这个密钥的服务区域内，请核对 region，或向管理员申请。"


class KeyNeeded(Refusal):
    """A write without an idempotency key."""

    default_message = (
        "请带上 Idempotency-Key（8 到 200 个字符，每件事一个，重试时不变），这样断线重发不会重复办理。"
    )


class KeyUsedOtherwise(Refusal):
    """The same idempotency key with another request."""

    default_message = "这个 Idempotency-Key 已经用在另一个不同的请求上。新的事情请换一个新的。"


class StillWorking(Refusal):
    """The same request is being worked on at this moment."""

    default_message = "同一个请求正在处理，请稍等几秒再用同一个 Idempotency-Key 重试。"


class ClientNotFound(Refusal):
    """No client of this name."""

    default_message = "没有这个接入方，请核对名称。"


class ClientNameTaken(Refusal):
    """Another client has this name."""

    default_message = "已经有同名的接入方，请换一个名称，或者为它更换密钥。"


class ClientFault(Refusal):
    """Something said of a client cannot be."""


class WebhookNotFound(Refusal):
    """The client has no such callback."""

    default_message = "没有这个回调，请核对编号。"


class WebhookRefused(Refusal):
    """An address that cannot be called."""


class TooManyWebhooks(Refusal):
    """A client has as many callbacks as it may."""

    default_message = "一个接入方最多登记 10 个回调地址，请先删去不用的。"
