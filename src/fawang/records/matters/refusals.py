"""What this room says no to."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class MatterNotFound(Refusal):
    """No such matter, or none that this viewer may see: the same answer for both."""

    default_message = "没有找到这件事项。请核对编号；如果不归您的单位或地区办理，您看不到它。"


class ChangedMeanwhile(Refusal):
    """Somebody wrote to the matter after the page was loaded. `by` is who, `at_version` the new version."""

    def __init__(self, by: str, version: int) -> None:
        self.by, self.version = by, version
        super().__init__(f"您打开页面以后，{by or '系统'}又办理了这件事项。请刷新页面，看过最新情况再办。")


class AlreadyTaken(Refusal):
    """Another officer was first. `holder_name` is who."""

    def __init__(self, holder_name: str) -> None:
        self.holder_name = holder_name
        super().__init__(f"{holder_name}已经先接手了这件事项。")


class MatterClosed(Refusal):
    """The matter is at its end."""

    default_message = "这件事项已经办结，不用再接手。"


class NotTheHolder(Refusal):
    """Only the holder puts a matter back."""

    default_message = "这件事项不在您手上，不能退回。请刷新页面看看现在由谁办理。"


class KeyReused(Refusal):
    """The same idempotency key came with other content."""

    default_message = "这份申请已经提交过，内容和这次不一样。请回到进度页查看；要另办一件事，请重新填写一份。"


class DraftNotFound(Refusal):
    """No draft has this token: thrown away, taken over on another device, or never there."""

    default_message = "没有找到您填写的内容。如果换过手机或电脑，请用查询码和手机号接着填；否则请重新开始。"


class DraftExpired(Refusal):
    """The draft's days are over and what was typed is gone."""

    default_message = "填写的内容放得太久，为保护您的信息已经清除，请重新填写。"


class DraftAlreadyUsed(Refusal):
    """The draft has become a matter and is not changed any more."""

    default_message = "这份申请已经提交，不能再改。要补充情况，请在进度页添加材料。"


class CodeRefused(Refusal):
    """Base of everything that is wrong with a one-time code."""


class WrongCode(CodeRefused):
    """The digits differ. `tries_left` is how often one may still try."""

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(f"验证码不对，请再看一下短信。还可以试 {tries_left} 次。")


class TooManyTries(CodeRefused):
    """Five wrong tries; the code is dead."""

    default_message = "输错次数太多，这个验证码已经作废。请稍后重新获取。"


class CodeExpired(CodeRefused):
    """No code is alive for this phone and purpose."""

    default_message = "验证码已经过期或用过了，请重新获取。"


class TooManyCodes(CodeRefused):
    """Codes are asked for too fast. `wait_seconds` says how long to wait."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        shown = f"{wait_seconds} 秒" if wait_seconds < 120 else f"{-(-wait_seconds // 60)} 分钟"
        super().__init__(f"获取验证码太频繁，请 {shown}后再试。收不到短信可以拨打 12348。")


class TooManyGuesses(Refusal):
    """One address asked for too many cases that do not exist."""

    default_message = "查询次数太多，请一小时后再试，或拨打 12348 由工作人员帮您查。"


class CaseNotFound(Refusal):
    """No case has this code."""

    default_message = "没有查到这个查询码。请对照回执再看一遍。"


class FollowUpNotFound(Refusal):
    """No such follow-up in this viewer's region."""

    default_message = "没有找到这条回访任务。请刷新列表；不归您的地区主管的，您看不到它。"


class FollowUpClosed(Refusal):
    """Closed already."""

    default_message = "这条回访已经办结，不用重复办理。"


class NotASupervisor(Refusal):
    """Only a supervisor may."""

    default_message = "只有主管可以办理这一项。"


class PaperNotFound(Refusal):
    """No such paper in this matter, or none that is still to be worked on."""

    default_message = "没有找到这份文书，它可能已经撤销或者换成了新的一份。请回到事项页刷新看看。"


class PaperNotADraft(Refusal):
    """The paper is issued or withdrawn and is not changed any more."""

    def __init__(self, state: str) -> None:
        super().__init__(f"这份文书{state}，不能再改。有错的，请先撤销，再在新的草稿上改。")


class PaperChangedMeanwhile(Refusal):
    """Somebody else changed the draft after the page was loaded."""

    default_message = "您打开页面以后，同事又改过这份草稿。您写的还在下面，请对照最新的内容再保存。"


class NumberTaken(Refusal):
    """Every way of naming the office in numbers is used by another office."""

    default_message = (
        "本单位文书编号的简称和别的单位重复，请系统管理员用 FAWANG_PAPER_SHORT 给本单位定一个简称。"
    )


class PaperNotYours(Refusal):
    """The viewer's part in the matter does not reach to this paper."""

    default_message = "这份文书由承办这件事的受理审查员签发，您可以看，不能改。"


class ParagraphEmpty(Refusal):
    """A paper without text, or with a paragraph that is too long."""

    default_message = "文书至少要有一段正文，每段最多 3000 字。请补写后再保存。"


class BlankLeft(Refusal):
    """The draft still has a place that was left for somebody to fill in."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"正文里的“{place}”还没有填。请填好，或者删去这一段，保存后再签发。")


class WithdrawalWithoutReason(Refusal):
    """A paper is withdrawn for a reason."""

    default_message = "请写明撤销的理由，撤销以后会留在办理记录里。"


class PaperFileMissing(Refusal):
    """The signed file is not in the store any more."""

    default_message = "文书的文件找不到了，请系统管理员从备份中恢复文件夹 files。"


class CodeUnknown(Refusal):
    """No paper has this verification code."""

    default_message = "没有查到这个校验码。请对照文书左下角再看一遍；还是不对的，请打发文机关的电话核实。"


class TooManyVerifications(Refusal):
    """One address asked for too many papers that do not exist."""

    default_message = "核验次数太多，请一小时后再试，或者打发文机关的电话核实。"
