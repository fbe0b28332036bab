"""`fawang content stats`."""

from __future__ import annotations

import argparse
import json
from typing import Any

from fawang.reference.catalog.counting import ContentStats, count_content
from fawang.reference.catalog.holidays import content_roots

_EXPLAINED = """\
统计正在用的全部内容（有错误读不出来的服务不算）。各项的意思：

  families        有几类服务
  services        有几项服务，其中 full 是全程办理的，light 是轻量的（预约、查询、请求）
  distinct_forms  不同的问题有几套：比较页、编码、种类、选项和条件，不看怎么措辞
  distinct_steps  不同的流程有几套：比较状态、步骤、谁能做、期限、文书，不看怎么措辞
  limits          这些服务用到几个法定期限（计时、延长、到期、救济、对外公布的时限）
  limits_cited    其中有依据的占多少，1.0 是全部：条文的原文在法律库里一字不差地核到了；
                  法律库没有收录的规章，写明了名称和第几条、标了待核的，也算
                  没有法律库时无法核对，显示 null
  cases           实例一共有几个
  cites           引用法条一共有几处
  documents       不同的文书一共有几种（几项服务共用的算一种）
"""
_COLUMNS = (
    ("服务", "services"), ("全程", "full"), ("轻量", "light"), ("问题套数", "distinct_forms"),
    ("流程套数", "distinct_steps"), ("期限", "limits"), ("实例", "cases"), ("引用", "cites"),
    ("文书", "documents"),
)  # fmt: skip


def add_arguments(parts: Any) -> None:
    """stats [--json]."""
    parser = parts.add_parser(
        "stats",
        help="统计服务、表单、流程、期限、实例、引用、文书",
        description=_EXPLAINED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="只输出总数，JSON 格式")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """One row for each family and one for all."""
    stats = count_content(content_roots())
    if args.json:
        print(json.dumps(stats.totals(), ensure_ascii=False))
        return 0
    print("\t".join(["类", *(name for name, _ in _COLUMNS)]))
    for family, one in stats.by_family.items():
        print(_row(f"{one.name}（{family}）", one.totals()))
    print(_row("合计", stats.totals()))
    print(_backing(stats))
    return 0


def _row(name: str, totals: dict[str, Any]) -> str:
    return "\t".join([name, *(str(totals[key]) for _, key in _COLUMNS)])


def _backing(stats: ContentStats) -> str:
    share = stats.totals()["limits_cited"]
    if share is None:
        return "还没有法律库，期限的依据没有核对。请先运行 fawang law install。"
    lacking = f"；还没有依据：{'、'.join(stats.uncited)}" if stats.uncited else ""
    return f"{len(stats.limits)} 个期限中有依据的占 {share:.0%}{lacking}。"
