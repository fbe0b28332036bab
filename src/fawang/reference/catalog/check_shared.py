"""What only shows over the whole catalogue: pieces nobody uses, services that are one service twice, remedies
and limits that lead nowhere. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from fawang.reference.catalog.assemble import shared_pieces
from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.loader import LoadedCatalog
from fawang.reference.catalog.shapes import form_shape, steps_shape
from fawang.reference.catalog.source import ContentFault, Loc
from fawang.reference.catalog.wording import near

#: A light service is done in one go on a phone.
LIGHT_PAGES = 6
_KINDS = {
    "pages": "页",
    "materials": "材料",
    "actions": "步骤",
    "states": "状态",
    "notices": "通知",
    "documents": "文书",
    "flags": "标记",
    "ways": "办理流程",
    "remedies": "救济",
}


def head_findings(
    definition: ServiceDefinition, limits: Collection[str], services: Collection[str]
) -> Iterator[Finding]:
    """What a service.yaml says that leads nowhere. `limits`: codes of content/limits; `services`: those of
    the catalogue."""
    for index, code in enumerate(definition.limits):
        if code not in limits:
            yield ("limits", index), f"content/limits 里没有期限“{code}”{near(code, limits)}"
    for index, remedy in enumerate(definition.remedies):
        at = ("remedies", index)
        if remedy.limit is not None and remedy.limit not in limits:
            yield (*at, "limit"), f"content/limits 里没有期限“{remedy.limit}”{near(remedy.limit, limits)}"
        if remedy.service is not None and remedy.service not in services:
            yield (*at, "service"), f"没有服务“{remedy.service}”{near(remedy.service, services)}"
        if remedy.service == definition.code:
            yield (*at, "service"), "救济不能就是这项服务自己"
    for key in ("audience", "doors"):
        given = getattr(definition, key)
        for index, one in enumerate(given):
            if one in given[:index]:
                yield (key, index), f"“{one}”写了两次"
    if not definition.doors:
        yield ("doors",), "至少要有一个能办的地方：web、phone、counter、kiosk、wechat、visit"
    if definition.kind == "light" and len(definition.form.pages) > LIGHT_PAGES:
        yield (
            ("form", "pages"),
            f"轻量服务（kind: light）最多 {LIGHT_PAGES} 页，这里有 {len(definition.form.pages)} 页："
            "删去问题，或者写成 kind: full",
        )


def promise_findings(definition: ServiceDefinition, promised: Collection[str]) -> Iterator[Finding]:
    """Where an office's own promise stands as if it were law: to presume a decision, to bar a late
    application, as the time for a remedy. `promised`: the codes of content/limits that are promises."""
    for index, remedy in enumerate(definition.remedies):
        if remedy.limit in promised:
            yield ("remedies", index, "limit"), f"“{remedy.limit}”是机构自己的承诺，不能当作救济的期限"
    for field in definition.form.fields():
        if field.limit in promised:
            yield ("form",), f"“{field.code}”：“{field.limit}”是机构自己的承诺，不能用来判断过没过期"
    for index, action in enumerate(definition.steps.actions):
        if action.on_expiry in promised:
            message = f"“{action.on_expiry}”是机构自己的承诺，到期不能推定结果"
            yield ("steps", "actions", index, "on_expiry"), message


def unused_findings(catalog: LoadedCatalog) -> Iterator[ContentFault]:
    """Shared pieces that no service takes. Says nothing while a service cannot be read: it may be the one."""
    if any(loaded.definition is None for loaded in catalog.services.values()):
        return
    for tree in catalog.shared:
        for (file, key, code), line in shared_pieces(tree):
            if (file, key, code) not in catalog.taken:
                yield ContentFault(file, line, f"{_KINDS[key]}“{code}”没有任何服务取用，请删去或者用上")


def duplicate_findings(catalog: LoadedCatalog) -> Iterator[ContentFault]:
    """Services that ask the same and do the same: one of them with another name."""
    seen: dict[tuple[str, str], str] = {}
    for loaded in catalog.services.values():
        if loaded.definition is None:
            continue
        shape = form_shape(loaded.definition), steps_shape(loaded.definition)
        here = f"{loaded.folder}/service.yaml"
        there = seen.setdefault(shape, here)
        if there != here:
            message = f"和 {there} 问的、办的完全一样，只是名称不同：请合并，或者写出不同的地方"
            yield ContentFault(here, 1, message)


def same_name_findings(catalog: LoadedCatalog) -> Iterator[ContentFault]:
    """Services of one name, or asked for by one name: nobody could tell which is meant."""
    seen: dict[str, str] = {}
    for loaded in catalog.services.values():
        one = loaded.definition
        if one is None:
            continue
        names: list[tuple[str, Loc]] = [(one.name, ("name",))]
        names += [(name, ("asked_as", index)) for index, name in enumerate(one.asked_as) if name != one.name]
        for name, loc in names:
            there = seen.setdefault(name, loaded.folder)
            if there != loaded.folder:
                yield loaded.tree.fault(loc, f"{there} 已经叫“{name}”，请换一个名称")
