"""Signing in, and the waiting that makes guessing useless."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.records.people import rules
from fawang.records.people.models import SignInGuard, Staff


class WrongPassword(Refusal):
    """User name and password do not belong together. Says the same whether or not the name exists."""

    def __init__(self) -> None:
        super().__init__("用户名或者密码不正确，请核对后再试；忘记密码请联系本单位系统管理员重设")


class WaitBeforeNextTry(Refusal):
    """Too many wrong passwords; `until` is when the next one is looked at."""

    def __init__(self, until: datetime, now: datetime) -> None:
        self.until = until
        minutes = max(1, -(-int((until - now).total_seconds()) // 60))
        super().__init__(f"密码错误次数过多，请约 {minutes} 分钟后再试；忘记密码请联系本单位系统管理员重设")


def sign_in(*, username: str, password: str, address: str, now: datetime) -> Staff:
    """The member of staff whose user name and password these are; the page then opens the session.

    Raises WrongPassword, or WaitBeforeNextTry after five wrong passwords for a user name from one address
    (and after thirty for the name from anywhere, or from the address for any names). A name that does not
    exist, a person no longer active and a wrong password look the same and take the same time."""
    username = one_line(username, 60).lower()
    guards = {
        crypto.blind_index(f"sign-in:{username}:{address}", "name"): rules.FREE_TRIES,
        crypto.blind_index(f"sign-in-name:{username}", "name"): rules.FREE_TRIES_WIDE,
        crypto.blind_index(f"sign-in-address:{address}", "name"): rules.FREE_TRIES_WIDE,
    }
    _refuse_while_waiting(guards, now)
    staff = Staff.objects.filter(username=username).first()
    # The hash of a password nobody has keeps the time of an unknown name equal to that of a known one.
    good = check_password(password, staff.password) if staff else bool(make_password(password) == "")
    if staff is None or not staff.is_active or not good:
        _count_failure(list(guards), now)
        record(
            actor="system", action="staff.sign_in_failed", object_type="staff",
            object_ref=str(staff.pk) if staff else "", now=now, address=address,
        )  # fmt: skip
        raise WrongPassword
    with transaction.atomic():
        SignInGuard.objects.filter(subject__in=list(guards)[:2]).delete()
        record(
            actor=f"staff:{staff.pk}", action="staff.sign_in", object_type="staff",
            object_ref=str(staff.pk), now=now, address=address,
        )  # fmt: skip
    return staff


def _refuse_while_waiting(guards: dict[str, int], now: datetime) -> None:
    waits = [
        until
        for guard in SignInGuard.objects.filter(subject__in=list(guards))
        if now - guard.last_failure_at < rules.FORGET_AFTER
        and (until := rules.wait_until(guard.failures, guard.last_failure_at, guards[guard.subject]))
        and until > now
    ]
    if waits:
        raise WaitBeforeNextTry(max(waits), now)


def _count_failure(subjects: list[str], now: datetime) -> None:
    """Count one wrong password against each subject; old counts start anew."""
    with transaction.atomic():
        stale = now - rules.FORGET_AFTER
        SignInGuard.objects.filter(subject__in=subjects, last_failure_at__lt=stale).update(failures=0)
        SignInGuard.objects.bulk_create(
            [SignInGuard(subject=subject, failures=0, last_failure_at=now) for subject in subjects],
            ignore_conflicts=True,
        )
        SignInGuard.objects.filter(subject__in=subjects).update(
            failures=F("failures") + 1, last_failure_at=now
        )
