"""`fawang content show`."""

from __future__ import annotations

import argparse
import json
import sys

from fawang.core.refusals import Refusal
from fawang.reference.catalog import queries
from fawang.reference.catalog.schema import json_schema


def show(args: argparse.Namespace) -> int:
    """What is asked and the way it goes, or the whole as JSON."""
    try:
        service = queries.get_service(args.service)
    except Refusal as refused:
        codes = "、".join(row.code for row in queries.catalogue_index())
        print(f"{refused.message}\n现有：{codes}", file=sys.stderr)
        return 1
    if args.schema:
        print(json.dumps(json_schema(service), ensure_ascii=False, indent=2))
        return 0
    if args.json:
        print(service.model_dump_json(by_alias=True, exclude_defaults=True, indent=2))
        return 0
    print(f"{service.name}（{service.code}，版本 {service.version}）\n{service.summary}\n")
    for number, page in enumerate(service.form.pages, 1):
        when = f"　仅当 {json.dumps(page.show_if.root, ensure_ascii=False)}" if page.show_if else ""
        print(f"{number:>3}. {page.title}{when}")
    print()
    for action in service.steps.actions:
        there = service.steps.states[action.to].name if action.to else "（状态不变）"
        print(f"  {'、'.join(action.from_)} —{action.name}（{'、'.join(action.by)}）→ {there}")
    return 0
