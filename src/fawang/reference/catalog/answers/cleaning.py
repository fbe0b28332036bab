"""One answer as it was typed, brought into its stored shape or refused with a sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from fawang.core import checks, text
from fawang.reference.catalog.conditions import number_of
from fawang.reference.catalog.definitions import FieldDefinition
from fawang.reference.places import rules as places

TEXT_LIMITS = {"text": 200, "address": 200, "long_text": 2000}
#: A stored picture by the name that a file store gave it; whether it is there is for the store to say.
_STORED_NAME = re.compile(r"[A-Za-z0-9]+(?:[/_.-][A-Za-z0-9]+)*")


def is_empty(raw: Any) -> bool:
    """Whether nothing was answered."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], ())


def clean_single(definition: FieldDefinition, raw: Any, *, today: date) -> tuple[Any, str | None]:
    """The stored value and None, or None and a sentence that tells what to do. `raw` is not empty, and the
    field is no list."""
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


def _clean_credit_code(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    fault = checks.credit_code_fault(raw)
    return (None, fault) if fault else (checks.normalise_credit_code(raw), None)


def _clean_email(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    fault = checks.email_fault(raw)
    return (None, fault) if fault else (checks.normalise_email(raw), None)


def _clean_signature(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    if len(raw) <= 120 and _STORED_NAME.fullmatch(raw):
        return raw, None
    return None, "没有收到签名，请再签一次，或者上传签名的照片。"


def _clean_organisation(definition: FieldDefinition, raw: str, today: date) -> tuple[Any, str | None]:
    code = text.one_line(raw)
    return (code, None) if code and len(code) <= 32 else (None, "请从列表里选一个单位。")


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
    "credit_code": _clean_credit_code,
    "email": _clean_email,
    "signature": _clean_signature,
    "organisation": _clean_organisation,
}


_PEOPLE = ("phone", "identity_number")
_PEOPLE_ENDINGS = ("人", "友", "东", "属", "主", "员", "代表", "孩子", "儿", "方")
_MEASURES = "位名个项件条份套笔处间辆"


def measure(definition: FieldDefinition) -> str:
    """How the items of a list are counted and called, after a number: 位工人, 项请求; an item written with
    its own measure (一方, 一期) is counted by that."""
    item = definition.item
    if item.startswith("一"):
        return item[1:]
    if item[:1] and item[0] in _MEASURES:
        return item
    if item == "人":
        return "个人"
    kinds = any(one.kind in _PEOPLE or (one.sealed and one.code == "name") for one in definition.fields)
    return ("位" if kinds or item.endswith(_PEOPLE_ENDINGS) else "项") + item


def missing_sentence(definition: FieldDefinition) -> str:
    """What to say when a required answer is missing."""
    if definition.kind in ("choice", "choices", "yes_no", "materials", "staff", "region", "organisation"):
        return f"请选择：{definition.label}。"
    if definition.kind == "statement":
        return "请先看清楚，同意的话打勾；不同意就不能往下办。"
    if definition.kind == "signature":
        return f"请签名：{definition.label}。"
    if definition.kind == "list":
        return f"请至少填写一{measure(definition)}：{definition.label}。"
    if definition.kind == "file":
        return f"请上传：{definition.label}。"
    return f"请填写：{definition.label}。"
