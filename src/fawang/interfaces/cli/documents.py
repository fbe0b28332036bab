"""`fawang documents …`: is a PDF one of ours and unchanged; which certificate are papers signed with; make
the small fonts of the usual paper."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from django.conf import settings

from fawang.core import clock
from fawang.core.processes import end_with_parent
from fawang.evidence.documents import certificate_pem, prepare_fonts, signing_identity
from fawang.journeys.papers.verifying import LARGEST, verify_file

NAME = "documents"
HELP = "核验文书 PDF、查看签名证书、准备字体 verify a paper, show the signing certificate, make fonts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """verify FILE | certificate | fonts."""
    parts = parser.add_subparsers(dest="part", required=True)
    verify = parts.add_parser("verify", help="核验一个 PDF 是不是本平台签发的原件")
    verify.add_argument("file", type=Path, metavar="文件")
    parts.add_parser("certificate", help="显示签名证书（PEM），可以装进阅读器作为信任的证书")
    fonts = parts.add_parser("fonts", help="准备文书常用字的小字体，文书印得更快（后台任务会自己做）")
    fonts.add_argument("--in-background", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """0 when the paper is genuine and still stands, 1 when it is not, 2 when there is nothing to read."""
    if args.part == "fonts":
        if args.in_background:
            end_with_parent()
            os.nice(19)
        made = prepare_fonts()
        if made and not args.in_background:
            print(f"准备好了 {made} 个字体。", file=sys.stderr)
        return 0
    if args.part == "certificate":
        identity = signing_identity(owner=settings.SITE_OWNER, now=clock.now())
        print(certificate_pem(identity), end="")
        print(f"{identity.subject}，SHA-256 {identity.fingerprint}", file=sys.stderr)
        return 0
    try:
        with args.file.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        print(f"读不了 {args.file}：{error.strerror}。请核对文件名和权限。", file=sys.stderr)
        return 2
    found = verify_file(content=content)
    if found.paper:
        paper = found.paper
        print(f"文书　　{paper.name}")
        print(f"编号　　{paper.number}")
        print(f"机关　　{paper.organisation}")
        print(f"日期　　{paper.issued_at.astimezone(clock.ZONE):%Y-%m-%d}")
        print(f"校验码　{paper.verification_code}")
        print(f"状态　　{'已撤销' if paper.withdrawn else '有效'}")
    print(f"SHA-256 {found.sha256}")
    if found.signer:
        print(f"签名人　{found.signer}")
    print(found.message)
    return 0 if found.genuine else 1
