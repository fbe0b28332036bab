"""What every journey through a matter needs: the matter as the engine sees it, and the effects of a step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from fawang.core import crypto, ids
from fawang.core.outbox.operations import add_effects, push_all
from fawang.journeys.papers.drafting import draft_papers, papers_of_entry
from fawang.records.matters.access import roles_in
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.timeline import LockedMatter
from fawang.records.matters.queries.one import supervisors_over
from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import Projection, replay
from fawang.records.people.models import Party
from fawang.records.people.queries import colleagues_in
from fawang.records.people.rules import profession_name
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.queries import get_service
from fawang.stages.delivery.rules import Addressees, Letter, Said, letters
from fawang.stages.workflows.deadlines import StatutoryDeadlines
from fawang.stages.workflows.rules import Actor, Case, NoticeDue

DEADLINES = StatutoryDeadlines()
#: How long a message counts as the answer to what the applicant did.
ANSWER = timedelta(hours=1)
_TWO_CHARACTER_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
        "仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐"
        "段干百里呼延东郭南门羊舌微生左丘东门西门",
    )
)


def definition_of(matter: Matter) -> ServiceDefinition:
    """The definition that this matter was opened under, whatever was published since."""
    return get_service(matter.service_code, matter.service_version)


def answers_of(matter: Matter) -> dict[str, Any]:
    """The answers of the form, unsealed."""
    return dict(json.loads(crypto.unseal(matter.answers_sealed, "answers"))) if matter.answers_sealed else {}


def shown_case_code(matter: Matter) -> str:
    """The case code as printed."""
    return ids.format_case_code(crypto.unseal(matter.case_code_sealed, "case_code"))


def case_of(
    matter: Matter, present: Projection, *, names: Mapping[int, str] | None = None, greeting: str = ""
) -> Case:
    """The matter as the engine sees it. `names` are names of staff by id beyond holder and lawyer."""
    known = {person.pk: person.name for person in (matter.holder, matter.lawyer) if person is not None}
    definition = definition_of(matter)
    return Case(
        definition=definition,
        present=present,
        answers=answers_of(matter),
        urgency=matter.urgency,
        category=matter.category,
        channel=matter.channel,
        words=words_of_matter(matter, definition, greeting=greeting),
        names={**known, **(names or {})},
    )


def words_of_matter(matter: Matter, definition: ServiceDefinition, *, greeting: str = "") -> dict[str, str]:
    """The words that texts about a matter may hold."""
    return words_of(
        number=matter.number,
        case_code=shown_case_code(matter),
        service=definition.name,
        organisation=matter.organisation.name if matter.organisation else "",
        phone=matter.organisation.phone if matter.organisation else "",
        surname=greeting or greeting_of_party(matter.applicant),
    )


def words_of(
    *, number: str, case_code: str, service: str, organisation: str, phone: str, surname: str
) -> dict[str, str]:
    """The words that texts of a definition may hold."""
    return {
        "number": number,
        "case_code": case_code,
        "service": service,
        "organisation": organisation,
        "phone": phone or "12348",
        "surname": surname,
        "site": settings.SITE_NAME,
    }


def greeting_of_party(party: Party) -> str:
    """How a message greets a registered party."""
    name = crypto.unseal(party.name_sealed, "name")
    identity = crypto.unseal(party.identity_sealed, "identity") if party.identity_sealed else ""
    return greeting(name, identity, party.kind)


def greeting(name: str, identity: str = "", kind: str = "person") -> str:
    """王先生, 欧阳女士: the surname only. A name that already is a form of address stays as it was typed."""
    if kind != "person" or name.endswith(("先生", "女士", "老师", "师傅", "同志")):
        return name
    if not identity and name[:1] in ("老", "小", "阿") and len(name) <= 3:
        return name  # 老张, 小李: what the form itself offers; 老 is hardly ever a surname.
    surname = name[:2] if name[:2] in _TWO_CHARACTER_SURNAMES else name[:1]
    if len(identity) == 18 and identity[16].isdigit():
        return surname + ("先生" if int(identity[16]) % 2 else "女士")
    return f"{surname}先生/女士"


#: Names of marks that any service may carry; a service's own rules name theirs.
FLAG_NAMES = {
    "green_channel": "绿色通道",
    "migrant_worker": "进城务工人员",
    "group": "群体性",
    "danger": "有人身危险",
    "early_help": "先行提供",
    "early_help_possible": "期限将近",
    "soldier": "军人军属",
    "safe_contact": "注意联系方式",
}


def flag_names(definition: ServiceDefinition | None, flags: Iterable[str]) -> tuple[str, ...]:
    """The marks in words."""
    own = {rule.code: rule.name for rule in definition.flags} if definition else {}
    return tuple(own.get(flag) or FLAG_NAMES.get(flag, flag) for flag in flags)


def actors_of(viewer: Viewer, matter: Matter) -> list[Actor]:
    """The viewer in every role they may act in on this matter."""
    return [
        Actor(role, viewer.actor, viewer.name, public_name(role, viewer.name, matter), viewer.staff_id)
        for role in roles_in(viewer, matter)
    ]


def public_name(role: str, name: str, matter: Matter) -> str:
    """What the applicant's page calls a member of staff: officers and supervisors by their office,
    professionals by name, since the applicant must know who acts for them."""
    if role == "lawyer":
        return professional_name(name, matter)
    if role == "supervisor":
        return "司法行政部门"
    return matter.organisation.name if matter.organisation else "受理机构"


def professional_name(name: str, matter: Matter) -> str:
    """陈静律师, 陆允公证员: the professional of a matter as people call them."""
    return name + profession_name(matter.lawyer.profession if matter.lawyer else "lawyer")


@dataclass
class Told:
    """What is to be written to the outbox: effects (kind, key, payload) and notes for pages (topic, data)."""

    effects: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def write(self, *, now: datetime) -> None:
        """Write it, inside the caller's transaction."""
        add_effects(self.effects, now=now)
        push_all(self.notes, now=now)


