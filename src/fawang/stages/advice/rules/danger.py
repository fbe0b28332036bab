"""Whether somebody is in danger now. A miss costs more than a false alarm; yet a line full of false alarms
is not answered."""

from __future__ import annotations

from dataclasses import dataclass

from fawang.stages.advice.knowledge import DangerReader
from fawang.stages.advice.lexicons import DangerRule
from fawang.stages.advice.matching import Term, any_found, clause_before, sentence_around

#: Points that a sign of the present adds to a deed that is named without saying when.
_NOW, _PAST, _HYPOTHETICAL, _QUESTION = 2, -3, -4, -2
#: Words this much less like danger than the threshold still count when a rule has seen some sign, and when
#: a rule is sure. A sure rule is overruled only by words that are plainly those of another matter.
_NEARLY_LIKE, _SOME_SIGN, _SURELY_LIKE = 0.9, 2, 3.0
#: Kinds that need help of their own beside a graver one: whoever threatens may have hurt somebody already.
_WITH_OTHERS = ("violence", "medical_emergency")
#: A sure sign keeps this much of its points when the words around it speak of the past or ask about the law.
_SURE_PAST, _SURE_QUESTION = -3, -2


@dataclass(frozen=True)
class Danger:
    """What kind of danger, the words that show it, and how sure the rules are (points above the threshold
    count)."""

    reason: str
    words: tuple[str, ...]
    points: int
    #: Another kind that the same words show and that needs help of its own.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signs:
    """What the rules see: the text without its idioms, the points of the gravest kind, which kind, the
    words."""

    text: str
    points: int
    reason: str
    words: list[str]
    #: Every other kind of which a rule was sure.
    others: tuple[str, ...] = ()


def find_danger(plain: str, reader: DangerReader) -> Danger | None:
    """The gravest danger in a text, or None. `plain` is the text made plain; idioms of death and killing
    are struck out, what is denied, past, imagined or asked about as a point of law is weighed down. Rules and
    likeness to the words of people in danger are then weighed together: either may call alone, and a sure
    rule gives way only where the words are very unlike danger."""
    signs = signs_of(plain, reader)
    sure = reader.rules.threshold
    likeness, kind = reader.likeness.judge(signs.text)
    if likeness <= reader.likeness.threshold - leniency(signs.points, sure):
        return None
    reason = signs.reason if signs.points >= _SOME_SIGN else kind
    if (reason, kind) == ("violence", "medical_emergency"):
        reason = kind  # Rules of violence see the blood; only the words around it tell a fall from a blow.
    also = {one for one in (*signs.others, signs.reason) if one in _WITH_OTHERS and one != reason}
    if reason == "medical_emergency" and not any_found(reader.blows, signs.text):
        also.clear()
    return Danger(reason, tuple(dict.fromkeys(signs.words)), max(signs.points, sure), tuple(sorted(also)))


def signs_of(plain: str, reader: DangerReader) -> Signs:
    """What the rules alone see in a text made plain."""
    text = plain
    for idiom in reader.idioms:
        text = _strike(text, idiom)
    found: dict[str, tuple[int, list[str]]] = {}
    for rule, signs in reader.signs:
        points, words = _points(text, rule, signs, reader)
        if words:
            before, earlier = found.get(rule.reason, (0, []))
            found[rule.reason] = (max(points, before), earlier + words)
    seen = [(p, r, w) for r, (p, w) in found.items()]
    points, reason, words = max(seen, key=lambda g: (g[0], -_ORDER.index(g[1])), default=(0, "", []))
    others = tuple(r for p, r, _ in seen if r != reason and p >= reader.rules.threshold)
    return Signs(text, points, reason, words, others)


def leniency(points: int, sure: int) -> float:
    """How much less like danger a text may be when the rules have given it these points; from `sure` points
    on they call by themselves."""
    if points >= sure:
        return _SURELY_LIKE
    return _NEARLY_LIKE if points >= _SOME_SIGN else 0.0


_ORDER = [
    "self_harm",
    "minor_harm",
    "illegal_detention",
    "threat_to_others",
    "violence",
    "medical_emergency",
    "fraud_in_progress",
]


def _strike(text: str, idiom: Term) -> str:
    """The text with an idiom blanked out."""
    while (match := idiom.first_match(text)) is not None and match.group():
        text = f"{text[: match.start()]}□{text[match.end() :]}"
    return text


def _points(
    text: str, rule: DangerRule, signs: tuple[Term, ...], reader: DangerReader
) -> tuple[int, list[str]]:
    best, words = 0, []
    for sign in signs:
        match = sign.first_match(text)
        if match is None or _denied(text, match.start(), match.group(), reader):
            continue
        points = rule.points + _weight(text, match.start(), match.end(), rule.kind, reader)
        words.append(match.group())
        best = max(best, points)
    return best, words


def _denied(text: str, start: int, words: str, reader: DangerReader) -> bool:
    before = clause_before(text, start)[-6:]
    return any(
        before.endswith(n) or f"{n}过" in before or words.startswith(n + "要") for n in reader.rules.negations
    )


def _weight(text: str, start: int, end: int, kind: str, reader: DangerReader) -> int:
    around = sentence_around(text, start, end)
    now = any_found(reader.now, text)
    past = any_found(reader.past, around)
    unreal = any_found(reader.hypothetical, text)
    asks = any_found(reader.questions, text)
    if kind == "sure":
        weight = (_SURE_PAST if past and not _near(text, start, end, reader.now) else 0) + (
            _HYPOTHETICAL if unreal else 0
        )
        return weight + (_SURE_QUESTION if asks and not now else 0)
    weight = (_NOW if now else 0) + (_PAST if past else 0) + (_HYPOTHETICAL if unreal else 0)
    return weight + (_QUESTION if asks else 0)


def _near(text: str, start: int, end: int, signs: tuple[Term, ...]) -> bool:
    """Whether a sign begins within twelve characters; what follows it is read too, since it may take the
    sign away."""
    begin = max(0, start - 12)
    around = text[begin : end + 24]
    return any(m.start() + begin <= end + 12 for s in signs if (m := s.first_match(around)))
