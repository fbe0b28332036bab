"""`fawang messages`: the text messages of the local gateway, for whoever tries the product without an
operator. What an operator sends never passes here."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from fawang.gateways.sms import LocalMessage, has_operator, read_local

NAME = "messages"
HELP = "看本机短信网关发出的短信（试用时取验证码） list the local gateway's messages"
#: More than this is a file to search, not a list to read.
MOST = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`-n` says how many; the newest stands last, next to the prompt."""
    parser.add_argument("-n", type=int, default=20, metavar="条数", help="最近多少条（默认 20）")


def run(args: argparse.Namespace) -> int:
    """0 when messages were shown or there are none yet; 1 where an operator sends them."""
    if has_operator():
        print("这里接的是运营商的短信网关（FAWANG_SMS_URL），短信不经过本机，看不到。", file=sys.stderr)
        return 1
    found = read_local(min(max(args.n, 1), MOST))
    if not found:
        print("还没有发出过短信。", file=sys.stderr)
    for message in reversed(found):
        print(line_of(message))
    return 0


def line_of(message: LocalMessage) -> str:
    """One message as one line: when, to whom, what."""
    return f"{timezone.localtime(message.at):%m-%d %H:%M:%S}  {message.phone}  {message.text}"
