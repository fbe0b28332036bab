"""What a person typed, checked against a form and brought into its stored shape. Pure: no Django.

One pass in the order of the form: a condition may only look at what was asked before it (the content check
sees to that), so a question that is hidden never counts, and its old answer is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fawang.core import checks, text
from fawang.reference.catalog.conditions import number_of
from fawang.reference.catalog.definitions import FieldDefinition, FormDefinition, Page, ServiceDefinition
from fawang.reference.places import rules as places

TEXT_LIMITS = {"text": 200, "address": 200, "long_text": 2000}


@dataclass(frozen=True)
class Checked:
    """Answers after checking. `values` holds the good ones in stored shape; `faults` field code → sentence;
    `pages` the page codes that this person is asked; `first_fault` the page to go back to, or None."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    first_fault: str | None = None


def is_empty(raw: Any) -> bool:
    """Whether nothing was answered."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], ())


def clean_value(definition: FieldDefinition, raw: Any, *, today: date) -> tuple[Any, str | None]:
    """The stored value and None, or None and a sentence that tells what to do. `raw` is not empty."""
    if definition.kind in ("choices", "materials"):
        return _clean_choices(definition, raw)
    if isinstance(raw, list | tuple | dict):
        return None, "这里只能填一个内容。"
    return _CLEANERS[definition.kind](definition, _as_text(raw), today)


def _as_text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return text.clean(str(raw), 20000)


def _clean_text(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    value = raw if definition.kind == "long_text" else text.one_line(raw)
    limit = definition.max_length or TEXT_LIMITS[definition.kind]
    if len(value) > limit:
        return None, f"最多写 {limit} 个字，现在有 {len(value)} 个，请写短一些。"
    return value, None


def _clean_choice(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    if raw in {option.code for option in definition.options}:
        return raw, None
    return None, f"请在选项里选一项：{definition.label}。"


def _clean_choices(definition: FieldDefinition, raw: Any) -> tuple[Any, str | None]:
    given = [str(item) for item in raw] if isinstance(raw, list | tuple) else [str(raw)]
    if definition.kind == "materials":
        return list(dict.fromkeys(given)), None
    known = [option.code for option in definition.options]
    if any(item not in known for item in given):
        return None, f"请在选项里选：{definition.label}。"
    if "none" in given and len(set(given)) > 1:
        return None, "选了“都不是”就不要再选别的，请检查。"
    return [code for code in known if code in given], None


def _clean_yes_no(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    plain = {"yes": "yes", "no": "no", "是": "yes", "否": "no", "on": "yes", "true": "yes", "false": "no"}
    value = plain.get(raw.lower())
    if definition.kind == "statement" and value != "yes" and definition.required:
        return None, "请先看清楚，同意的话打勾；不同意就不能往下办。"
    return (value, None) if value else (None, "请选“是”或者“不是”。")


def _clean_phone(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    fault = checks.mobile_fault(raw)
    return (None, fault) if fault else (checks.normalise_phone(raw), None)


def _clean_identity(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    fault = checks.identity_number_fault(raw, today)
    return (None, fault) if fault else (checks.normalise_identity(raw), None)


def _clean_amount(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    # A sum of nothing is a fault to the general check, but a household may truly have no income.
    if number_of(raw) == 0 and (definition.minimum or 0) == 0:
        return "0", None
    fault = checks.amount_fault(raw, Decimal(definition.maximum or 10_000_000_000))
    value = checks.parse_amount(raw)
    if fault or value is None:
        return None, fault or "没看懂这个金额，请只写数字。"
    if definition.minimum is not None and value < definition.minimum:
        return None, f"金额不能少于 {definition.minimum} 元，请检查。"
    return format(value.quantize(Decimal("0.01")).normalize(), "f"), None


def _clean_number(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    value = number_of(raw)
    if value is None or value != value.to_integral_value():
        return None, f"请只写整数，例如 5{definition.unit}写 5。"
    if definition.minimum is not None and value < definition.minimum:
        return None, f"最少是 {definition.minimum}，请检查。"
    if definition.maximum is not None and value > definition.maximum:
        return None, f"最多是 {definition.maximum}，请检查是不是多写了零。"
    return int(value), None


def _clean_date(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    fault = checks.date_fault(raw, today, future=definition.when_date != "past")
    day = checks.parse_date(raw, today)
    if fault or day is None:
        return None, fault or "没看懂这个日期，请按“2026年3月5日”这样填写。"
    if definition.when_date == "future" and day <= today:
        return None, "这个日期已经到了或者过了，请填今天以后的日期。"
    return day.isoformat(), None


def _clean_region(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    if places.code_fault(raw):
        return None, "请从列表里选一个地方。"
    code = places.pad_code(raw)
    if places.level_of(code) < definition.level:
        wanted = {3: "区县", 4: "乡镇或者街道", 5: "村或者社区"}.get(definition.level, "市")
        return None, f"请选到{wanted}，这样才能交给最近的机构办。"
    return code, None


def _clean_staff(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    return (
        (int(raw), None)
        if raw.isascii() and raw.isdigit() and len(raw) < 12
        else (None, "请从列表里选一个人。")
    )


def _clean_file(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    return None, None


_CLEANERS: dict[str, Callable[[FieldDefinition, str, date], tuple[Any, str | None]]] = {
    "text": _clean_text,
    "long_text": _clean_text,
    "address": _clean_text,
    "choice": _clean_choice,
    "yes_no": _clean_yes_no,
    "statement": _clean_yes_no,
    "phone": _clean_phone,
    "identity_number": _clean_identity,
    "amount": _clean_amount,
    "number": _clean_number,
    "date": _clean_date,
    "region": _clean_region,
    "staff": _clean_staff,
    "file": _clean_file,
}


def missing_sentence(definition: FieldDefinition) -> str:
    """What to say when a required answer is missing."""
    if definition.kind in ("choice", "choices", "yes_no", "materials", "staff", "region"):
        return f"请选择：{definition.label}。"
    if definition.kind == "statement":
        return "请先看清楚，同意的话打勾；不同意就不能往下办。"
    if definition.kind == "file":
        return f"请上传：{definition.label}。"
    return f"请填写：{definition.label}。"


def check_fields(
    fields: Iterable[FieldDefinition],
    raw: Mapping[str, Any],
    *,
    earlier: Mapping[str, Any],
    today: date,
    attached: Collection[str] = (),
    material_needed: Callable[[str, Mapping[str, Any]], bool] | None = None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and faults of some fields asked together; `earlier` are the stored answers given before.
    `attached` are material codes already there; `material_needed` says whether a file is required now."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for one in fields:
        seen = {**earlier, **values}
        if one.show_if is not None and not one.show_if.holds(seen):
            continue
        if one.kind == "file":
            code = one.material or one.code
            needed = one.required or (material_needed is not None and material_needed(code, seen))
            if needed and code not in attached:
                faults[one.code] = missing_sentence(one)
            continue
        given = raw.get(one.code)
        if is_empty(given):
            if one.required:
                faults[one.code] = missing_sentence(one)
            continue
        value, fault = clean_value(one, given, today=today)
        if fault:
            faults[one.code] = fault
        else:
            values[one.code] = value
    return values, faults


def check_all(
    definition: ServiceDefinition, raw: Mapping[str, Any], *, today: date, attached: Collection[str] = ()
) -> Checked:
    """The whole form at once, as when it is handed in. Answers to unknown or hidden questions are dropped."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    pages: list[str] = []
    first: str | None = None

    def needed(code: str, seen: Mapping[str, Any]) -> bool:
        material = definition.material(code)
        return material is not None and not material.later and material.required(seen)

    for page in definition.form.pages:
        if page.show_if is not None and not page.show_if.holds(values):
            continue
        pages.append(page.code)
        good, bad = check_fields(
            page.fields, raw, earlier=values, today=today, attached=attached, material_needed=needed
        )
        values |= good
        faults |= bad
        if bad and first is None:
            first = page.code
    return Checked(values, faults, tuple(pages), first)


