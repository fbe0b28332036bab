"""Learns the weights of content/triage/danger-likeness.json from labelled sentences, and says how
well they hold, alone and beside the rules, on sentences left out (five parts, each judged by
weights learnt from the other four).

Run: PYTHONPATH=src python bench/likeness.py [--write]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from fawang.stages.advice.knowledge import load_knowledge  # noqa: E402
from fawang.stages.advice.language import plain_text  # noqa: E402
from fawang.stages.advice.likeness import Likeness, features, length_caution  # noqa: E402
from fawang.stages.advice.rules.danger import leniency, signs_of  # noqa: E402

REASONS = (
    "",
    "violence",
    "self_harm",
    "threat_to_others",
    "illegal_detention",
    "minor_harm",
    "fraud_in_progress",
    "medical_emergency",
)
#: Sets that may be learnt from; `last` is for judging only.
LEARNT = (
    "danger/tuned.jsonl",
    "danger/untouched.jsonl",
    "danger/fresh.jsonl",
    "danger/learnt.jsonl",
    "danger/oblique.jsonl",
    "danger/missed.jsonl",
    "danger/everyday.jsonl",
    "triage/tuned.jsonl",
)
ROUNDS, STEP, DECAY = 24, 0.25, 0.0012
#: Features whose numbers lie closer together are left out of the file.
KEPT = 0.45
UNIT = 0.1
SEED = 20261121


class Example(NamedTuple):
    """A sentence to learn from: its features, how much its length speaks against danger, its kind
    (0 is none), the points of the rules, its set."""

    found: set[str]
    long: float
    kind: int
    points: int
    where: str


def examples() -> list[Example]:
    """Labelled sentences and, as matters without danger, the questions of the guides."""
    knowledge = load_knowledge(settings.CONTENT)
    labelled: list[tuple[str, str, str]] = []
    for name in LEARNT:
        for line in (ROOT / "tests" / "content" / name).read_text("utf-8").splitlines():
            entry = json.loads(line)
            reason = (entry.get("reason") or "") if entry["escalate_human"] else ""
            labelled.append((entry["text"], reason, name))
    labelled += [(q, "", "guides") for guide in knowledge.guides.guides for q in guide.questions]
    rows = []
    for text, reason, name in labelled:
        signs = signs_of(knowledge.speller.plain(plain_text(text)), knowledge.danger)
        rows.append(
            Example(
                features(signs.text), length_caution(signs.text), REASONS.index(reason), signs.points, name
            )
        )
    return rows


def learn(rows: list[Example], threshold: float = 0.0) -> Likeness:
    """Softmax regression by gradient steps; the same rows give the same weights."""
    often = Counter(f for row in rows for f in row.found)
    kept = [({f for f in row.found if often[f] > 1}, row.kind) for row in rows]
    weights = {f: [0.0] * len(REASONS) for found, _ in kept for f in found}
    bias = [0.0] * len(REASONS)
    dice = random.Random(SEED)
    for turn in range(ROUNDS):
        step = STEP / (1 + turn / 8)
        dice.shuffle(kept)
        for found, kind in kept:
            size = math.sqrt(len(found)) or 1.0
            mine = [weights[f] for f in found]
            raw = [b + sum(w[n] for w in mine) / size for n, b in enumerate(bias)]
            top = max(raw)
            powers = [math.exp(r - top) for r in raw]
            total = sum(powers)
            slope = [p / total - (n == kind) for n, p in enumerate(powers)]
            for n, g in enumerate(slope):
                bias[n] -= step * 0.1 * g
                change = step * g / size
                for w in mine:
                    w[n] -= change + step * DECAY * w[n]
    small = {f: [round(x / UNIT) for x in w] for f, w in weights.items() if max(w) - min(w) > KEPT}
    return Likeness(REASONS, tuple(round(b, 3) for b in bias), small, threshold, UNIT)


def left_out(rows: list[Example]) -> list[tuple[float, Example]]:
    """Every row with its score by weights that never saw it."""
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)
    scored = []
    for part in range(5):
        out = set(order[part::5])
        model = learn([row for n, row in enumerate(rows) if n not in out])
        scored += [(_together(model, rows[n].found) - rows[n].long, rows[n]) for n in sorted(out)]
    return scored


def table(scored: list[tuple[float, Example]], sure: int) -> list[str]:
    """What each threshold would do: to all danger sets by likeness alone and with the rules, to the set
    that no rule was written for, and to the guides' questions (all of them without danger)."""
    lines = []
    for step in range(-8, 9):
        cut = step / 4
        parts = []
        for title, inside, ruled in (
            ("alone", "danger/", False),
            ("with rules", "danger/", True),
            ("learnt.jsonl with rules", "danger/learnt", True),
            ("oblique.jsonl with rules", "danger/oblique", True),
        ):
            some = [(score, row) for score, row in scored if row.where.startswith(inside)]
            called = [
                row.kind for score, row in some if score > cut - (leniency(row.points, sure) if ruled else 0)
            ]
            hits, wanted = sum(1 for k in called if k), sum(1 for _, row in some if row.kind)
            parts.append(f"{title} {hits / wanted:.3f}/{hits / max(1, len(called)):.3f}")
        asked = [score for score, row in scored if row.where == "guides"]
        parts.append(f"guides {sum(score > cut for score in asked) / len(asked):.3f}")
        lines.append(f"above {cut:+.2f} (recall/precision): " + "; ".join(parts))
    return lines


def _together(model: Likeness, found: set[str]) -> float:
    known = [model.weights[f] for f in found if f in model.weights]
    size = math.sqrt(len(known)) or 1.0
    none, *kinds = [b + model.unit * sum(w[n] for w in known) / size for n, b in enumerate(model.bias)]
    return math.log(sum(math.exp(k) for k in kinds)) - none


def main() -> None:
    """Print what left-out sentences say about each threshold, or write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--threshold", type=float, default=0.05)
    arguments = parser.parse_args()
    rows = examples()
    if not arguments.write:
        print("\n".join(table(left_out(rows), load_knowledge(settings.CONTENT).danger.rules.threshold)))
    if arguments.write:
        model = learn(rows, arguments.threshold)
        data = {
            "reasons": model.reasons,
            "bias": model.bias,
            "threshold": model.threshold,
            "unit": model.unit,
            "weights": dict(sorted(model.weights.items())),
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n")
        (ROOT / "content" / "triage" / "danger-likeness.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
