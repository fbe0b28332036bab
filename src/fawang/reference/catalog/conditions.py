"""Conditions as data: which questions are asked, which actions are open. Pure; nothing is ever evaluated.

A condition is a mapping. Each key is a field (or fact) and each value is what it must be:

    {employer_known: yes}                      equal
    {kind: [wages, injury]}                    one of
    {people: {gte: 10}}                        number: gt, gte, lt, lte (also ISO dates, as they sort)
    {phone: {filled: true}}                    answered at all
    {all: [...]}  {any: [...]}  {not: {...}}   combined

Several keys in one mapping must all hold. Where the answer is a list, "equal" means "the list has it".
An unanswered field meets no test except `filled: false`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

COMBINERS = ("all", "any", "not")
COMPARISONS = ("gt", "gte", "lt", "lte")
Scalar = str | int | float | bool


def shape_faults(data: Any, depth: int = 0) -> Iterator[str]:
    """Plain Chinese sentences telling what is wrong with a condition's shape; none when it is right."""
    if depth > 6:
        yield "条件嵌套超过六层，请拆开写"
        return
    if not isinstance(data, Mapping) or not data:
        yield "条件应写成“字段: 值”的形式，且不能为空"
        return
    for key, value in data.items():
        if key in ("all", "any"):
            if not isinstance(value, list | tuple) or not value:
                yield f"“{key}”后面应是一组条件"
                continue
            for part in value:
                yield from shape_faults(part, depth + 1)
        elif key == "not":
            yield from shape_faults(value, depth + 1)
        else:
            yield from _test_faults(str(key), value)


def _test_faults(field: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, bound in value.items():
            if name == "filled":
                if not isinstance(bound, bool):
                    yield f"“{field}”的 filled 只能是 true 或 false"
            elif name not in COMPARISONS:
                yield f"“{field}”的比较方式“{name}”不认识；可用 gt、gte、lt、lte、filled"
            elif isinstance(bound, bool) or not isinstance(bound, int | float | str):
                yield f"“{field}”的 {name} 后面应是数字或日期"
        if not value:
            yield f"“{field}”后面没有写比较内容"
    elif isinstance(value, list | tuple):
        if not value or not all(isinstance(item, str | int | float | bool) for item in value):
            yield f"“{field}”后面的一组值只能是文字、数字或 true/false，且不能为空"
    elif not isinstance(value, str | int | float | bool):
        yield f"“{field}”后面应写一个值"


def fields_of(data: Mapping[str, Any]) -> set[str]:
    """Every field or fact a condition looks at."""
    found: set[str] = set()
    for key, value in data.items():
        if key in ("all", "any"):
            for part in value:
                found |= fields_of(part)
        elif key == "not":
            found |= fields_of(value)
        else:
            found.add(str(key))
    return found


def tests_of(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every single (field, wanted value) pair inside a condition, whatever combines them."""
    for key, value in data.items():
        if key in ("all", "any"):
            for part in value:
                yield from tests_of(part)
        elif key == "not":
            yield from tests_of(value)
        else:
            yield str(key), value


Test = Callable[[Mapping[str, Any]], bool]


def holds(data: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether a well-shaped condition holds for these answers."""
    return test_of(data)(answers)


def test_of(data: Mapping[str, Any]) -> Test:
    """A well-shaped condition as a function of the answers, for asking it often: a form asks some sixty of
    them each time it is checked."""
    parts = [_part_test(str(key), value) for key, value in data.items()]
    return parts[0] if len(parts) == 1 else _every(parts)


def _every(parts: Sequence[Test]) -> Test:
    return lambda answers: all(part(answers) for part in parts)


def _part_test(key: str, value: Any) -> Test:
    if key == "all":
        return _every([test_of(part) for part in value])
    if key == "any":
        tests = [test_of(part) for part in value]
        return lambda answers: any(test(answers) for test in tests)
    if key == "not":
        test = test_of(value)
        return lambda answers: not test(answers)
    return _answer_test(key, value)


def _answer_test(field: str, wanted: Any) -> Test:
    if isinstance(wanted, Mapping):
        bounds = list(wanted.items())
        return lambda answers: all(_compare(name, bound, answers.get(field)) for name, bound in bounds)
    choices = tuple(wanted) if isinstance(wanted, list | tuple) else (wanted,)
    words = frozenset(choices) if all(isinstance(choice, str) for choice in choices) else frozenset()

    def test(answers: Mapping[str, Any]) -> bool:
        answer = answers.get(field)
        if answer is None:
            return False
        if words and type(answer) is str:
            return answer in words
        given = answer if isinstance(answer, list | tuple | set | frozenset) else (answer,)
        return any(_same(one, choice) for one in given for choice in choices)

    return test


def _same(one: Any, other: Any) -> bool:
    if one is None or isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, str) != isinstance(other, str):
        left, right = number_of(one), number_of(other)
        return left is not None and left == right
    return bool(one == other)


def _compare(name: str, bound: Any, answer: Any) -> bool:
    if name == "filled":
        return (answer not in (None, "", [], ())) is bound
    left: Any = number_of(answer)
    right: Any = number_of(bound)
    if left is None or right is None:
        if not (isinstance(answer, str) and isinstance(bound, str) and answer):
            return False
        left, right = answer, bound
    result: bool = {"gt": left > right, "gte": left >= right, "lt": left < right, "lte": left <= right}[name]
    return result


def number_of(value: Any) -> Decimal | None:
    """A finite number out of an answer, or None. Booleans are no numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
