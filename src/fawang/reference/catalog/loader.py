"""From folders of files to definitions: families, `use`, the deployer's overlay, all mistakes at once.

    content/services/facts.yaml                       names of facts shared over services
    content/services/<family>/family.yaml             what the family's services share
    content/services/<family>/<service>/service.yaml form.yaml steps.yaml cases.yaml notices/*.yaml

A file of the overlay replaces the shipped file of the same path whole. A list item `- use: <code>` takes
the family's piece of that code (more keys in the item override it). The family's states and notices are
there for every service of it; those that a service does not refer to are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from fawang.reference.catalog.definitions import Piece, ServiceDefinition, WorkedCase
from fawang.reference.catalog.source import ContentFault, Tree, read_tree
from fawang.reference.catalog.wording import faults_of, near

FAMILY_KEYS = frozenset(
    {"family", "family_name", "service", "pages", "materials", "actions", "states", "notices", "flags"}
)
SERVICE_FILES = ("service.yaml", "form.yaml", "steps.yaml", "cases.yaml")


class CaseFile(Piece):
    """What stands in cases.yaml."""

    cases: tuple[WorkedCase, ...]


@dataclass
class LoadedService:
    """A service with the places of everything in it. `definition` is None when it could not be made."""

    code: str
    folder: str
    tree: Tree
    definition: ServiceDefinition | None = None
    cases: tuple[WorkedCase, ...] = ()
    cases_tree: Tree | None = None


@dataclass
class LoadedCatalog:
    """Everything read, and everything wrong with how it is written."""

    services: dict[str, LoadedService] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    faults: list[ContentFault] = field(default_factory=list)


def version_of(definition: ServiceDefinition) -> str:
    """Short hash of a definition's content: equal content, equal version."""
    data = definition.model_dump(mode="json", by_alias=True, exclude={"version"})
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def content_files(roots: Sequence[Path], below: str = "services") -> dict[str, Path]:
    """Relative path → file, a later root replacing an earlier one's file of the same path."""
    files: dict[str, Path] = {}
    for root in roots:
        for path in sorted((root / below).rglob("*.yaml")):
            if path.is_file() and not path.is_symlink():
                files[path.relative_to(root).as_posix()] = path
    return files


def load_catalog(roots: Sequence[Path]) -> LoadedCatalog:
    """Every service under these content folders (shipped first, overlay last)."""
    catalog = LoadedCatalog()
    files = content_files(roots)
    trees: dict[str, Tree] = {}
    for shown, path in files.items():
        tree, faults = read_tree(path, shown)
        catalog.faults += faults
        if tree is not None and not isinstance(tree.value, dict):
            catalog.faults.append(ContentFault(shown, tree.line, "文件应是“键: 值”的一组"))
        elif tree is not None:
            trees[shown] = tree
    facts = trees.get("services/facts.yaml")
    catalog.facts = {str(key): str(value) for key, value in facts.plain().items()} if facts else {}
    for folder in sorted({shown.split("/notices/")[0].rsplit("/", 1)[0] for shown in files}):
        if folder.count("/") == 2:
            _load_service(folder, files, trees, catalog)
    catalog.faults.sort()
    return catalog


def _load_service(
    folder: str, files: dict[str, Path], trees: dict[str, Tree], catalog: LoadedCatalog
) -> None:
    code = folder.rsplit("/", 1)[1]
    absent = [name for name in SERVICE_FILES if f"{folder}/{name}" not in files]
    for name in absent:
        catalog.faults.append(ContentFault(f"{folder}/{name}", 1, f"缺少文件 {name}"))
    strange = [f for f in files if f.startswith(folder + "/") and f.count("/") == 3]
    for shown in strange:
        name = shown.rsplit("/", 1)[1]
        if name not in SERVICE_FILES:
            catalog.faults.append(ContentFault(shown, 1, f"不认识文件“{name}”{near(name, SERVICE_FILES)}"))
    head, form, steps = (trees.get(f"{folder}/{name}") for name in SERVICE_FILES[:3])
    if head is None or form is None or steps is None:
        return
    family = trees.get(f"{folder.rsplit('/', 1)[0]}/family.yaml")
    pieces = [trees[f] for f in sorted(trees) if f.startswith(f"{folder}/notices/")]
    whole = _assemble(head, form, steps, pieces, family, catalog.faults)
    loaded = LoadedService(code, folder, whole)
    _validate(loaded, catalog)
    _load_cases(loaded, trees.get(f"{folder}/cases.yaml"), catalog)
    if code in catalog.services:
        other = catalog.services[code].folder
        catalog.faults.append(ContentFault(head.file, 1, f"服务编码“{code}”与 {other} 重复"))
        return
    catalog.services[code] = loaded


