"""Reading one content file so that every value still knows its file and line.

Deliberately less than YAML: no anchors or aliases, no tags, no duplicate keys, only true/false as booleans
(so that `yes` stays a word), dates stay text. A file is refused when it is too large or too deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SIZE_LIMIT = 256 * 1024
DEPTH_LIMIT = 40
#: The compiled reader is some ten times faster and the wheels carry it; the other is the same in pure Python.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"^-?(0|[1-9][0-9]{0,17})$")
_DECIMAL = re.compile(r"^-?(0|[1-9][0-9]{0,14})\.[0-9]{1,6}$")
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")
)
Loc = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class ContentFault:
    """One mistake in a content file: where it is and, in a plain sentence, what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """As compilers write it, so that an editor can jump there."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass
class Tree:
    """A value with its place. `value` is a dict of trees, a list of trees, or a scalar."""

    value: Any
    file: str
    line: int
    #: Line of each key of a mapping; the key's own line, not that of its value.
    key_lines: dict[str, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def get(self, key: str) -> Tree | None:
        """The value of a key, or None."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> list[Tree]:
        """The items when it is a list, else nothing."""
        return self.value if isinstance(self.value, list) else []

    def names(self) -> list[str]:
        """The keys when it is a mapping, else nothing."""
        return list(self.value) if isinstance(self.value, dict) else []

    def fault(self, loc: Loc, message: str) -> ContentFault:
        """A fault at the deepest place along `loc` that exists."""
        here, line = self, self.line
        for step in loc:
            if isinstance(here.value, dict) and step in here.value:
                line = here.key_lines.get(str(step), here.line)
                here = here.value[step]
            elif isinstance(here.value, list) and isinstance(step, int) and step < len(here.value):
                here = here.value[step]
                line = here.line
        return ContentFault(here.file, line, message)


def read_tree(path: Path, shown: str) -> tuple[Tree | None, list[ContentFault]]:
    """The file as a tree, with every mistake of its writing; None when it cannot be read at all.
    `shown` is the path that messages name."""
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            limit = SIZE_LIMIT // 1024
            return None, [ContentFault(shown, 1, f"文件太大（{size // 1024} KB），上限 {limit} KB")]
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None, [ContentFault(shown, 1, "文件不是 UTF-8 编码，请另存为 UTF-8")]
    except OSError as error:
        return None, [ContentFault(shown, 1, f"文件读不出来：{error.strerror}")]
    deep = _too_deep(text)
    if deep:
        return None, [ContentFault(shown, deep, "嵌套层数太多，请拆开写")]
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return None, [ContentFault(shown, _error_line(error), f"YAML 写法有误：{_problem(error)}")]
    if node is None:
        return None, [ContentFault(shown, 1, "文件是空的")]
    faults: list[ContentFault] = []
    tree = _tree(node, shown, faults, set(), 0)
    return tree, faults


def _too_deep(text: str) -> int:
    """Line on which nesting passes any sensible depth, else 0; found before the recursive reader sees it."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        indent = len(line) - len(line.lstrip(" -"))
        for mark in line:
            depth += (mark in "[{") - (mark in "]}")
            if depth > DEPTH_LIMIT:
                return number
        depth = max(depth, 0)
        if indent > DEPTH_LIMIT * 4:
            return number
    return 0


def _error_line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark is not None else 1


_PROBLEMS = (
    ("mapping values are not allowed", "冒号的位置不对，或值里有冒号没有加引号"),
    ("found character '\\t'", "不能用制表符缩进，请用空格"),
    ("could not find expected ':'", "这里少了冒号，或缩进不对"),
    ("did not find expected", "缩进或标点不对，上下几行对齐了吗"),
    ("found undefined alias", "不能使用 * 别名"),
    ("found unexpected end of stream", "引号或括号没有关上"),
    ("exceeded max depth", "嵌套层数太多，请拆开写"),
)


def _problem(error: yaml.YAMLError) -> str:
    raw = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')} {error}"
    return next((plain for sign, plain in _PROBLEMS if sign in raw), str(getattr(error, "problem", error)))


def _tree(node: yaml.Node, file: str, faults: list[ContentFault], seen: set[int], depth: int) -> Tree:
    line = node.start_mark.line + 1
    if node.tag not in _CORE_TAGS:
        faults.append(ContentFault(file, line, f"不能使用标签“{node.tag}”"))
        return Tree(None, file, line)
    # A node met twice is an alias; walking it would let a small file grow without end.
    if id(node) in seen:
        faults.append(ContentFault(file, line, "不能使用 & 锚点和 * 别名，请把内容写全"))
        return Tree(None, file, line)
    seen.add(id(node))
    if depth > DEPTH_LIMIT:
        faults.append(ContentFault(file, line, "嵌套层数太多，请拆开写"))
        return Tree(None, file, line)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file, faults, seen, depth)
    if isinstance(node, yaml.SequenceNode):
        return Tree([_tree(item, file, faults, seen, depth + 1) for item in node.value], file, line)
    return Tree(_scalar(node), file, line)


def _mapping(
    node: yaml.MappingNode, file: str, faults: list[ContentFault], seen: set[int], depth: int
) -> Tree:
    tree = Tree({}, file, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(ContentFault(file, line, "键必须是一个词"))
            continue
        key = str(key_node.value)
        if key in tree.value:
            faults.append(ContentFault(file, line, f"“{key}”写了两次（第 {tree.key_lines[key]} 行已有）"))
            continue
        tree.key_lines[key] = line
        tree.value[key] = _tree(value_node, file, faults, seen, depth + 1)
    return tree


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    # The compiled reader writes the plain style as "", the other as None.
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _DECIMAL.match(text) else text


def walk(tree: Tree, loc: Loc = ()) -> Iterator[tuple[Loc, Tree]]:
    """Every value of a tree with its location, outermost first."""
    yield loc, tree
    if isinstance(tree.value, dict):
        for key, item in tree.value.items():
            yield from walk(item, (*loc, key))
    else:
        for index, item in enumerate(tree.items()):
            yield from walk(item, (*loc, index))
