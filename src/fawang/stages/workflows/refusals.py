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


class ClockPaused(ActionRefused):
    """A period that stands still is not extended."""

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}”现在暂停计时，不能延长。请等恢复计时以后再办。")


class PeriodIsOver(ActionRefused):
    """A period that ran out is not extended any more."""

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}”已经到期，不能再延长。请尽快办结，并在记录里说明情况。")


class AlreadyExtended(ActionRefused):
    """The statute allows one extension, and there was one."""

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}”已经延长过一次，不能再延长。")


class AwaitingApproval(ActionRefused):
    """A step was proposed and waits for those who must agree. `name` is the step's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”正在等审批，批完才能办别的。要改主意，请先撤回审批。")


class NothingProposed(ActionRefused):
    """There is no proposal to agree to, send back or take back."""

    default_message = "现在没有等待审批的事，可能已经批过或者撤回了。请刷新页面。"


class NotAsked(ActionRefused):
    """Somebody else's agreement is awaited now."""

    def __init__(self, awaited: str) -> None:
        super().__init__(f"现在等的是“{awaited}”审批，还没有轮到您，或者不用您批。")


class OwnProposal(ActionRefused):
    """Nobody approves their own proposal."""

    default_message = "这是您自己提出的，不能由您自己审批，请交给其他有权审批的人。"


class SignedAlready(ActionRefused):
    """One person gives one signature."""

    default_message = "您已经签过了，下一道要由别人来签。"


class NotTheProposer(ActionRefused):
    """Only whoever proposed it takes it back."""

    default_message = "只有提出的人可以撤回审批。要退回，请由审批人写明理由退回。"


class OpinionMissing(ActionRefused):
    """A proposal is sent back with a reason."""

    default_message = "请写明退回的理由，方便提出的人修改。"
