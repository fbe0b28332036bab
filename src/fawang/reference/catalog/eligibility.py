"""Who may have legal aid, on what ground, with what proof, where, and whether it must come at once. Pure.

Two exemptions that are often mixed up stay two fields: `not_limited` (法律援助法第三十二条: hardship is not
required) and `waived_verification` (第四十二条: hardship is not checked, but proof of who one is stays
necessary). The result is advice for the officer, who decides (第四十三条).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from fawang.reference.catalog.conditions import number_of
from fawang.reference.catalog.definitions import Cite
from fawang.reference.catalog.grounds import EligibilityRules, Ground, Standard, standard_for

Means = Literal["required", "waived_verification", "not_limited", "notified_defense"]
MEANS_WORDS: dict[str, str] = {
    "required": "需要说明经济困难状况",
    "waived_verification": "免予核查经济困难状况",
    "not_limited": "不受经济困难条件限制",
    "notified_defense": "由办案机关通知指派，不看经济状况",
    "not_applicable": "不涉及经济状况",
}


@dataclass(frozen=True)
class Assessment:
    """What the rules say about an application, with reasons and sources.

    `in_scope` is None when the rules cannot tell (the matter was given as "other"). `within_standard` is
    None when no income was given or no standard is configured for the place."""

    in_scope: bool | None
    scope: tuple[Ground, ...]
    means: Means
    not_limited: bool
    waived_verification: bool
    notified_defense: bool
    grounds: tuple[Ground, ...]
    reason: str
    cites: tuple[Cite, ...]
    proof: tuple[str, ...]
    standard: Standard | None
    income_per_person: Decimal | None
    within_standard: bool | None
    early_help: bool
    early_reason: str
    early_cites: tuple[Cite, ...]
    group: bool
    group_reason: str
    group_cites: tuple[Cite, ...]
    place_text: str
    place_cite: Cite

    @property
    def means_name(self) -> str:
        """The means test in words."""
        return MEANS_WORDS[self.means]

    @property
    def flags(self) -> list[str]:
        """Marks for the matter that follow from the rules."""
        return [name for name, on in (("early_help_possible", self.early_help), ("group", self.group)) if on]


def assess(
    rules: EligibilityRules,
    answers: Mapping[str, Any],
    *,
    kind: str,
    situation: Sequence[str],
    today: date,
    early_days: int,
    standards: Sequence[Standard] = (),
    region_code: str = "",
    in_proceeding: bool = False,
) -> Assessment:
    """Apply the rules to stored answers. `kind` is what it is about, `situation` who the person is;
    `early_days` the threshold of early help in days, `today` the day in China."""
    seen = {**answers, "kind": kind, "situation": list(situation)}
    scope = tuple(g for g in rules.scope if g.when.holds(seen))
    not_limited = tuple(g for g in rules.not_limited if g.when.holds(seen))
    waived = tuple(g for g in rules.waived_verification if g.when.holds(seen))
    notified = tuple(g for g in rules.notified_defense if g.when.holds(seen))
    means, grounds = _means(notified, not_limited, waived)
    standard = standard_for(standards, region_code, today) if means == "required" else None
    income = _income_per_person(answers)
    early, early_reason = _early_help(rules, answers, today, early_days)
    group = (
        rules.group is not None and (number_of(answers.get(rules.group.people)) or 0) >= rules.group.at_least
    )
    place = rules.place.proceeding if in_proceeding else rules.place.other
    return Assessment(
        in_scope=True if scope or notified else (None if kind in ("", "other") else False),
        scope=scope,
        means=means,
        not_limited=bool(not_limited),
        waived_verification=bool(waived),
        notified_defense=bool(notified),
        grounds=grounds,
        reason=_reason(rules, means, grounds, standard, income),
        cites=tuple(g.cite for g in grounds) or rules.required.cites,
        proof=tuple(dict.fromkeys(p for g in grounds for p in g.proof)) if grounds else rules.required.proof,
        standard=standard,
        income_per_person=income,
        within_standard=_within(standard, income),
        early_help=early,
        early_reason=early_reason,
        early_cites=rules.early_help.cites if early else (),
        group=group,
        group_reason=rules.group.reason if group and rules.group else "",
        group_cites=rules.group.cites if group and rules.group else (),
        place_text=place.text,
        place_cite=place.cite,
    )


def _means(
    notified: tuple[Ground, ...], not_limited: tuple[Ground, ...], waived: tuple[Ground, ...]
) -> tuple[Means, tuple[Ground, ...]]:
    """The strongest ground leads: being notified, then no limit at all, then no check."""
    if notified:
        return "notified_defense", notified
    if not_limited:
        return "not_limited", not_limited
    if waived:
        return "waived_verification", waived
    return "required", ()


def _reason(
    rules: EligibilityRules,
    means: Means,
    grounds: tuple[Ground, ...],
    standard: Standard | None,
    income: Decimal | None,
) -> str:
    if means != "required":
        sources = "、".join(dict.fromkeys(f"{g.law}{g.article}" for g in grounds))
        return f"{'；'.join(g.name for g in grounds)}：{MEANS_WORDS[means]}（{sources}）。"
    if standard is None:
        return f"{rules.required.reason}当地的经济困难标准没有配置，由工作人员告诉您。"
    mark = "示例标准，须由本地配置" if standard.example else standard.source
    told = f"当地标准是人均每月 {standard.monthly_income_per_person} 元（{mark}）。"
    if income is None:
        return rules.required.reason + told
    side = "没有超过" if _within(standard, income) else "超过了"
    return (
        f"{rules.required.reason}{told}您家人均每月约 {income:f} 元，{side}这个数，最后由法律援助中心决定。"
    )


def _income_per_person(answers: Mapping[str, Any]) -> Decimal | None:
    income, people = number_of(answers.get("income")), number_of(answers.get("household"))
    if income is None or people is None or people < 1:
        return None
    return (income / people).quantize(Decimal("0.01"))


def _within(standard: Standard | None, income: Decimal | None) -> bool | None:
    if standard is None or income is None:
        return None
    return income <= standard.monthly_income_per_person


def _early_help(
    rules: EligibilityRules, answers: Mapping[str, Any], today: date, early_days: int
) -> tuple[bool, str]:
    rule = rules.early_help
    try:
        left = (date.fromisoformat(str(answers.get(rule.deadline, ""))) - today).days
    except ValueError:
        left = None
    # A day that has passed is no reason for haste: whether anything can still be done is for a lawyer.
    if left is not None and 0 <= left < early_days:
        return True, rule.close_reason.replace("{days}", str(early_days))
    if rule.also_when is not None and rule.also_when.holds(answers):
        return True, rule.other_reason
    return False, ""
