"""What people say in their own words, and the services that help them: content/services/asked-for/*.yaml.

    classes: {boss: 老板|包工头|单位}         words that mean alike; {boss} in a term stands for one of them
    needs:
      - say: ['{boss}~不(给|发)钱']            `~`: up to ten characters between; `&`: and, elsewhere
        unless: [退货]                         not when one of these stands in the text
        find: [labour-arbitration]             the services, the most helpful first

Anything else in a term is a regular expression. Every file of the folder counts, so that a bureau adds one
of its own beside the shipped ones; classes are known in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from fawang.reference.catalog.definitions.base import Code, Line, Piece
from fawang.reference.catalog.loader import content_files
from fawang.reference.catalog.source import ContentFault, Tree, read_tree
from fawang.reference.catalog.wording import faults_of, near

FOLDER = "services/asked-for"
_CLASS = re.compile(r"\{([a-z][a-z_]*)\}")
_GAP = r"[^。！？!?\n]{0,10}?"
_CLASS_DEPTH = 5


class Need(Piece):
    """One thing people come for: the ways they say it, and the services that help."""

    say: tuple[Line, ...] = Field(min_length=1)
    unless: tuple[Line, ...] = ()
    find: tuple[Code, ...] = Field(min_length=1)


class NeedsFile(Piece):
    """What stands in one file of the folder."""

    classes: dict[Code, Line] = {}
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Ways:
    """A need with its terms ready: each is the expressions that must all be found."""

    say: tuple[tuple[re.Pattern[str], ...], ...]
    unless: tuple[tuple[re.Pattern[str], ...], ...]
    find: tuple[str, ...]

    def said_in(self, text: str) -> bool:
        """Whether the text says it in one of these ways."""
        return _any(self.say, text) and not _any(self.unless, text)


def load_ways(roots: Sequence[Path]) -> tuple[Ways, ...]:
    """The needs of every file that has no mistake; `fawang content check` tells of the others."""
    files = [(file, tree) for file, tree, faults in _read(roots) if not faults]
    classes = _classes(file for file, _ in files)
    made = (_ready(need, classes) for file, _ in files for need in file.needs)
    return tuple(one for one in made if one is not None)


def asked_for_faults(roots: Sequence[Path], services: Iterable[str]) -> list[ContentFault]:
    """Everything wrong with these files: their shape, terms that cannot be read, unknown services."""
    known, read = set(services), list(_read(roots))
    classes = _classes(file for file, _, _ in read)
    found = [fault for _, _, faults in read for fault in faults]
    for file, tree, faults in read:
        if not faults:
            found += [tree.fault(loc, message) for loc, message in _findings(file, classes, known)]
    return found


def _read(roots: Sequence[Path]) -> Iterator[tuple[NeedsFile, Tree, list[ContentFault]]]:
    for shown, path in sorted(content_files(roots, FOLDER).items()):
        tree, faults = read_tree(path, shown)
        if tree is None:
            yield NeedsFile(), Tree({}, shown, 1), faults
            continue
        try:
            yield NeedsFile.model_validate(tree.plain()), tree, faults
        except ValidationError as error:
            yield NeedsFile(), tree, faults + list(faults_of(error, NeedsFile, tree))


def _findings(
    file: NeedsFile, classes: Mapping[str, str], known: set[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, need in enumerate(file.needs):
        for place, code in enumerate(need.find):
            if code not in known:
                yield ("needs", index, "find", place), f"没有服务“{code}”{near(code, known)}"
        for key, terms in (("say", need.say), ("unless", need.unless)):
            for place, term in enumerate(terms):
                try:
                    _expressions(term, classes)
                except (re.error, KeyError) as fault:
                    why = f"classes 里没有 {fault}" if isinstance(fault, KeyError) else str(fault)
                    yield ("needs", index, key, place), f"词条“{term}”读不懂（{why}），请改正"


def _classes(files: Iterable[NeedsFile]) -> dict[str, str]:
    return {name: words for file in files for name, words in file.classes.items()}


def _ready(need: Need, classes: Mapping[str, str]) -> Ways | None:
    try:
        return Ways(
            tuple(_expressions(term, classes) for term in need.say),
            tuple(_expressions(term, classes) for term in need.unless),
            need.find,
        )
    except (re.error, KeyError):
        return None


def _expressions(term: str, classes: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    """Raises re.error for what is no expression, KeyError for a class that is not there."""
    for _ in range(_CLASS_DEPTH):
        term = _CLASS.sub(lambda found: f"(?:{classes[found[1]]})", term)
    if _CLASS.search(term):
        raise re.error("classes 绕回了自己")
    parts = (part for part in term.split("&") if part)
    return tuple(re.compile(part.replace("~", _GAP), re.IGNORECASE) for part in parts)


def _any(terms: Iterable[tuple[re.Pattern[str], ...]], text: str) -> bool:
    return any(all(part.search(text) for part in term) for term in terms)
