"""`fawang messages`: what the local gateway sent, for whoever tries the product without an operator; how each
means of sending stands; and the messages that were given up. What an operator sends never passes here."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from django.utils import timezone

from fawang.core import clock
from fawang.gateways.sms import LocalMessage, has_operator, read_local
from fawang.journeys.notify.failed import channel_states, failed_messages, send_again
from fawang.journeys.notify.log import CHANNEL_NAMES

NAME = "messages"
HELP = "看本机短信、各渠道的情况、没发出去的消息 messages, channels, dead letters"
#: More than this is a file to search, not a list to read.
MOST = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`-n` says how many; the newest stands last, next to the prompt. `--failed` lists what was given up,
    `retry 编号…` (or `retry all`) sends it again, `--channels` tells how each means stands."""
    parser.add_argument("-n", type=int, default=20, metavar="条数", help="最近多少条（默认 20）")
    parser.add_argument("--failed", action="store_true", help="没发出去的消息")
    parser.add_argument("--channels", action="store_true", help="短信、电话、邮件、微信各接了谁、通不通")
    parser.add_argument("retry", nargs="*", metavar="retry 编号", help="重发：retry all，或 retry 和几个编号")


def run(args: argparse.Namespace) -> int:
    """0 when there was something to show or nothing went wrong; 1 where an operator sends the messages, or
    messages were given up; 2 for words that are no command."""
    if args.retry:
        return _retry(args.retry)
    if args.channels:
        return _channels()
    if args.failed:
        return _failed(min(max(args.n, 1), MOST))
    if has_operator():
        print("这里接的是运营商的短信网关，短信不经过本机，看不到。", file=sys.stderr)
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


def _failed(limit: int) -> int:
    found = failed_messages(limit)
    for one in reversed(found):
        shown = one.id or "请打电话"
        print(
            f"{shown}  {timezone.localtime(one.at):%m-%d %H:%M}  {one.number or '验证码'}  "
            f"{CHANNEL_NAMES.get(one.channel, one.channel)}  试了 {one.tries} 次  {one.trouble}"
        )
    if not found:
        print("没有发不出去的消息。", file=sys.stderr)
        return 0
    print(f"共 {len(found)} 条。原因排除后用 fawang messages retry all 重发。", file=sys.stderr)
    return 1


def _retry(words: list[str]) -> int:
    ids = words[1:]
    if words[0] != "retry" or not ids or (ids != ["all"] and not all(one.isdigit() for one in ids)):
        print("写法：fawang messages retry all，或者 fawang messages retry 12 13。", file=sys.stderr)
        return 2
    wanted = {one.id for one in failed_messages(10_000)} if ids == ["all"] else {int(one) for one in ids}
    print(f"已放回队列：{send_again(ids=wanted, by='system', now=clock.now())} 条。")
    return 0


def _channels() -> int:
    for one in channel_states():
        taken = "、".join(one.providers) or "没有接，只写在本机"
        last = f"最近一次 {_short(one.last_sent)}" if one.last_sent else "还没有发过"
        failed = f"；最近一次没发成 {_short(one.last_failed)}" if one.last_failed else ""
        waiting = f"；等着发 {one.waiting} 条" if one.waiting else ""
        print(f"{CHANNEL_NAMES[one.name]}：{taken}；{last}{failed}{waiting}")
        for name, until in one.resting:
            print(f"  {name} 连不上，{timezone.localtime(until):%H:%M:%S} 以后再试")
    return 0


def _short(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}"