def write_effects(locked: LockedMatter, notices: Sequence[NoticeDue], *, event: str, now: datetime) -> None:
    """Write the messages, pushes and drafts of papers that the newest entry of a matter causes."""
    write_papers(locked, now=now)
    told_of(locked, notices, event=event, now=now).write(now=now)


def told_of(
    locked: LockedMatter,
    notices: Sequence[NoticeDue],
    *,
    event: str,
    now: datetime,
    supervisors: Callable[[str], Iterable[int]] = supervisors_over,
) -> Told:
    """The messages and pushes that the newest entry of a matter causes. `supervisors` finds those over a
    region; whoever asks for many matters remembers the answers."""
    matter = locked.matter
    newest = locked.entries[-1]
    notices = [*notices, *_arrival(locked, newest)]
    wanted = {notice.to for notice in notices}
    to = Addressees(
        applicant=matter.applicant_id,
        # Nobody is woken by text message for a matter that nobody has yet: the office sees it in its queue.
        officers=(matter.holder_id,) if matter.holder_id else (),
        lawyer=matter.lawyer_id,
        supervisors=tuple(supervisors(matter.region_id)) if "supervisor" in wanted else (),
        colleagues=_colleagues(matter, newest) if "colleagues" in wanted else (),
        body=_officers_of(matter) if "body" in wanted else (),
    )
    told = Told()
    told.effects += letters_for(
        matter,
        notices,
        seq=locked.present.length,
        to=to,
        flags=locked.present.flags,
        answer=newest.actor == "applicant",
        now=now,
    )
    if matter.channel == Matter.Channel.API and newest.public_text:
        # What the applicant is told, the program that opened the matter for them is told too.
        told.effects.append(_call_back(matter, event, locked.present))
    note = {"event": event, "number": matter.number}
    topics = {f"organisation:{matter.organisation_id}", f"matter:{matter.number}"}
    topics |= {f"staff:{staff}" for staff in (matter.holder_id, matter.lawyer_id) if staff}
    topics |= {f"staff:{staff}" for staff in to.supervisors}
    told.notes += [(topic, note) for topic in sorted(topics)]
    return told


#: Officers told of a matter that came to their office, or asked to sign for a colleague.
MOST_TOLD = 8


