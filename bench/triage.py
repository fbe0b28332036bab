"""How well stories are triaged: both halves of our own danger sentences and, when its path is given, a
labelled set of
{id, text, category_accept, escalate_human, …} lines, each beside a naive baseline that only looks for
alarming words.

Run: PYTHONPATH=src python bench/triage.py [LABELLED.jsonl] [--write bench/triage.md]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from fawang.stages.advice.knowledge import load_knowledge  # noqa: E402
from fawang.stages.advice.models import EXEMPT, Understanding  # noqa: E402
from fawang.stages.advice.understanding import understand  # noqa: E402

ALARMS = (
    "杀",
    "死",
    "打我",
    "自杀",
    "跳楼",
    "救",
    "刀",
    "砍",
    "家暴",
    "骗",
    "关",
    "威胁",
    "报警",
    "强奸",
    "炸",
    "烧",
)
Line = dict[str, Any]
#: All but the last two were learnt from; of `last` the totals were seen while choosing, of `voices` nothing.
DANGER_SETS = {
    "tuned": "danger/tuned.jsonl",
    "retired into tuned": "danger/untouched.jsonl",
    "fresh, then learnt from": "danger/fresh.jsonl",
    "learnt, written to learn from": "danger/learnt.jsonl",
    "oblique, written to learn from": "danger/oblique.jsonl",
    "missed, written to learn from": "danger/missed.jsonl",
    "everyday, written to learn from": "danger/everyday.jsonl",
    "last, never learnt from": "danger/last.jsonl",
    "voices, measured three times": "danger/voices.jsonl",
}
STORY_SETS = {"stories, tuned": "triage/tuned.jsonl", "stories, untouched": "triage/untouched.jsonl"}


def read(path: Path) -> list[Line]:
    """The lines of a labelled file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def alarm_only(text: str) -> bool:
    """The baseline: any alarming word calls a human."""
    return any(word in text for word in ALARMS)


def escalation(lines: list[Line], call: Callable[[str], bool]) -> str:
    """Recall and precision of calling a human."""
    called = [(call(line["text"]), bool(line["escalate_human"])) for line in lines]
    hits = sum(c and g for c, g in called)
    wanted, made = sum(g for _, g in called), sum(c for c, _ in called)
    return f"{hits / max(1, wanted):.3f} | {hits / max(1, made):.3f} | {wanted} / {len(lines)}"


def share(
    lines: list[Line], good: Callable[[Line, Understanding], bool], seen: dict[str, Understanding]
) -> str:
    """Part of the lines in scope for which `good` holds."""
    inside = [line for line in lines if not line["out_of_scope"]]
    return f"{sum(good(line, seen[line['id']]) for line in inside) / max(1, len(inside)):.3f}"


def report(labelled: Path | None) -> str:
    """The tables as Markdown."""
    knowledge = load_knowledge(settings.CONTENT)
    lines = {name: read(ROOT / "tests" / "content" / file) for name, file in DANGER_SETS.items()}
    stories = {name: read(ROOT / "tests" / "content" / file) for name, file in STORY_SETS.items()}
    if labelled:
        lines["labelled set"] = stories["labelled set"] = read(labelled)
    out = [
        "| calling a human | rules | recall | precision | danger / all |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, some in lines.items():
        out.append(f"| {name} | ours | {escalation(some, lambda t: bool(understand(t, knowledge).danger))} |")
        out.append(f"| {name} | alarming words | {escalation(some, alarm_only)} |")
    for name, some in stories.items():
        out += ["", *labelled_table(name, some, knowledge)]
    every = [line["text"] for some in lines.values() for line in some]
    start = time.perf_counter()
    for text in every:
        understand(text, knowledge)
    mean = (time.perf_counter() - start) / len(every) * 1000
    out += ["", f"Understanding takes {mean:.1f} ms for a text (mean of {len(every)})."]
    return "\n".join(out) + "\n"


def labelled_table(title: str, lines: list[Line], knowledge: Any) -> list[str]:
    """Category, service, urgency and means test on a labelled set."""
    seen = {line["id"]: understand(line["text"], knowledge) for line in lines}
    names: list[tuple[str, Callable[[Line, Understanding], bool]]] = [
        ("category", lambda g, u: u.category in g["category_accept"]),
        ("main service acceptable", lambda g, u: u.services[0] in g["service_accept"]),
        ("main service exact", lambda g, u: u.services[0] == g["service"]),
        ("urgency exact", lambda g, u: u.urgency in g.get("urgency_accept", [g["urgency"]])),
        ("means test exact", lambda g, u: u.means in g.get("means_accept", [g["means_test"]])),
        ("exempt yes/no", lambda g, u: (u.means in EXEMPT) == g["means_test_exempt"]),
    ]
    rows = [f"| {name} | {share(lines, good, seen)} |" for name, good in names]
    false_alarms = sum(bool(seen[line["id"]].danger) and not line["escalate_human"] for line in lines)
    scope = sum(seen[line["id"]].out_of_scope == line["out_of_scope"] for line in lines) / len(lines)
    return [
        f"| {title} | share of {len(lines)} |",
        "| --- | --- |",
        *rows,
        f"| in or out of scope | {scope:.3f} |",
        f"| humans called for nothing | {false_alarms} |",
    ]


def main() -> None:
    """Print the tables, and write them when told where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="?", type=Path)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    text = report(arguments.labelled)
    print(text)
    if arguments.write:
        arguments.write.write_text("# Triage\n\n" + text, "utf-8")


if __name__ == "__main__":
    main()
