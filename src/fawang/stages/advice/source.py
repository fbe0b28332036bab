"""Content files read with their line numbers, so that every mistake in a file can be named at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from fawang.core.refusals import Refusal

Model = TypeVar("Model", bound=BaseModel)
#: libyaml reads ten times as fast; where it is missing the slower reader gives the same values.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentFaulty(Refusal):
    """A content file has mistakes; `faults` holds one sentence for each, with file and line."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(f"内容文件有 {len(self.faults)} 处错误：\n" + "\n".join(self.faults))


def parse(model: type[Model], text: str, name: str, first_line: int = 1, *, checked: bool = False) -> Model:
    """The YAML `text` of the file `name` as a `model`. Raises ContentFaulty with every mistake found.

    `checked` says that the same words have passed before, so that costly checks may be left out.
    """
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - both loaders are the safe ones
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + first_line if mark else first_line
        raise ContentFaulty(
            [f"{name} 第 {line} 行：YAML 写法有误（{getattr(fault, 'problem', '') or fault}）"]
        ) from None
    try:
        return model.model_validate(data, context={"checked": checked})
    except ValidationError as fault:
        # Line numbers are wanted only now; reading the nodes takes ten times as long as reading the values.
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        found = [
            f"{name} 第 {_line_of(node, error['loc']) + first_line} 行："
            f"{'.'.join(str(p) for p in error['loc'])} {error['msg']}"
            for error in fault.errors()
        ]
        raise ContentFaulty(found) from None


def read(model: type[Model], path: Path, *, checked: bool = False) -> Model:
    """The file as a `model`; raises ContentFaulty, also when the file is not there."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise ContentFaulty([f"{path.name}：读不到这个文件"]) from None
    return parse(model, text, path.name, checked=checked)


class Stamp:
    """Remembers, in one small file, which words of the content have passed every check."""

    def __init__(self, path: Path | None, folders: Sequence[Path]) -> None:
        self.path = path
        self.digest = digest(folders) if path else ""

    @property
    def stands(self) -> bool:
        """Whether exactly these words have passed before."""
        try:
            return self.path is not None and self.path.read_text("ascii").strip() == self.digest
        except OSError:
            return False

    def leave(self) -> None:
        """Says that they passed. A folder that cannot be written only costs the next start its time."""
        if not self.path:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(f".{os.getpid()}")
            beside.write_text(self.digest, "ascii")
            beside.replace(self.path)
        except OSError:
            return


def digest(folders: Sequence[Path]) -> str:
    """One number for the names and words of all YAML and Markdown files below the folders."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".md")):
            words = path.read_bytes()
            total.update(f"{path.relative_to(folder)} {len(words)} ".encode())
            total.update(words)
    return total.hexdigest()


def _line_of(node: Any, place: Sequence[int | str]) -> int:
    """The line, counted from 0, of the deepest node on the way to `place`."""
    line = node.start_mark.line if node is not None else 0
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                return int(line)
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        else:
            return int(line)
    return int(line)