def _validate(loaded: LoadedService, catalog: LoadedCatalog) -> None:
    try:
        definition = ServiceDefinition.model_validate(loaded.tree.plain())
    except ValidationError as error:
        catalog.faults += faults_of(error, ServiceDefinition, loaded.tree)
        return
    if definition.code != loaded.code:
        message = f"code“{definition.code}”应与文件夹名“{loaded.code}”一致"
        catalog.faults.append(loaded.tree.fault(("code",), message))
    loaded.definition = definition.model_copy(update={"version": version_of(definition)})


def _load_cases(loaded: LoadedService, tree: Tree | None, catalog: LoadedCatalog) -> None:
    if tree is None:
        return
    loaded.cases_tree = tree
    try:
        loaded.cases = CaseFile.model_validate(tree.plain()).cases
    except ValidationError as error:
        catalog.faults += faults_of(error, CaseFile, tree)


def _assemble(
    head: Tree,
    form: Tree,
    steps: Tree,
    notice_files: list[Tree],
    family: Tree | None,
    faults: list[ContentFault],
) -> Tree:
    """One tree shaped like ServiceDefinition, with the family's pieces put where they are used."""
    if family is not None:
        faults += [
            family.fault((key,), f"不认识“{key}”" + near(key, FAMILY_KEYS))
            for key in family.names()
            if key not in FAMILY_KEYS
        ]
    whole = _over(family.get("service") if family else None, head)
    for key in ("family", "family_name"):
        given = family.get(key) if family else None
        if given is not None and whole.get(key) is None:
            _put(whole, key, given)
    form, steps = _copy(form), _copy(steps)
    _expand(whole, "materials", family, faults)
    _expand(whole, "flags", family, faults)
    _expand(form, "pages", family, faults)
    _expand(steps, "actions", family, faults)
    notices = Tree({}, head.file, head.line)
    for part in notice_files:
        for key in part.names():
            if key in notices.value:
                faults.append(part.fault((key,), f"通知“{key}”在 {notices.value[key].file} 中已有"))
                continue
            _put(notices, key, part.value[key], part.key_lines[key])
    _put(whole, "form", form)
    _put(whole, "steps", steps)
    _put(whole, "notices", notices)
    if family is not None:
        _lend(steps, "states", family.get("states"), _state_codes(steps))
        _lend(whole, "notices", family.get("notices"), _notice_codes(steps))
    return whole


def _over(base: Tree | None, top: Tree) -> Tree:
    merged = _copy(top)
    for key in base.names() if base is not None else []:
        if key not in merged.value and base is not None:
            _put(merged, key, base.value[key], base.key_lines.get(key))
    return merged


def _copy(tree: Tree) -> Tree:
    return replace(tree, value=dict(tree.value), key_lines=dict(tree.key_lines))


def _put(tree: Tree, key: str, value: Tree, line: int | None = None) -> None:
    tree.value[key] = value
    tree.key_lines[key] = line or value.line


def _expand(owner: Tree, key: str, family: Tree | None, faults: list[ContentFault]) -> None:
    """Replace every `- use: code` of a list by the family's piece of that code."""
    listed = owner.get(key)
    if listed is None or not isinstance(listed.value, list):
        return
    shared = family.get(key) if family is not None else None
    known = {
        str(item.plain().get("code")): item for item in (shared.items() if shared else []) if item.names()
    }
    out: list[Tree] = []
    for item in listed.items():
        use = item.get("use")
        if use is None:
            out.append(item)
        elif use.value not in known:
            faults.append(item.fault(("use",), f"本类服务没有“{use.value}”可用{near(str(use.value), known)}"))
        else:
            own = replace(item, value={k: v for k, v in item.value.items() if k != "use"})
            base = known[use.value]
            out.append(_over(base, own) if own.value else base)
    _put(owner, key, replace(listed, value=out), owner.key_lines.get(key))


def _lend(owner: Tree, key: str, shared: Tree | None, wanted: set[str]) -> None:
    """Put the family's pieces that are wanted and not the service's own into a mapping."""
    own = owner.get(key)
    own = _copy(own) if own is not None and isinstance(own.value, dict) else Tree({}, owner.file, owner.line)
    for code in shared.names() if shared is not None else []:
        if code in wanted and code not in own.value and shared is not None:
            _put(own, code, shared.value[code], shared.key_lines.get(code))
    _put(owner, key, own, owner.key_lines.get(key))


def _strings(tree: Tree | None) -> set[str]:
    if tree is None:
        return set()
    listed = [item.value for item in tree.items()] or [tree.value]
    return {value for value in listed if isinstance(value, str)}


def _state_codes(steps: Tree) -> set[str]:
    codes = _strings(steps.get("start"))
    actions = steps.get("actions")
    for action in actions.items() if actions else []:
        codes |= _strings(action.get("from")) | _strings(action.get("to"))
    return codes


def _notice_codes(steps: Tree) -> set[str]:
    start, actions = steps.get("on_start"), steps.get("actions")
    codes = _strings(start.get("notices")) if start else set()
    for action in actions.items() if actions else []:
        codes |= _strings(action.get("notices"))
    return codes
