"""One service put together from its own files and from what is shared.

* `- use: <code>` in a list of pages, materials, flags or actions takes the shared piece of that code; more
  keys in the item override it. Shared is what stands in the family's `family.yaml`, then in `common.yaml`.
* `way: <code>` in steps.yaml takes a shared way (`ways` of the family or of `common.yaml`): the service's
  own keys override it, a state or action of the same code is changed key by key, other actions are added
  after it, `without` leaves actions out. A way may itself build on another by `way`.
* Shared states, notices and documents are there for every service; those not referred to are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fawang.reference.catalog.source import ContentFault, Tree
from fawang.reference.catalog.wording import near

COMMON_KEYS = frozenset(
    {"pages", "materials", "actions", "states", "notices", "documents", "flags", "ways", "remedies"}
)
FAMILY_KEYS = COMMON_KEYS | {"family", "family_name", "service"}
#: A shared piece: its file, its kind (`pages`, `ways` …), its code.
SharedPiece = tuple[str, str, str]
_WAY_DEPTH = 4


@dataclass
class Shelf:
    """What a service may take from: its family's file, then the common one. Mistakes go to `faults`, what
    was taken to `taken`."""

    family: Tree | None
    common: Tree | None
    faults: list[ContentFault]
    taken: set[SharedPiece] = field(default_factory=set)

    def levels(self) -> Iterator[Tree]:
        """The shared files, the nearest first."""
        for level in (self.family, self.common):
            if level is not None:
                yield level

    @property
    def files(self) -> str:
        """The files by name, as a message tells where it looked."""
        return " 和 ".join(level.file for level in self.levels()) or "services/common.yaml"

    def pieces(self, key: str) -> dict[str, Tree]:
        """The listed pieces of a kind by their code; the family's come before the common ones."""
        found: dict[str, Tree] = {}
        for level in self.levels():
            listed = level.get(key)
            for item in listed.items() if listed else []:
                code = item.get("code")
                if code is not None:
                    found.setdefault(str(code.value), item)
        return found

    def named(self, key: str) -> dict[str, tuple[Tree, int]]:
        """The pieces of a mapping by their key, with the line of the key."""
        found: dict[str, tuple[Tree, int]] = {}
        for level in self.levels():
            mapping = level.get(key)
            for code in mapping.names() if mapping else []:
                if mapping is not None:
                    found.setdefault(code, (mapping.value[code], mapping.key_lines[code]))
        return found


def shared_pieces(tree: Tree) -> Iterator[tuple[SharedPiece, int]]:
    """Everything a shared file offers, each with its line."""
    for key in sorted(COMMON_KEYS & set(tree.names())):
        offered = tree.value[key]
        for code in offered.names():
            yield (tree.file, key, code), offered.key_lines[code]
        for item in offered.items():
            code = item.get("code")
            if code is not None:
                yield (tree.file, key, str(code.value)), item.line


@dataclass(frozen=True)
class Parts:
    """The files of one service."""

    head: Tree
    form: Tree
    steps: Tree
    notices: list[Tree]
    documents: list[Tree]


def unknown_keys(tree: Tree, known: frozenset[str]) -> Iterator[ContentFault]:
    """A fault for every key of a shared file that means nothing there."""
    for key in tree.names():
        if key not in known:
            yield tree.fault((key,), f"不认识“{key}”" + near(key, known))


def assemble(parts: Parts, shelf: Shelf) -> Tree:
    """One tree shaped like ServiceDefinition, with the shared pieces put where they are used."""
    family = shelf.family
    whole = _over(family.get("service") if family else None, parts.head)
    for key in ("family", "family_name"):
        given = family.get(key) if family else None
        if given is not None and whole.get(key) is None:
            _put(whole, key, given)
    form = _copy(parts.form)
    steps = _with_way(_copy(parts.steps), shelf, 0)
    for owner, key in (
        (whole, "materials"),
        (whole, "flags"),
        (whole, "remedies"),
        (form, "pages"),
        (steps, "actions"),
    ):
        _expand(owner, key, shelf)
    _put(whole, "form", form)
    _put(whole, "steps", steps)
    _put(whole, "notices", _joined("通知", parts.head, parts.notices, shelf))
    _put(whole, "documents", _joined("文书", parts.head, parts.documents, shelf))
    _lend(steps, "states", shelf, _state_codes(steps))
    _lend(whole, "notices", shelf, _effect_codes(steps, "notices"))
    _lend(whole, "documents", shelf, _effect_codes(steps, "documents"))
    return whole


def _joined(what: str, head: Tree, files: list[Tree], shelf: Shelf) -> Tree:
    joined = Tree({}, head.file, head.line)
    for part in files:
        for key in part.names():
            if key in joined.value:
                shelf.faults.append(part.fault((key,), f"{what}“{key}”在 {joined.value[key].file} 中已有"))
                continue
            _put(joined, key, part.value[key], part.key_lines[key])
    return joined


