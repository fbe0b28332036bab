"""From folders of files to definitions: families, `use`, the deployer's overlay, all mistakes at once.

    content/services/facts.yaml                       names of facts shared over services
    content/services/common.yaml                      what services of every family share
    content/services/off.yaml                         services that this installation does not offer
    content/services/<family>/family.yaml             what the family's services share
    content/services/<family>/<service>/service.yaml form.yaml steps.yaml cases.yaml notices/ documents/

A file of the overlay replaces the shipped file of the same path whole, also common.yaml and family.yaml. How
the pieces are put together is told in `assemble`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from fawang.reference.catalog.assemble import (
    COMMON_KEYS,
    FAMILY_KEYS,
    Parts,
    SharedPiece,
    Shelf,
    assemble,
    unknown_keys,
)
from fawang.reference.catalog.definitions import Piece, ServiceDefinition, WorkedCase
from fawang.reference.catalog.source import ContentFault, Tree, read_tree
from fawang.reference.catalog.wording import faults_of, near

#: Folders inside a service whose files each hold some of its notices or papers.
_PIECES = re.compile(r"/(?:notices|documents)/")
OFF_FILE = "services/off.yaml"
COMMON_FILE = "services/common.yaml"
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
    #: Not offered here (services/off.yaml); what was begun goes on.
    off: bool = False


@dataclass
class LoadedCatalog:
    """Everything read, and everything wrong with how it is written."""

    services: dict[str, LoadedService] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    faults: list[ContentFault] = field(default_factory=list)
    #: common.yaml and every family.yaml, and what of them some service takes.
    shared: list[Tree] = field(default_factory=list)
    taken: set[SharedPiece] = field(default_factory=set)


def version_of(definition: ServiceDefinition) -> str:
    """Short hash of a definition's content: equal content, equal version."""
    data = definition.model_dump(mode="json", by_alias=True, exclude={"version"})
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def content_files(roots: Sequence[Path], below: str = "services") -> dict[str, Path]:
    """Relative path → file, a later root replacing an earlier one's file of the same path."""
    return {shown: path for root in roots for shown, path in found_files(root, below)}


def found_files(root: Path, below: str) -> list[tuple[str, Path]]:
    """Relative path and path of each content file under a folder of this root, by path; links are none."""
    return [(shown, Path(entry.path)) for shown, entry in _entries(root, below)]


def found_states(root: Path, below: str) -> list[tuple[str, int, int]]:
    """Path, time and size of each content file under a folder of this root. Looked at again and again while
    people wait, so without the cost of a Path for every name."""
    states = ((entry.path, entry.stat(follow_symlinks=False)) for _, entry in _entries(root, below))
    return [(path, state.st_mtime_ns, state.st_size) for path, state in states]


def _entries(root: Path, below: str) -> list[tuple[str, os.DirEntry[str]]]:
    found: list[tuple[str, os.DirEntry[str]]] = []
    folders = [below]
    while folders:
        folder = folders.pop()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{folder}/{entry.name}")
                elif entry.name.endswith(".yaml") and entry.is_file(follow_symlinks=False):
                    found.append((f"{folder}/{entry.name}", entry))
    return sorted(found, key=lambda one: one[0])


def replaced_files(roots: Sequence[Path], below: str = "services") -> dict[str, tuple[Path, Path]]:
    """Relative path → (the file that counts, the shipped one it replaces), of every file of an overlay that
    stands in the place of another."""
    counting = content_files(roots, below)
    return {
        shown: (counting[shown], path)
        for root in reversed(roots)
        for shown, path in content_files([root], below).items()
        if counting[shown] != path
    }


def service_files(files: Iterable[str]) -> dict[str, list[str]]:
    """Folder of a service → its own files, of all these relative paths."""
    found: dict[str, list[str]] = {}
    for shown in files:
        piece = _PIECES.search(shown)
        folder = shown[: piece.start()] if piece else shown.rpartition("/")[0]
        if folder.count("/") == 2:
            found.setdefault(folder, []).append(shown)
    return found


def switched_off(path: Path | None) -> set[str]:
    """The codes that services/off.yaml lists; none when there is no such file or it is not well written."""
    tree = read_tree(path, OFF_FILE)[0] if path is not None else None
    listed = tree.get("off") if tree is not None else None
    return {str(item.value) for item in listed.items()} if listed is not None else set()


def load_catalog(roots: Sequence[Path], only: Collection[str] | None = None) -> LoadedCatalog:
    """Every service under these content folders (shipped first, overlay last), or `only` those of these
    folders; the faults are those of what was read."""
    catalog = LoadedCatalog()
    files = content_files(roots)
    if only is not None:
        wanted = {shown for folder, own in service_files(files).items() if folder in only for shown in own}
        families = {f"{folder.rsplit('/', 1)[0]}/family.yaml" for folder in only}
        files = {k: v for k, v in files.items() if k in wanted or k in families or k == COMMON_FILE}
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
    common = trees.get(COMMON_FILE)
    if common is not None:
        catalog.shared.append(common)
        catalog.faults += unknown_keys(common, COMMON_KEYS)
    for shown, tree in trees.items():
        if shown.endswith("/family.yaml"):
            catalog.shared.append(tree)
            catalog.faults += unknown_keys(tree, FAMILY_KEYS)
    for folder in sorted(service_files(files)):
        _load_service(folder, files, trees, catalog)
    _switch_off(trees.get(OFF_FILE), catalog)
    catalog.faults.sort()
    return catalog


def _switch_off(tree: Tree | None, catalog: LoadedCatalog) -> None:
    if tree is None:
        return
    catalog.faults += unknown_keys(tree, frozenset({"off"}))
    listed = tree.get("off")
    if listed is None or not isinstance(listed.value, list):
        catalog.faults.append(tree.fault(("off",), "这里应是一列服务编码：off: [编码, 编码]"))
        return
    for item in listed.items():
        code = str(item.value)
        if code in catalog.services:
            catalog.services[code].off = True
        else:
            message = f"没有服务“{code}”，关不掉{near(code, catalog.services)}"
            catalog.faults.append(item.fault((), message))


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
    notices, documents = (
        [trees[f] for f in sorted(trees) if f.startswith(f"{folder}/{kind}/")]
        for kind in ("notices", "documents")
    )
    shelf = Shelf(family, trees.get(COMMON_FILE), catalog.faults, catalog.taken)
    whole = assemble(Parts(head, form, steps, notices, documents), shelf)
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
