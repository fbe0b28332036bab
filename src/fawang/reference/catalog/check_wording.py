"""The words of a service: plain ones where a person without legal training reads them, messages that fit,
English that is whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.source import Loc, Tree

#: Keys of form.yaml and service.yaml whose words the applicant reads.
READ_BY_APPLICANT = frozenset(
    {
        "title",
        "label",
        "help",
        "tell",
        "next",
        "come",
        "summary",
        "who_can_apply",
        "fee",
        "time",
        "why",
        "name",
    }
)
#: Characters of one text message; beyond it the operator sends, and charges, two.
ONE_MESSAGE = 70
#: What usually stands in the braces of a message, as long as in real life.
SAMPLE_WORDS = {
    "number": "99012126112148392015",
    "case_code": "K7MX-29QP-4TRW-AB",
    "organisation": "石港县公共法律服务中心",
    "phone": "0999-5550123",
    "due": "2026年12月31日",
    "surname": "王女士",
    "lawyer": "欧阳建国",
    "actor": "石港县法律援助中心",
    "site": "淮畔市公共法律服务",
}
_WORD = re.compile(r"\{([^{}]*)\}")
_CHINESE = re.compile("[\u3400-\u9fff]")


def plain_word_findings(tree: Tree, words: Mapping[str, str]) -> Iterator[Finding]:
    """Words of `words` (each with a better one) in texts that the applicant reads."""
    for loc, text in _texts_of(tree, (), None):
        for word, better in words.items():
            if word in text:
                yield loc, f"“{word}”不好懂，请换成：{better}"


def _texts_of(tree: Tree, loc: Loc, parent: Tree | None) -> Iterator[tuple[Loc, str]]:
    if isinstance(tree.value, str):
        if loc and _read_by_applicant(loc, parent):
            yield loc, tree.value
        return
    for key in tree.names():
        yield from _texts_of(tree.value[key], (*loc, key), tree)
    for index, item in enumerate(tree.items()):
        yield from _texts_of(item, (*loc, index), tree)


def _read_by_applicant(loc: Loc, parent: Tree | None) -> bool:
    if loc[0] == "documents":
        return False
    if loc[0] == "notices":
        to = parent.get("to") if parent is not None else None
        return len(loc) == 3 and loc[-1] == "text" and to is not None and to.value == "applicant"
    if loc[:2] == ("steps", "actions"):
        return loc[-1] == "tell"
    return loc[-1] in READ_BY_APPLICANT


def message_findings(definition: ServiceDefinition) -> Iterator[Finding]:
    """Messages that, filled in as in real life, no longer fit into one."""
    states = (state.name for state in definition.steps.states.values())
    words = {**SAMPLE_WORDS, "service": definition.name, "state": max(states, key=len, default="")}
    for code, notice in definition.notices.items():
        said = _WORD.sub(lambda found: words.get(found[1], found[0]), notice.text)
        if len(said) > ONE_MESSAGE:
            yield (
                ("notices", code, "text"),
                f"短信太长：填好以后是 {len(said)} 字，一条最多 {ONE_MESSAGE} 字。例：{said}",
            )


def english_findings(definition: ServiceDefinition) -> Iterator[Finding]:
    """A service that is told in English is told whole in English, and so are its papers."""
    if definition.english is not None:
        for key in ("name", "summary", "who_can_apply", "fee", "time"):
            text = getattr(definition.english, key)
            if not text:
                yield ("english", key), f"写了 english 就要写全：缺少 {key}"
            elif _CHINESE.search(text):
                yield ("english", key), f"english 的 {key} 里还有汉字"
    for code, paper in definition.documents.items():
        for index, text in enumerate(paper.english):
            if _CHINESE.search(text):
                yield ("documents", code, "english", index), "英文段落里还有汉字"
