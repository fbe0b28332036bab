"""Content files read with their line numbers, so that every mistake in a file can be named at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from fawang.core.refusals import Refusal

Model = TypeVar("Model", bound=BaseModel)


class ContentFaulty(Refusal):
    """A content file has mistakes; `faults` holds one sentence for each, with file and line."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(f"内容文件有 {len(self.faults)} 处错误：\n" + "\n".join(self.faults))


def parse(model: type[Model], text: str, name: str, first_line: int = 1) -> Model:
    """The YAML `text` of the file `name` as a `model`. Raises ContentFaulty with every mistake found."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + first_line if mark else first_line
        raise ContentFaulty(
            [f"{name} 第 {line} 行：YAML 写法有误（{getattr(fault, 'problem', '') or fault}）"]
        ) from None
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        found = [
            f"{name} 第 {_line_of(node, error['loc']) + first_line} 行："
            f"{'.'.join(str(p) for p in error['loc'])} {error['msg']}"
            for error in fault.errors()
        ]
        raise ContentFaulty(found) from None


def read(model: type[Model], path: Path) -> Model:
    """The file as a `model`; raises ContentFaulty, also when the file is not there."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise ContentFaulty([f"{path.name}：读不到这个文件"]) from None
    return parse(model, text, path.name)


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
