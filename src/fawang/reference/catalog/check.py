"""Everything that is wrong with the content, at once, each with its file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fawang.core.clock import day_of
from fawang.reference.catalog import limits
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.asked_for import asked_for_faults
from fawang.reference.catalog.check_cases import case_findings
from fawang.reference.catalog.check_cites import CiteCheck
from fawang.reference.catalog.check_documents import citation_findings, document_findings
from fawang.reference.catalog.check_form import form_findings
from fawang.reference.catalog.check_shared import (
    duplicate_findings,
    head_findings,
    promise_findings,
    same_name_findings,
    unused_findings,
)
from fawang.reference.catalog.check_steps import step_findings
from fawang.reference.catalog.check_until import until_findings
from fawang.reference.catalog.check_wording import (
    english_findings,
    message_findings,
    plain_word_findings,
)
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.eligibility import Assessment, assess
from fawang.reference.catalog.grounds import LoadedEligibility, load_eligibility
from fawang.reference.catalog.loader import LoadedCatalog, LoadedService, load_catalog, replaced_files
from fawang.reference.catalog.opening import open_with
from fawang.reference.catalog.source import ContentFault, read_tree
from fawang.reference.catalog.wording import near
from fawang.reference.law.queries import library_ready

LEAST_CASES = 3


@dataclass
class ContentReport:
    """The result of a content check. `notes` are remarks that are no mistakes; `unchecked` says what could
    not be checked; `replaced` names, for each file of an overlay, itself and the shipped one it replaces."""

    faults: list[ContentFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    replaced: dict[str, tuple[Path, Path]] = field(default_factory=dict)
    services: int = 0
    cases: int = 0
    cites: int = 0
    unverified: int = 0

    @property
    def ok(self) -> bool:
        """No mistakes."""
        return not self.faults


@dataclass(frozen=True)
class Periods:
    """The codes of content/limits by what may be done with them: `counted` run as a clock, `asked` may stand
    at a date of the form, `dated` run to a date of the form, `extensions` name what each extends."""

    counted: frozenset[str]
    asked: frozenset[str]
    dated: frozenset[str]
    extensions: Mapping[str, str]


def check_content(roots: Sequence[Path]) -> ContentReport:
    """Check the services, limits and eligibility rules under these folders against themselves, one another
    and the law library. Without a library, citations stay unchecked and `unchecked` says so."""
    report = ContentReport(replaced=replaced_files(roots))
    catalog, eligibility, book = load_catalog(roots), load_eligibility(roots), limits.load_limits(roots)
    report.faults += catalog.faults + eligibility.faults + book.faults
    named = frozenset(limit.code for limit in book.limits)
    codes = frozenset(limit.code for limit in book.limits if limit.kind in ("period", "promise"))
    promised = frozenset(limit.code for limit in book.limits if limit.promised)
    asked = codes | {limit.code for limit in book.limits if limit.kind == "before"}
    dated = frozenset(limit.code for limit in book.limits if limit.kind == "until")
    extensions = {limit.code: limit.applies_to for limit in book.limits if limit.kind == "extension"}
    words = _plain_words(roots, report)
    periods = Periods(codes, asked, dated, extensions)
    for loaded in catalog.services.values():
        _check_service(loaded, catalog, eligibility, periods, words, report, not book.faults)
        if loaded.definition is not None:
            found = [
                *head_findings(loaded.definition, named, catalog.services),
                *promise_findings(loaded.definition, promised),
            ]
            report.faults += [loaded.tree.fault(loc, message) for loc, message in found]
    for code, rules in eligibility.rules.items():
        if rules.early_help.limit not in named:
            message = f"content/limits 里没有期限“{rules.early_help.limit}”"
            report.faults.append(eligibility.trees[code].fault(("early_help", "limit"), message))
    report.faults += asked_for_faults(roots, catalog.services)
    report.faults += [*unused_findings(catalog), *duplicate_findings(catalog), *same_name_findings(catalog)]
    _check_law(catalog, eligibility, book, report)
    report.faults = sorted(set(report.faults))
    return report


def _check_law(
    catalog: LoadedCatalog, eligibility: LoadedEligibility, book: limits.LimitBook, report: ContentReport
) -> None:
    if not library_ready():
        report.unchecked.append("还没有法律库，引用没有核对。请先运行 fawang law install，再检查一次。")
        return
    check = CiteCheck()
    for loaded in catalog.services.values():
        if loaded.definition is not None:
            report.faults += check.faults(loaded.definition, loaded.tree)
            named = citation_findings(loaded.definition)
            report.faults += [loaded.tree.fault(loc, message) for loc, message in named]
    for code, rules in eligibility.rules.items():
        report.faults += check.faults(rules, eligibility.trees[code])
    report.faults += check.limit_faults(book)
    report.cites, report.unverified = check.seen, check.unverified


def _check_service(
    loaded: LoadedService,
    catalog: LoadedCatalog,
    eligibility: LoadedEligibility,
    periods: Periods,
    words: Mapping[str, str],
    report: ContentReport,
    limits_usable: bool,
) -> None:
    definition, tree = loaded.definition, loaded.tree
    report.services += 1
    report.cases += len(loaded.cases)
    report.faults += [tree.fault(loc, message) for loc, message in plain_word_findings(tree, words)]
    if definition is None:
        return
    found = [*form_findings(definition, catalog.facts, periods.asked)]
    found += [*step_findings(definition, periods.counted | periods.dated, periods.extensions)]
    found += until_findings(definition, periods.dated)
    found += [*document_findings(definition), *message_findings(definition), *english_findings(definition)]
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
