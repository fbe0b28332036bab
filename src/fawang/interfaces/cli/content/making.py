"""`fawang content new`."""

from __future__ import annotations

import argparse
from typing import Any

from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.copying import NotCopied, copy_service
from fawang.reference.catalog.holidays import content_roots

_NEXT = """\
接下来照这个顺序改：
  1. service.yaml  名称、简介、谁能办、收费、时限、材料、依据（cites）、交给谁办（dispatch）、救济（remedies）
  2. form.yaml     问什么；和别的服务一样的页写 - use: 编码
  3. steps.yaml    怎么走；way: 编码 取用整个流程，只写不一样的地方
  4. notices/ documents/  短信和文书；用共用的就删去
  5. cases.yaml    实例：至少三个，一个顺利的，一个不受理或者撤回的，一个特别的
每改一步运行 fawang content check，直到没有错误。"""


def add_arguments(parts: Any) -> None:
    """new FAMILY/SERVICE --like OTHER."""
    parser = parts.add_parser("new", help="照一项相近的服务，新增一项")
    parser.add_argument("place", metavar="类/服务", help="新服务的编码，例如 mediation/mediation-water")
    parser.add_argument("--like", required=True, metavar="服务", help="照着哪一项服务做")
    parser.add_argument("--name", default="", help="新服务的名称")
    parser.add_argument("--family-name", default="", help="新的一类的名称；已有的类不用写")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copy, then say what to change and what the check says of the copy."""
    family, _, code = args.place.partition("/")
    if not code:
        raise NotCopied("请写成 类/服务，例如 mediation/mediation-water。")
    written = copy_service(
        content_roots(),
        family=family,
        code=code,
        like=args.like,
        name=args.name,
        family_name=args.family_name,
    )
    for path in written:
        print(f"写好 {path}")
    print(_NEXT)
    here = f"services/{family}/"
    faults = [fault for fault in check_content(content_roots()).faults if fault.file.startswith(here)]
    if faults:
        print("\n现在检查，还有这些要改：")
        for fault in faults:
            print(fault)
    return 0
