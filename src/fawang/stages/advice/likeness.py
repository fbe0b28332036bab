"""How like the words are to what people in danger write: a sum of learnt weights over characters,
pairs and triples.

Rules see what somebody thought of; this sees what resembles it. The weights are learnt by
`bench/likeness.py` from the
labelled sentences under tests/content/danger and kept in content/triage/danger-likeness.json. No
text is kept in them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fawang.stages.advice.source import ContentFaulty

_APART = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")
#: People say the dreadful thing at the beginning or at the end; a long story between would drown it.
_HEAD, _TAIL = 160, 80
#: Up to this many characters a text is short; beyond, each doubling lowers its likeness by 0.7 times the
#: second.
_SHORT, _LONGER = 20, 1.6
#: Characters of any story told in the first person. Alone they would make every long story look like
#: danger; in pairs and triples they still count.
_COMMON = frozenset(
    "我你他她它们的了在是不有个一人上下来去都就也又还要会到给叫让把被说着过这那几么没得里头出进走点多大小和跟"
)


def features(plain: str) -> set[str]:
    """The characters, pairs and triples of a text made plain, none of them across a pause."""
    if len(plain) > _HEAD + _TAIL:
        plain = f"{plain[:_HEAD]} {plain[-_TAIL:]}"
    found: set[str] = set()
    for run in _APART.split(plain.lower()):
        for size in (1, 2, 3):
            found.update(run[i : i + size] for i in range(len(run) - size + 1))
    return found - _COMMON


def length_caution(plain: str) -> float:
    """How much the likeness of a long text is lowered. Cries are short; in a long story words that danger
    and everyday matters share add up by themselves."""
    return _LONGER * max(0.0, math.log(max(1, len(plain)) / _SHORT))


@dataclass(frozen=True)
class Likeness:
    """Learnt weights. `reasons` names the kinds of danger in the order of each feature's numbers,
    the first being none."""

    reasons: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]
    threshold: float
    #: The weights are kept as whole numbers of this unit, which halves their file; 1 in files that name none.
    unit: float

    def scores(self, plain: str) -> list[float]:
        """One number for each of `reasons`; only their differences mean something."""
        known = [w for f in features(plain) if (w := self.weights.get(f))]
        size = math.sqrt(len(known)) or 1.0
        return [bias + self.unit * sum(w[n] for w in known) / size for n, bias in enumerate(self.bias)]

    def judge(self, plain: str) -> tuple[float, str]:
        """How much more like danger than like none (above `threshold` a human is called), and like
        which kind."""
        none, *kinds = self.scores(plain)
        together = math.log(sum(math.exp(k) for k in kinds)) - none - length_caution(plain)
        return together, self.reasons[1 + max(range(len(kinds)), key=kinds.__getitem__)]


def read_likeness(path: Path) -> Likeness:
    """The weights of a file. Raises ContentFaulty."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return Likeness(
            tuple(data["reasons"]),
            tuple(float(b) for b in data["bias"]),
            dict(data["weights"]),
            float(data["threshold"]),
            float(data.get("unit", 1.0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ContentFaulty([f"{path.name}：读不进来（{fault}）"]) from None
