"""Who was told what, when, by which means, and whether it arrived: for officers and for the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.journeys.proof import number_of_proof
from fawang.records.matters.access import roles_in
from fawang.records.matters.models import Matter, Message
from fawang.records.matters.operations.messages import mark_read
from fawang.records.matters.queries.one import get_proven_matter, messages_of
from fawang.records.people.models import Appointment
from fawang.records.people.viewers import Viewer

CHANNEL_NAMES = {
    "sms": "短信",
    "voice": "语音电话",
    "email": "电子邮件",
    "wechat": "微信",
    "page": "只在页面上",
}
_HOW = {"sms": "发短信", "voice": "打电话", "email": "发邮件", "wechat": "发微信", "page": "在这里"}
#: Stands for the words of a message that another office wrote.
NOT_YOURS = "（正文只给当时承办的机构看）"


@dataclass(frozen=True)
class MessageView:
    """One message as staff see it."""

    at: datetime
    #: 短信, 语音电话 …
    channel: str
    text: str
    state_name: str
    #: 申请人, or the name of the member of staff.
    reader: str = "申请人"
    delivered_at: datetime | None = None
    #: When the applicant saw it on their own page.
    read_at: datetime | None = None
    tries: int = 0
    trouble: str = ""
    #: It did not arrive, or has not gone out after several tries.
    failed: bool = False


@dataclass(frozen=True)
class OwnMessage:
    """One message as the applicant sees it."""

    at: datetime
    #: 发短信告诉您, 今晚不打扰，到时候发短信告诉您 …
    how: str
    text: str
    new: bool


def messages_for(viewer: Viewer, matter: Matter) -> tuple[MessageView, ...]:
    """The messages of a matter, newest first. The words of a message are for the office that had the matter
    when it was written, and for those who supervise or act in it; others see that it was sent."""
    mine = viewer.organisations()
    dealing = set(roles_in(viewer, matter)) & {Appointment.Role.SUPERVISOR, Appointment.Role.LAWYER}
    return tuple(
        MessageView(
            at=one.at,
            channel=CHANNEL_NAMES.get(one.channel, one.channel),
            text=_words(one, may_read=bool(dealing) or one.organisation_id in (None, *mine)),
            state_name=Message.State(one.state).label,
            reader=one.staff.name if one.staff else "申请人",
            delivered_at=one.delivered_at,
            read_at=one.read_at,
            tries=one.tries,
            trouble=one.trouble,
            failed=one.state == Message.State.FAILED,
        )
        for one in messages_of(matter)
    )


def _words(message: Message, *, may_read: bool) -> str:
    if not may_read:
        return NOT_YOURS
    return message.text.partition("\n\n")[2] if message.channel == "email" else message.text


def own_messages(matter: Matter, now: datetime) -> tuple[OwnMessage, ...]:
    """What the applicant was told, newest first; the caller has checked their proof."""
    found = [one for one in messages_of(matter) if one.reader == Message.Reader.APPLICANT]
    return tuple(OwnMessage(one.at, _how(one, now), _own_words(one), one.read_at is None) for one in found)


def _own_words(message: Message) -> str:
    words = message.page_text or message.text
    return words.partition("】")[2] or words


def _how(message: Message, now: datetime) -> str:
    how = _HOW.get(message.channel, "")
    if message.state == Message.State.FAILED:
        return f"{how}没有送到，请以这里为准"
    if message.state == Message.State.QUEUED:
        return f"到时候{how}告诉您" if message.at > now else f"正在{how}告诉您"
    return f"{how}告诉您" + ("，已送到" if message.state == Message.State.DELIVERED else "")


def seen(*, proof: str, now: datetime) -> int:
    """The applicant has their messages before them; how many were new. Raises ProofExpired."""
    return mark_read(matter_id=get_proven_matter(number_of_proof(proof, now=now)).pk, now=now)