def visible_pages(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Page]:
    """The pages this person is asked, given the stored answers so far."""
    seen: dict[str, Any] = {}
    shown: list[Page] = []
    for page in definition.pages:
        if page.show_if is not None and not page.show_if.holds(seen):
            continue
        shown.append(page)
        for one in page.fields:
            if one.code in answers and (one.show_if is None or one.show_if.holds(seen)):
                seen[one.code] = answers[one.code]
    return shown


def next_page(
    definition: FormDefinition, answers: Mapping[str, Any], after: str | None = None
) -> Page | None:
    """The page after one (the first when None); None after the last, that is: the check page."""
    return _beside(definition, answers, after, 1)


def previous_page(definition: FormDefinition, answers: Mapping[str, Any], before: str) -> Page | None:
    """The page before one; None for the first."""
    return _beside(definition, answers, before, -1)


def _beside(
    definition: FormDefinition, answers: Mapping[str, Any], code: str | None, step: int
) -> Page | None:
    shown = visible_pages(definition, answers)
    codes = [page.code for page in shown]
    if code is None or code not in codes:
        return shown[0] if step > 0 and shown else None
    at = codes.index(code) + step
    return shown[at] if 0 <= at < len(shown) else None


def prefill(definition: FormDefinition, facts: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """Answers that what was already told gives: by the shared name of a fact, or by an option's
    `prefill_if`. What does not pass the field's own check is left for the person to answer."""
    found: dict[str, Any] = {}
    for one in definition.fields():
        raw = facts.get(one.fact) if one.fact else None
        if is_empty(raw):
            fitting = [o.code for o in one.options if o.prefill_if is not None and o.prefill_if.holds(facts)]
            raw = (fitting if one.kind == "choices" else fitting[0]) if fitting else None
        if is_empty(raw) or one.kind in ("statement", "file"):
            continue
        value, fault = clean_value(one, raw, today=today)
        if fault is None:
            found[one.code] = value
    return found


def facts_of(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers under their shared names, for another service of the same person."""
    return {one.fact: answers[one.code] for one in definition.fields() if one.fact and one.code in answers}


def shown_value(definition: FieldDefinition, value: Any, *, masked: bool = True) -> str:
    """An answer in words, personal numbers masked."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list | tuple):
        return "、".join(definition.label_of(str(item)) for item in value)
    if definition.kind == "choice":
        return definition.label_of(str(value))
    if definition.kind == "yes_no":
        return dict(definition.yes_no).get(str(value), str(value))
    if definition.kind == "statement":
        return "同意" if value == "yes" else "不同意"
    if definition.kind == "date":
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    if definition.kind == "amount":
        return f"{Decimal(str(value)):,f}{definition.unit or '元'}"
    if masked and definition.kind == "phone":
        return text.mask_phone(str(value))
    if masked and definition.kind == "identity_number":
        return text.mask_identity(str(value))
    return f"{value}{definition.unit}"
