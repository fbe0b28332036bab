"""The applicant lets something else stand for a paper: a written promise, or what a register has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.gateways.registers.looking import register
from fawang.gateways.registers.port import Certificate, RegisterUnreachable
from fawang.journeys.casework import answers_of, definition_of, write_effects
from fawang.journeys.proof import number_of_proof
from fawang.journeys.stand_ins.owed import promise_words, source_of
from fawang.records.matters.hashes import network_of, subject_of
from fawang.records.matters.models import Draft, StandIn
from fawang.records.matters.operations.codes import count_attempt
from fawang.records.matters.operations.drafts import read_kept
from fawang.records.matters.operations.stand_ins import drop_stand_in, write_stand_in
from fawang.records.matters.operations.timeline import LockedMatter, append_entries, lock_matter
from fawang.records.matters.queries.one import get_draft
from fawang.records.matters.queries.stand_ins import is_barred
from fawang.records.matters.refusals import DraftAlreadyUsed
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.models import Party
from fawang.reference.catalog.definitions import MaterialDefinition, ServiceDefinition
from fawang.reference.catalog.opening import open_with
from fawang.reference.catalog.queries import get_service

#: Look-ups from one address in an hour; a register is not there to be searched.
LOOK_UPS_AN_HOUR = 20


class NotAllowedHere(Refusal):
    """The service allows no such thing for this paper."""

    default_message = "这一样材料不能这样办，请拍照上传，或者到窗口提交。"


class AgreementMissing(Refusal):
    """A promise and a look-up need the person's own mark."""

    default_message = "请先看完上面这段话，再勾选“同意”。不愿意的，可以自己交材料。"


class IdentityMissing(Refusal):
    """Without a number nobody can be barred, found or checked."""

    default_message = "请先在申请里填写姓名和证件号码，再办这一项。"


class PromiseBarred(Refusal):
    """A broken promise stands on the person's record."""

    default_message = (
        "因为以前有一次承诺核查不实，现在不能用承诺代替证明，请交证明材料。"
        "对这个记录有意见，或者已经纠正，可以在那一件的进度页上提出。"
    )


class NotInRegister(Refusal):
    """Not found, run out, or another name."""

    default_message = "登记里没有查到您名下有效的这一项，请自己拍照上传。登记有误的，请联系发证单位。"


class RegisterSilent(Refusal):
    """The register does not answer now."""

    default_message = "对方的登记系统现在没有回应。可以过一会儿再试，或者先自己拍照上传。"


class TooManyLookUps(Refusal):
    """One address asks more often than people do."""

    default_message = "查询次数太多了，请过一小时再试，或者自己拍照上传。"


@dataclass(frozen=True)
class _Owner:
    """A draft or a locked matter, and whose it is."""

    definition: ServiceDefinition
    answers: dict[str, Any]
    name: str
    identity: str
    draft: Draft | None = None
    locked: LockedMatter | None = None

    @property
    def ref(self) -> str:
        """How the audit names it."""
        return self.locked.matter.number if self.locked else "draft"

    def material(self, code: str) -> MaterialDefinition:
        """The paper of that code, if it is asked of this person. Raises NotAllowedHere."""
        found = self.definition.material(code)
        if found is None or not found.asked(self.answers):
            raise NotAllowedHere
        return found


def promise(
    *, code: str, agreed: bool, now: datetime, draft_token: str = "", proof: str = "", address: str = ""
) -> None:
    """Promise in writing instead of proving (告知承诺). Raises NotAllowedHere, AgreementMissing,
    IdentityMissing, PromiseBarred, StandsAlready, and what drafts and proofs refuse."""
    with transaction.atomic():
        owner = _owner(draft_token, proof, now)
        material = owner.material(code)
        if material.promise is None:
            raise NotAllowedHere
        if not agreed:
            raise AgreementMissing
        if not owner.identity or not owner.name:
            raise IdentityMissing
        if is_barred([crypto.blind_index(owner.identity, "identity")]):
            raise PromiseBarred
        source = source_of(material.promise)
        write_stand_in(
            matter=owner.locked.matter if owner.locked else None,
            draft=owner.draft,
            code=code,
            name=material.name,
            kind=StandIn.Kind.PROMISE,
            words=f"{promise_words(material.name, source)}承诺人：{owner.name}，{day_of(now):%Y-%m-%d}。",
            source=source,
            now=now,
            # The office's own rule: no statute sets the day of the check.
            due_at=now + timedelta(days=settings.PROMISE_CHECK_DAYS),
        )
        _told(owner, "promised", code, f"您用书面承诺代替了“{material.name}”。", now, address)


