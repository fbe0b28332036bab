"""Find services: a person types a few words, and sees the services that help, the best first.

What the catalogue says of itself and the plain words of content/services/asked-for are joined by what the
understanding of questions makes of the same words, so that the search and the answers cannot disagree.
"""

from __future__ import annotations

from fawang.journeys.ask import warm_up
from fawang.reference.catalog.finding import HELPS
from fawang.reference.catalog.listing import ServiceRow
from fawang.reference.catalog.queries import find_services as in_catalogue
from fawang.stages.advice.understanding import understand

#: A service that the understanding names counts for less than one that the plain words name.
_SHARE = 0.6
#: Below this nobody knows what the words are about, and nothing is added.
_FAINT = 0.2
#: Two or three characters are a name from the catalogue, not a story.
_SHORTEST = 4


def find_services(
    words: str = "", *, family: str = "", kind: str = "", audience: str = ""
) -> tuple[ServiceRow, ...]:
    """The rows of the catalogue that fit the filters and, when something was typed, the words."""
    return in_catalogue(
        words=words, family=family, kind=kind, audience=audience, also=_understood(words.strip())
    )


def _understood(words: str) -> dict[str, float]:
    """Code → points of the services that an answer to these words would name."""
    if len(words) < _SHORTEST:
        return {}
    knowledge = warm_up()
    seen = understand(words, knowledge)
    if seen.out_of_scope or seen.confidence < _FAINT:
        return {}
    points: dict[str, float] = {}
    share = HELPS * _SHARE
    for name in seen.services:
        code = knowledge.services[name].code_for(seen.category)
        if code and code not in points:
            points[code] = share * max(seen.confidence, 0.5)
            share *= 0.6
    return points
