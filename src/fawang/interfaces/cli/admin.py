"""`fawang admin create`: the first administrator, or another one, made from the server's own terminal."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from django.conf import settings
from django.db import transaction

from fawang.core.clock import now
from fawang.core.refusals import Refusal
from fawang.records.people.models import Appointment, Organisation, Staff
from fawang.records.people.operations import staff as staff_operations
from fawang.reference.places.models import Region
from fawang.reference.places.operations import load_table

NAME = "admin"
HELP = "创建管理员、重设密码 create an administrator, reset a password"


class CannotAsk(Refusal):
    """A question has to be answered and nobody is at the terminal."""

    def __init__(self) -> None:
        super().__init__("这里没有可以输入的终端。请给出 --username、--name 和 FAWANG_ADMIN_PASSWORD。")


class NoSuchStaff(Refusal):
    """There is no member of staff with this user name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`create` and `password`; what is not given is asked for."""
    parts = parser.add_subparsers(dest="part", required=True)
    create = parts.add_parser("create", help="创建管理员")
    create.add_argument("--username", default="", help="登录名")
    create.add_argument("--name", default="", help="姓名")
    password = parts.add_parser("password", help="重设一位工作人员的密码")
    password.add_argument("username", help="登录名")


def run(args: argparse.Namespace) -> int:
    """Create or reset, and say what was done."""
    if args.part == "create":
        ask_for_administrator(username=args.username, name=args.name)
        return 0
    staff = Staff.objects.filter(username=args.username).first()
    if staff is None:
        raise NoSuchStaff(f"没有登录名为“{args.username}”的工作人员，请核对后再试。")
    staff_operations.set_password(by=None, staff=staff, password=_password(), now=now())
    print(f"已为 {staff.name}（{staff.username}）设置新密码。")
    return 0


def has_administrator() -> bool:
    """Whether anybody may administer this installation."""
    role = Appointment.Role.ADMINISTRATOR
    return Appointment.objects.filter(role=role, active=True, staff__is_active=True).exists()


def ask_for_administrator(*, username: str = "", name: str = "") -> None:
    """Make an administrator of the bureau that runs this site, asking for what is not given.

    The bureau and its region are made too when the system is still empty; the name is `FAWANG_SITE_OWNER`,
    the region `FAWANG_REGION`."""
    print("创建管理员：管理员添加机构、工作人员和岗位。", file=sys.stderr)
    username = username or _ask("登录名：")
    name = name or _ask("姓名：")
    password = _password()
    with transaction.atomic():
        bureau = _bureau()
        staff = staff_operations.create_staff(
            by=None, username=username, name=name, password=password, now=now()
        )
        staff_operations.appoint(
            by=None, staff=staff, organisation=bureau, role=Appointment.Role.ADMINISTRATOR, now=now()
        )
    print(f"已创建管理员 {name}（{username}），单位：{bureau.name}。", file=sys.stderr)


def _bureau() -> Organisation:
    code = settings.SITE_REGION
    known = Organisation.objects.filter(region_id=code, kind=Organisation.Kind.BUREAU).first()
    if known is not None:
        return known
    if not Region.objects.filter(code=code).exists():
        _enter_region(code)
    region = Region.objects.get(code=code)
    return staff_operations.create_organisation(
        by=None,
        code=f"bureau-{code}",
        name=settings.SITE_OWNER,
        kind=Organisation.Kind.BUREAU,
        region=region,
        now=now(),
    )


def _enter_region(code: str) -> None:
    """Enter the site's own region and those above it; the official table gives them their names later."""
    known = set(Region.objects.values_list("code", flat=True))
    own_name = settings.SITE_OWNER.removesuffix("司法局") or code
    path = [code[:cut].ljust(12, "0") for cut in (2, 4, 6, 9, 12)]
    lines = ["code,name"]
    for above in dict.fromkeys(path[: path.index(code) + 1]):
        if above not in known:
            lines.append(f"{above},{own_name if above == code else '区划' + above}")
    load_table(raw="\n".join(lines).encode(), now=now())


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise CannotAsk
    while True:
        print(question, end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if not answer:
            raise CannotAsk
        if answer.strip():
            return answer.strip()


def _password() -> str:
    given = os.environ.get("FAWANG_ADMIN_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        raise CannotAsk
    while True:
        first = getpass.getpass("密码（至少 10 位，不显示）：", stream=sys.stderr)
        if first == getpass.getpass("再输入一次：", stream=sys.stderr):
            return first
        print("两次输入不一样，请重新输入。", file=sys.stderr)