def use_register(
    *, code: str, agreed: bool, now: datetime, draft_token: str = "", proof: str = "", address: str = ""
) -> None:
    """Look a paper up instead of asking for it. Every look-up is audited, found or not. Raises
    NotAllowedHere, AgreementMissing, IdentityMissing, TooManyLookUps, NotInRegister, RegisterSilent,
    StandsAlready."""
    if not agreed:
        raise AgreementMissing
    key = subject_of("registers", network_of(address))
    if address and count_attempt(key=key, window=timedelta(hours=1), now=now) > LOOK_UPS_AN_HOUR:
        raise TooManyLookUps
    # Asked before the transaction: another office's system may take seconds, and must not hold the matter.
    owner = _owner(draft_token, proof, now, lock=False)
    material = owner.material(code)
    found = _found(owner, material, now, address)
    with transaction.atomic():
        owner = _owner(draft_token, proof, now)
        until = f"，有效期至 {found.valid_until:%Y-%m-%d}" if found.valid_until else ""
        facts = "".join(f"；{name}：{value}" for name, value in found.facts.items())
        write_stand_in(
            matter=owner.locked.matter if owner.locked else None,
            draft=owner.draft,
            code=code,
            name=material.name,
            kind=StandIn.Kind.REGISTER,
            words=f"编号：{found.number}{until}{facts}",
            source=str(material.from_register),
            state=StandIn.State.KEPT,
            now=now,
        )
        text = f"经您同意，“{material.name}”已从电子证照库取得，不用再交。"
        _told(owner, "register", code, text, now, address)


def take_back(*, code: str, draft_token: str, now: datetime) -> None:
    """Take a promise or a look-up of a draft back, to hand the paper in after all. Raises DraftNotFound,
    DraftAlreadyUsed."""
    draft = get_draft(token=draft_token, now=now)
    if draft.matter_id:
        raise DraftAlreadyUsed
    drop_stand_in(draft=draft, code=code)


def _found(owner: _Owner, material: MaterialDefinition, now: datetime, address: str) -> Certificate:
    """The certificate, valid and of the same name: a number alone must not fetch a stranger's licence."""
    known = register(material.from_register) if material.from_register else None
    if known is None:
        raise NotAllowedHere
    if not owner.identity or not owner.name:
        raise IdentityMissing
    found: Certificate | None = None
    said = "unreachable"
    try:
        found = known.find(owner.identity)
        good = found is not None and found.good_on(day_of(now)) and found.holder == owner.name
        said = "found" if good else "not_found"
    except RegisterUnreachable:
        raise RegisterSilent from None
    finally:
        record(
            actor="applicant",
            action="register.look_up",
            object_type="matter",
            object_ref=owner.ref,
            now=now,
            address=address,
            detail={"register": material.from_register, "code": material.code, "answer": said},
        )
    if found is None or said != "found":
        raise NotInRegister
    return found


def _owner(draft_token: str, proof: str, now: datetime, *, lock: bool = True) -> _Owner:
    if draft_token:
        draft = get_draft(token=draft_token, now=now)
        if draft.matter_id:
            raise DraftAlreadyUsed
        if lock:
            # Two taps at once: the draft's row is the queue they stand in.
            Draft.objects.select_for_update().get(pk=draft.pk)
        answers, _facts = read_kept(draft=draft)
        definition = get_service(draft.service_code, draft.service_version)
        given = open_with(definition, answers, category="").applicant
        return _Owner(definition, answers, given.name, given.identity_number, draft=draft)
    locked = lock_matter(number=number_of_proof(proof, now=now)) if lock else None
    if locked is None:
        with transaction.atomic():
            locked = lock_matter(number=number_of_proof(proof, now=now))
    party: Party = locked.matter.applicant
    name = crypto.unseal(party.name_sealed, "name")
    identity = crypto.unseal(party.identity_sealed, "identity") if party.identity_sealed else ""
    return _Owner(definition_of(locked.matter), answers_of(locked.matter), name, identity, locked=locked)


def _told(owner: _Owner, kind: str, code: str, text: str, now: datetime, address: str) -> None:
    if owner.locked is not None:
        data = {"code": code, "who": "申请人"}
        entry = NewEntry(kind, "applicant", "申请人", data, text)
        written = append_entries(locked=owner.locked, new=[entry], now=now)
        write_effects(written, (), event=f"matter.{kind}", now=now)
    record(
        actor="applicant",
        action=f"material.{kind}",
        object_type="matter",
        object_ref=owner.ref,
        now=now,
        address=address,
        detail={"code": code},
    )
