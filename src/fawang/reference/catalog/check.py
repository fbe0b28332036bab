"""Everything that is wrong with the content, at once, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fawang.core.clock import day_of
from fawang.reference.catalog import limits
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.check_cases import case_findings
from fawang.reference.catalog.check_form import form_findings
from fawang.reference.catalog.check_steps import step_findings
from fawang.reference.catalog.definitions import Cite, ServiceDefinition
from fawang.reference.catalog.eligibility import Assessment, assess
from fawang.reference.catalog.grounds import Ground, LoadedEligibility, load_eligibility
from fawang.reference.catalog.loader import LoadedCatalog, LoadedService, load_catalog
from fawang.reference.catalog.opening import open_with
from fawang.reference.catalog.source import ContentFault, Loc, Tree, read_tree, walk
from fawang.reference.catalog.wording import near
from fawang.reference.law.citations import cite
from fawang.reference.law.names import regulation
from fawang.reference.law.queries import library_ready
from fawang.reference.law.refusals import CitationRefused

LEAST_CASES = 3
#: Keys of form.yaml and service.yaml whose words the applicant reads.
_READ_BY_APPLICANT = frozenset(
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


@dataclass
class ContentReport:
    """The result of a content check. `notes` are remarks that are no mistakes."""

    faults: list[ContentFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    services: int = 0
    cases: int = 0
    cites: int = 0
    unverified: int = 0

    @property
    def ok(self) -> bool:
        """No mistakes."""
        return not self.faults


def check_content(roots: Sequence[Path]) -> ContentReport:
    """Check the services and eligibility rules under these folders against themselves, the limits and
    the law library. Without a library, citations stay unchecked and a note says so."""
    report = ContentReport()
    catalog, eligibility, book = load_catalog(roots), load_eligibility(roots), limits.load_limits(roots)
    report.faults += catalog.faults + eligibility.faults + book.faults
    codes = frozenset(limit.code for limit in book.limits if limit.kind == "period")
    words = _plain_words(roots, report)
    checked_law = library_ready()
    if not checked_law:
        report.notes.append("还没有法律库，引用没有核对。请先运行 fawang law install。")
    for loaded in catalog.services.values():
        _check_service(loaded, catalog, eligibility, codes, words, report, not book.faults)
        if checked_law and loaded.definition is not None:
            _check_cites(loaded.definition, loaded.tree, report)
    for code, rules in eligibility.rules.items():
        if checked_law:
            _check_cites(rules, eligibility.trees[code], report)
        if rules.early_help.limit not in {limit.code for limit in book.limits}:
            message = f"content/limits 里没有期限“{rules.early_help.limit}”"
            report.faults.append(eligibility.trees[code].fault(("early_help", "limit"), message))
    report.faults = sorted(set(report.faults))
    return report


def _check_service(
    loaded: LoadedService,
    catalog: LoadedCatalog,
    eligibility: LoadedEligibility,
    codes: frozenset[str],
    words: Mapping[str, str],
    report: ContentReport,
    limits_usable: bool,
) -> None:
    definition, tree = loaded.definition, loaded.tree
    report.services += 1
    report.cases += len(loaded.cases)
    report.faults += [tree.fault(loc, message) for loc, message in _wording(tree, words)]
    if definition is None:
        return
    found = [*form_findings(definition, catalog.facts), *step_findings(definition, codes)]
    if definition.eligibility and definition.eligibility.rules not in eligibility.rules:
        name = definition.eligibility.rules
        found.append(
            (("eligibility", "rules"), f"content/eligibility 里没有“{name}”{near(name, eligibility.rules)}")
        )
    report.faults += [tree.fault(loc, message) for loc, message in found]
    if loaded.cases_tree is not None and len(loaded.cases) < LEAST_CASES:
        message = f"案例只有 {len(loaded.cases)} 个，至少要有 {LEAST_CASES} 个"
        report.faults.append(loaded.cases_tree.fault(("cases",), message))
    # A case walked over broken steps or limits would only repeat what is already told.
    if not found and limits_usable and loaded.cases_tree is not None:
        for index, case in enumerate(loaded.cases):
            assessment = _assessment(definition, case.answers, eligibility, case.at)
            values = check_all(definition, case.answers, today=day_of(case.at), attached=case.attached).values
            flags = list(open_with(definition, values, assessment=assessment).flags)
            for loc, message in case_findings(definition, case, ("cases", index), assessment, flags):
                report.faults.append(loaded.cases_tree.fault(loc, message))


def _assessment(
    definition: ServiceDefinition, answers: Mapping[str, Any], eligibility: LoadedEligibility, at: Any
) -> Assessment | None:
    use = definition.eligibility
    rules = eligibility.rules.get(use.rules) if use else None
    if use is None or rules is None:
        return None
    situation = answers.get(use.situation) if use.situation else None
    return assess(
        rules,
        answers,
        kind=str(answers.get(use.matter_kind, "")),
        situation=situation if isinstance(situation, list) else [situation] if situation else [],
        today=day_of(at),
        early_days=limits.get_limit(rules.early_help.limit, day_of(at)).value or 0,
        standards=eligibility.standards,
        region_code=str(answers.get(definition.dispatch.region_field, "")),
    )


def _plain_words(roots: Sequence[Path], report: ContentReport) -> dict[str, str]:
    words: dict[str, str] = {}
    for root in roots:
        path = root / "services" / "plain-words.yaml"
        if path.is_file():
            tree, faults = read_tree(path, "services/plain-words.yaml")
            report.faults += faults
            words |= {str(key): str(value) for key, value in tree.plain().items()} if tree else {}
    return words


def _wording(tree: Tree, words: Mapping[str, str]) -> Iterator[tuple[Loc, str]]:
    """Words that a person without legal training does not use, in texts that such a person reads."""
    for loc, item in walk(tree):
        if not isinstance(item.value, str) or not loc or not _read_by_applicant(tree, loc):
            continue
        for word, better in words.items():
            if word in item.value:
                yield loc, f"“{word}”不好懂，请换成：{better}"


def _read_by_applicant(tree: Tree, loc: Loc) -> bool:
    if loc[0] == "notices":
        return len(loc) == 3 and loc[-1] == "text" and _sibling(tree, loc, "to") == "applicant"
    if loc[:2] == ("steps", "actions"):
        return loc[-1] == "tell"
    return loc[-1] in _READ_BY_APPLICANT


def _sibling(tree: Tree, loc: Loc, key: str) -> Any:
    here = tree.plain()
    for step in loc[:-1]:
        here = here[step]
    return here.get(key)


def _check_cites(root: BaseModel, tree: Tree, report: ContentReport) -> None:
    for loc, source in cites_in(root):
        report.cites += 1
        try:
            if not source.article and regulation(source.law) is None:
                raise CitationRefused("no-article", f"《{source.law}》要写明第几条")
            if not source.article or not cite(source.law, source.article, source.quote).verified:
                report.unverified += 1
        except CitationRefused as refused:
            report.faults.append(tree.fault(loc, refused.message))


def cites_in(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Cite]]:
    """Every legal source in a definition, with its place."""
    if isinstance(value, Cite):
        yield loc, value
    elif isinstance(value, Ground):
        yield loc, value.cite
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from cites_in(getattr(value, name), (*loc, info.alias or name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from cites_in(item, (*loc, str(key)))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from cites_in(item, (*loc, index))