def _arrival(locked: LockedMatter, newest: Entry) -> list[NoticeDue]:
    """The notice to the office that the newest entry handed the matter to."""
    if "organisation" not in (newest.data.get("set") or {}) or locked.present.holder is not None:
        return []
    matter = locked.matter
    text = f"{matter.number} 转到您单位办理（{definition_of(matter).name}），请登录领取。"
    return [NoticeDue("transferred", "body", text)]


def _officers_of(matter: Matter) -> tuple[int, ...]:
    found = colleagues_in(matter.organisation_id, matter.region_id)
    return tuple(sorted(staff for staff, _ in found)[:MOST_TOLD])


def _colleagues(matter: Matter, newest: Entry) -> tuple[int, ...]:
    """The officers of the matter's office but the one who did the newest step."""
    proposer = (newest.data.get("proposal") or {}).get("staff") or (newest.data.get("agreed") or {}).get(
        "staff"
    )
    return tuple(staff for staff in _officers_of(matter) if staff not in (proposer, matter.holder_id))


def _call_back(matter: Matter, event: str, present: Projection) -> tuple[str, str, dict[str, Any]]:
    said = {"event": event, "number": matter.number, "state": present.state, "open": present.open}
    return (
        "webhook.tell",
        f"webhook.tell:{matter.number}:{present.length}",
        {**said, "version": present.length},
    )


def write_papers(locked: LockedMatter, *, now: datetime) -> None:
    """Draft the papers of the step that was just written, in the name of the office that did it: a matter
    handed over by that very step has another one already."""
    matter, newest = locked.matter, locked.entries[-1]
    if not papers_of_entry(definition_of(matter), newest):
        return
    moved = "organisation" in (newest.data.get("set") or {})
    office = replay(locked.entries[:-1]).organisation if moved else matter.organisation_id
    case = case_of(matter, locked.present)
    draft_papers(matter=matter, case=case, entry=newest, organisation_id=office, now=now)


def send_letters(
    matter: Matter,
    notices: Iterable[NoticeDue],
    *,
    seq: int,
    to: Addressees,
    flags: Iterable[str],
    now: datetime,
    answer: bool = False,
) -> None:
    """Write one outbox effect for each letter. `answer`: the applicant did something just now and waits for
    what comes of it."""
    found = letters_for(matter, notices, seq=seq, to=to, flags=flags, now=now, answer=answer)
    add_effects(found, now=now)


def letters_for(
    matter: Matter,
    notices: Iterable[NoticeDue],
    *,
    seq: int,
    to: Addressees,
    flags: Iterable[str],
    now: datetime,
    answer: bool = False,
) -> list[tuple[str, str, dict[str, Any]]]:
    """The outbox effects of the letters, as `send_letters` writes them."""
    said = [
        Said(
            one.code,
            one.to,
            one.text,
            one.long,
            one.voice,
            one.english,
            one.urgent,
            one.optional,
            answer and one.to == "applicant",
        )
        for one in notices
    ]
    found = letters(
        said,
        number=matter.number,
        seq=seq,
        to=to,
        flags=flags,
        sender=settings.SITE_NAME,
        neutral_sender=settings.NEUTRAL_SENDER,
    )
    return [("message.send", f"message:{letter.key}", payload_of(matter, letter, now)) for letter in found]


def payload_of(matter: Matter, letter: Letter, now: datetime) -> dict[str, Any]:
    """What the worker needs of a letter; what is empty is left out."""
    more = {
        "notice": letter.notice,
        "page": letter.page if letter.page not in letter.text else "",
        "voice": letter.voice,
        "english": letter.english,
        "urgent": letter.urgent,
        "optional": letter.optional,
        "discreet": letter.discreet,
        # Until when it still is the answer to what somebody did just now.
        "answer": (now + ANSWER).isoformat() if letter.answer else "",
        "organisation": matter.organisation_id,
    }
    return {
        "matter": matter.pk,
        "number": matter.number,
        "reader": letter.reader.kind,
        "id": letter.reader.key,
        "text": letter.text,
        **{name: value for name, value in more.items() if value},
    }
