"""What the steps of a service do not allow."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class ActionRefused(Refusal):
    """Base of every refusal to do an action now."""


class ActionUnknown(ActionRefused):
    """The service has no such action."""

    default_message = "这项服务没有这一步，请刷新页面后再看可以办理什么。"


class MatterAlreadyClosed(ActionRefused):
    """The matter is at its end; nothing more is done with it."""

    default_message = "这件事项已经办结，不能再办理。如有新的情况，请另行登记。"


class NotInThisState(ActionRefused):
    """The action does not belong to the state the matter is in."""

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"现在是“{state}”，不能办理“{action}”。请刷新页面，看看别人是否已经办过。")


class NotForThisRole(ActionRefused):
    """Somebody else's action."""

    def __init__(self, action: str) -> None:
        super().__init__(f"您的岗位不能办理“{action}”，请交给负责的人员。")


class HeldByAnother(ActionRefused):
    """Another officer has the matter. `holder_name` is who."""

    def __init__(self, holder_name: str) -> None:
        self.holder_name = holder_name
        super().__init__(f"这件事项正由{holder_name or '其他工作人员'}办理。需要接手的，请先联系对方退回。")


class DoneAlready(ActionRefused):
    """The action may be done once and was done (一次性告知)."""

    def __init__(self, action: str) -> None:
        super().__init__(f"“{action}”只能办理一次，之前已经办过了。")


class ConditionNotMet(ActionRefused):
    """The definition's own condition does not hold; the message is its `why_not`."""

    default_message = "现在还不具备办理这一步的条件。"


class TooEarly(ActionRefused):
    """A day named in an earlier action has not passed yet."""

    def __init__(self, action: str, day: str) -> None:
        super().__init__(f"要等到 {day} 过后才能办理“{action}”。")
