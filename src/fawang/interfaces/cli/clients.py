"""`fawang clients`: programs that may write through the API, managed from the server's own terminal."""

from __future__ import annotations

import argparse
from datetime import timedelta

from fawang.core.clock import ZONE, now
from fawang.records.clients.models import ApiClient
from fawang.records.clients.operations.clients import (
    Terms,
    change_key,
    change_terms,
    create_client,
    revoke,
)
from fawang.records.clients.queries import all_clients, client_named
from fawang.records.clients.refusals import ClientFault
from fawang.records.clients.rules import SCOPES
from fawang.records.people.models import Organisation

NAME = "clients"
HELP = "管理接口的接入方和密钥 manage API clients and their keys"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`list`, `add`, `change`, `key` and `revoke`."""
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("list", help="列出接入方")
    add = parts.add_parser("add", help="新增接入方，密钥只显示这一次")
    add.add_argument("name", help="名称，例如 市总工会职工服务平台")
    add.add_argument("--organisation", required=True, help="对它负责的机构的编码")
    add.add_argument("--contact", default="", help="联系人和电话")
    change = parts.add_parser("change", help="改权限、配额、地址和有效期")
    change.add_argument("name")
    for one in (add, change):
        _terms_arguments(one)
    key = parts.add_parser("key", help="更换密钥，旧的再用几天")
    key.add_argument("name")
    key.add_argument("--overlap-days", type=int, default=7, help="旧密钥还能用几天，默认 7")
    parts.add_parser("revoke", help="立即停用").add_argument("name")


def _terms_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scope", action="append", choices=sorted(SCOPES), required=True, help="权限，可写多次"
    )
    parser.add_argument("--service", action="append", default=[], help="只能提交这项服务，可写多次")
    parser.add_argument("--region", default="", help="只能提交这个地区的事项，写代码的前几位")
    parser.add_argument("--address", action="append", default=[], help="只能从这个地址或网段调用，可写多次")
    parser.add_argument("--per-minute", type=int, default=60, help="每分钟最多多少次")
    parser.add_argument("--per-day", type=int, default=5000, help="每天最多多少次")
    parser.add_argument("--days", type=int, default=0, help="多少天后到期，0 为不到期")


def run(args: argparse.Namespace) -> int:
    """Do what was asked and print it; a new key is printed once."""
    if args.part == "list":
        for client in all_clients():
            print(_line(client))
    elif args.part == "add":
        organisation = Organisation.objects.filter(code=args.organisation).first()
        if organisation is None:
            raise ClientFault(f"没有编码为“{args.organisation}”的机构。")
        client, key = create_client(
            by="system",
            name=args.name,
            organisation=organisation,
            contact=args.contact,
            terms=_terms(args),
            now=now(),
        )
        print(f"已新增 {client.name}。密钥只显示这一次，请妥善保存：\n{key}")
    elif args.part == "change":
        change_terms(by="system", client=client_named(args.name), terms=_terms(args), now=now())
        print(_line(client_named(args.name)))
    elif args.part == "key":
        overlap = timedelta(days=max(0, args.overlap_days))
        key = change_key(by="system", client=client_named(args.name), now=now(), overlap=overlap)
        print(f"新密钥只显示这一次，旧密钥还能用 {overlap.days} 天：\n{key}")
    else:
        revoke(by="system", client=client_named(args.name), now=now())
        print(f"{args.name} 已停用，两把密钥都立即失效。")
    return 0


def _terms(args: argparse.Namespace) -> Terms:
    return Terms(
        scopes=tuple(dict.fromkeys(args.scope)),
        services=tuple(args.service),
        region_prefix=args.region,
        addresses=tuple(args.address),
        per_minute=args.per_minute,
        per_day=args.per_day,
        expires_at=now() + timedelta(days=args.days) if args.days else None,
    )


def _line(client: ApiClient) -> str:
    if client.revoked_at:
        state = "已停用"
    elif client.expires_at and client.expires_at <= now():
        state = "已过期"
    elif client.expires_at:
        state = f"到 {client.expires_at.astimezone(ZONE):%Y-%m-%d}"
    else:
        state = "启用"
    quota = f"{client.per_minute}/分钟 {client.per_day}/天"
    return f"{client.name}  {state}  fwk_{client.key_start}…  {quota}  {' '.join(client.scopes)}"