def _with_way(steps: Tree, shelf: Shelf, depth: int) -> Tree:
    """The steps with the shared way they build on filled in under them."""
    named, left_out = steps.get("way"), _listed(steps.get("without"))
    own = replace(steps, value={k: v for k, v in steps.value.items() if k not in ("way", "without")})
    if named is None:
        if left_out:
            shelf.faults.append(steps.fault(("without",), "without 只能和 way 一起用"))
        return own
    ways = shelf.named("ways")
    code = str(named.value)
    if code not in ways:
        message = f"{shelf.files} 里没有办理流程“{code}”{near(code, ways)}"
        shelf.faults.append(steps.fault(("way",), message))
        return own
    if depth >= _WAY_DEPTH:
        message = f"办理流程“{code}”套得太深：一层套一层最多 {_WAY_DEPTH} 层，是不是绕回了自己？"
        shelf.faults.append(steps.fault(("way",), message))
        return own
    shelf.taken.add((ways[code][0].file, "ways", code))
    base = _with_way(_copy(ways[code][0]), shelf, depth + 1)
    _expand(base, "actions", shelf)
    _expand(own, "actions", shelf)
    merged = _over(base, own)
    _merge_states(merged, base, own)
    _merge_actions(merged, base, own, left_out, shelf)
    return merged


def _merge_states(merged: Tree, base: Tree, own: Tree) -> None:
    shared, mine = base.get("states"), own.get("states")
    # What is no mapping stays as it was written: the type check tells its line.
    if shared is None or mine is None or not isinstance(mine.value, dict):
        return
    states = _copy(shared)
    for code in mine.names():
        under = shared.get(code)
        whole = _over(under, mine.value[code]) if mine.value[code].names() else mine.value[code]
        _put(states, code, whole, mine.key_lines[code])
    _put(merged, "states", states)


def _merge_actions(merged: Tree, base: Tree, own: Tree, left_out: dict[str, Tree], shelf: Shelf) -> None:
    shared, mine = base.get("actions"), own.get("actions")
    if mine is not None and not isinstance(mine.value, list):
        return
    known: dict[str, Tree] = {}
    for item in shared.items() if shared else []:
        if known.setdefault(_code(item), item) is not item:
            shelf.faults.append(item.fault(("code",), f"步骤“{_code(item)}”写了两次"))
    shelf.faults += [
        item.fault((), f"without 里的步骤“{code}”本来就没有{near(code, known)}")
        for code, item in sorted(left_out.items())
        if code not in known
    ]
    changed: dict[str, Tree] = {}
    added: list[Tree] = []
    for item in mine.items() if mine else []:
        code = _code(item)
        if code in changed:
            shelf.faults.append(item.fault(("code",), f"步骤“{code}”写了两次"))
        elif code and code in known:
            changed[code] = item
        else:
            added.append(item)
    out = [
        _over(item, changed[code]) if code in changed else item
        for code, item in known.items()
        if code not in left_out
    ]
    place = mine or shared
    if place is not None:
        _put(merged, "actions", replace(place, value=out + added, key_lines={}))


def _code(item: Tree) -> str:
    code = item.get("code")
    return str(code.value) if code is not None else ""


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


def _expand(owner: Tree, key: str, shelf: Shelf) -> None:
    """Replace every `- use: code` of a list by the shared piece of that code."""
    listed = owner.get(key)
    if listed is None or not isinstance(listed.value, list):
        return
    known = shelf.pieces(key)
    out: list[Tree] = []
    for item in listed.items():
        use = item.get("use")
        if use is None:
            out.append(item)
        elif str(use.value) not in known:
            message = f"{shelf.files} 的 {key} 里没有“{use.value}”可用{near(str(use.value), known)}"
            shelf.faults.append(item.fault(("use",), message))
        else:
            own = replace(item, value={k: v for k, v in item.value.items() if k != "use"})
            base = known[str(use.value)]
            shelf.taken.add((base.file, key, str(use.value)))
            out.append(_over(base, own) if own.value else base)
    _put(owner, key, replace(listed, value=out), owner.key_lines.get(key))


def _lend(owner: Tree, key: str, shelf: Shelf, wanted: set[str]) -> None:
    """Put the shared pieces that are wanted and not the service's own into a mapping."""
    own = owner.get(key)
    own = _copy(own) if own is not None and isinstance(own.value, dict) else Tree({}, owner.file, owner.line)
    for code, (piece, line) in shelf.named(key).items():
        if code in wanted and code not in own.value:
            shelf.taken.add((piece.file, key, code))
            _put(own, code, piece, line)
    _put(owner, key, own, owner.key_lines.get(key))


def _listed(tree: Tree | None) -> dict[str, Tree]:
    """The words of a list, or the one word that stands instead of a list, each with its place."""
    if tree is None:
        return {}
    return {item.value: item for item in (tree.items() or [tree]) if isinstance(item.value, str)}


def _strings(tree: Tree | None) -> set[str]:
    return set(_listed(tree))


def _actions(steps: Tree) -> list[Tree]:
    actions = steps.get("actions")
    return [item for item in actions.items() if item.names()] if actions else []


def _state_codes(steps: Tree) -> set[str]:
    codes = _strings(steps.get("start"))
    for action in _actions(steps):
        codes |= _strings(action.get("from")) | _strings(action.get("to"))
        fields = action.get("fields")
        for asked in fields.items() if fields else []:
            options = asked.get("options")
            for option in options.items() if options else []:
                codes |= _strings(option.get("to"))
    return codes


def _effect_codes(steps: Tree, key: str) -> set[str]:
    start = steps.get("on_start")
    codes = _strings(start.get(key)) if start else set()
    for action in _actions(steps):
        codes |= _strings(action.get(key))
    return codes
