"""Whether a form holds together: no dangling reference, no question that looks ahead, no endless form."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fawang.reference.catalog.answers import derived_fields, visible_pages
from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import (
    MATTER_WORDS,
    Condition,
    FieldDefinition,
    ServiceDefinition,
)
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near

_RESERVED = MATTER_WORDS | {"kind", "state"}
_ALWAYS_SEALED = frozenset({"phone", "identity_number"})
#: What cannot be asked once for each item of a list.
_NOT_IN_LISTS = frozenset({"list", "file", "signature", "staff", "materials", "organisation"})
_COMBINATIONS = 4000


def form_findings(
    definition: ServiceDefinition, facts: Mapping[str, str], limit_codes: Collection[str] = ()
) -> Iterator[Finding]:
    """Everything wrong with the form, materials, flags and the heads that point into the form.
    `limit_codes`: the periods there are."""
    codes: dict[str, FieldDefinition] = {}
    for page_index, page in enumerate(definition.form.pages):
        at: Loc = ("form", "pages", page_index)
        yield from _condition(page.show_if, (*at, "show_if"), codes)
        for index, field in enumerate(page.fields):
            here: Loc = (*at, "fields", index)
            if field.code in codes or field.code in _RESERVED:
                why = "写了两次" if field.code in codes else "是留给系统用的名称，请换一个"
                yield (*here, "code"), f"字段“{field.code}”{why}"
            yield from _field(definition, field, here, facts, codes)
            yield from _limit(field, here, limit_codes)
            yield from _list(field, here, codes)
            codes[field.code] = field
            for follows in derived_fields(field):
                if follows.code in codes:
                    yield (*here, "code"), f"“{follows.code}”由“{field.code}”得出，别的字段不能用这个名称"
                codes[follows.code] = follows
    yield from _actions(definition)
    yield from _heads(definition, codes)
    if not any(True for _ in _dangling(definition, codes)):
        yield from _length(definition)


def _dangling(definition: ServiceDefinition, codes: Mapping[str, Any]) -> Iterator[str]:
    for page in definition.form.pages:
        if page.show_if is not None:
            yield from page.show_if.fields() - set(codes)


def _field(
    definition: ServiceDefinition,
    field: FieldDefinition,
    at: Loc,
    facts: Mapping[str, str],
    before: Mapping[str, FieldDefinition],
) -> Iterator[Finding]:
    yield from _condition(field.show_if, (*at, "show_if"), before)
    yield from _options(field, at)
    if field.fact and field.fact not in facts:
        yield (*at, "fact"), f"facts.yaml 里没有“{field.fact}”{near(field.fact, facts)}"
    if field.kind in _ALWAYS_SEALED and not field.sealed:
        yield (*at, "kind"), f"“{field.label}”是个人信息，要写 sealed: true"
    if field.kind in ("staff", "materials", "organisation"):
        yield (*at, "kind"), f"kind: {field.kind} 只能用在步骤里，不能用在申请表里"
    if field.kind == "file":
        known = {material.code for material in definition.materials}
        if (field.material or field.code) not in known:
            name = field.material or field.code
            yield (*at, "material"), f"service.yaml 的 materials 里没有“{name}”{near(name, known)}"
    elif field.material:
        yield (*at, "material"), "material 只能和 kind: file 一起用"


def _limit(field: FieldDefinition, at: Loc, limit_codes: Collection[str]) -> Iterator[Finding]:
    if field.limit is None:
        return
    if field.kind != "date":
        yield (*at, "limit"), "limit 只能和 kind: date 一起用：期限从这一天算起"
    elif field.limit not in limit_codes:
        yield (*at, "limit"), f"content/limits 里没有期限“{field.limit}”{near(field.limit, limit_codes)}"


def _list(field: FieldDefinition, at: Loc, before: Mapping[str, FieldDefinition]) -> Iterator[Finding]:
    if field.kind != "list":
        if field.fields or field.spreadsheet:
            yield (*at, "kind"), "fields 和 spreadsheet 只能和 kind: list 一起用"
        return
    if not field.fields:
        yield (*at, "kind"), f"“{field.label}”要写 fields：每一项问什么"
    if field.least > field.most:
        yield (*at, "least"), f"least {field.least} 比 most {field.most} 还大"
    own: dict[str, FieldDefinition] = {}
    for index, one in enumerate(field.fields):
        here: Loc = (*at, "fields", index)
        if one.code in own:
            yield (*here, "code"), f"字段“{one.code}”写了两次"
        if one.kind in _NOT_IN_LISTS:
            yield (*here, "kind"), f"kind: {one.kind} 不能放在名单的每一项里"
        if one.fact or one.limit:
            yield (*here, "code"), "名单里的字段不写 fact 和 limit"
        if one.kind in _ALWAYS_SEALED and not one.sealed:
            yield (*here, "kind"), f"“{one.label}”是个人信息，要写 sealed: true"
        yield from _options(one, here)
        yield from _condition(one.show_if, (*here, "show_if"), {**before, **own})
        own[one.code] = one


def _options(field: FieldDefinition, at: Loc) -> Iterator[Finding]:
    if field.kind in ("choice", "choices"):
        listed = [option.code for option in field.options]
        if len(listed) < 2:
            yield (*at, "options"), f"“{field.label}”至少要有两个选项"
        for code in sorted({code for code in listed if listed.count(code) > 1}):
            yield (*at, "options"), f"选项“{code}”写了两次"
    elif field.options:
        yield (*at, "options"), f"kind: {field.kind} 没有选项，请改成 choice 或者删去 options"


def _condition(
    condition: Condition | None, at: Loc, known: Mapping[str, FieldDefinition]
) -> Iterator[Finding]:
    if condition is None:
        return
    for name in sorted(condition.fields() - set(known)):
        yield at, f"条件里的“{name}”在它前面没有问过{near(name, known)}"
    for name, wanted in condition.tests():
        field = known.get(name)
        if field is None or isinstance(wanted, dict):
            continue
        allowed = {o.code for o in field.options} or ({"yes", "no"} if field.kind == "yes_no" else set())
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if allowed and value not in allowed:
                yield at, f"“{name}”没有选项“{value}”{near(str(value), allowed)}"


def _actions(definition: ServiceDefinition) -> Iterator[Finding]:
    for index, action in enumerate(definition.steps.actions):
        before: dict[str, FieldDefinition] = {}
        for number, field in enumerate(action.fields):
            at: Loc = ("steps", "actions", index, "fields", number)
            yield from _options(field, at)
            yield from _condition(field.show_if, (*at, "show_if"), before)
            if field.code in before:
                yield (*at, "code"), f"字段“{field.code}”写了两次"
            if field.kind == "staff" and field.role is None:
                yield (*at, "kind"), "kind: staff 要写 role：能选哪一种人"
            yield from _list(field, at, before)
            if field.kind == "organisation" and not field.office_kinds:
                yield (*at, "kind"), "kind: organisation 要写 office_kinds：能选哪几种单位"
            if field.sealed and field.public:
                yield (*at, "public"), f"“{field.label}”是个人信息，不能 public"
            before[field.code] = field


def _heads(definition: ServiceDefinition, codes: Mapping[str, FieldDefinition]) -> Iterator[Finding]:
    region = codes.get(definition.dispatch.region_field)
    if region is None or region.kind != "region":
        name = definition.dispatch.region_field
        yield ("dispatch", "region_field"), f"“{name}”应是申请表里 kind: region 的字段{near(name, codes)}"
    use = definition.eligibility
    for part in ("matter_kind", "situation"):
        code: str | None = getattr(use, part) if use else None
        if code and code not in codes:
            yield ("eligibility", part), f"申请表里没有字段“{code}”{near(code, codes)}"
    for index, material in enumerate(definition.materials):
        yield from _condition(material.required_if, ("materials", index, "required_if"), codes)
        yield from _condition(material.show_if, ("materials", index, "show_if"), codes)
    for index, rule in enumerate(definition.flags):
        yield from _condition(rule.when, ("flags", index, "when"), codes)
    for code, field in codes.items():
        if field.sealed and "{" + code + "}" in definition.title:
            yield ("title",), f"标题里不能放个人信息“{code}”"
    facts = {field.fact for field in codes.values()}
    for needed in ("name", "phone"):
        if needed not in facts:
            yield ("form", "pages"), f"申请表要有一个 fact: {needed} 的字段，否则无法登记和联系申请人"


def _length(definition: ServiceDefinition) -> Iterator[Finding]:
    """The longest way any person may be led, over the answers that pages depend on."""
    used = {name for page in definition.form.pages if page.show_if for name in page.show_if.fields()}
    wanted: dict[str, set[Any]] = {name: {None} for name in used}
    for page in definition.form.pages:
        for name, value in page.show_if.tests() if page.show_if else []:
            if isinstance(value, dict):
                wanted[name] |= {edge for bound in value.values() for edge in _around(bound)}
            else:
                wanted[name] |= set(value if isinstance(value, list) else [value])
    for name in used:
        field = definition.form.field(name)
        wanted[name] |= {option.code for option in field.options[-1:]} if field else set()
    ways = itertools.islice(itertools.product(*wanted.values()), _COMBINATIONS)
    longest = max(len(visible_pages(definition.form, dict(zip(wanted, way, strict=True)))) for way in ways)
    if longest > definition.form.max_pages:
        message = f"有人要走 {longest} 页，超过 max_pages: {definition.form.max_pages}，请合并或者少问"
        yield ("form", "max_pages"), message


def _around(bound: Any) -> tuple[Any, ...]:
    return (bound - 1, bound, bound + 1) if isinstance(bound, int | float) else (bound,)
