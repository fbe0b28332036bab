"""Reads files with one JSON object to a line, corpora and questions alike, and says what is wrong in them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

#: The longest article known has 12,000 characters; a line far above that is not one.
LONGEST_LINE = 2_000_000
Row = dict[str, object]


def read_rows(stream: IO[bytes]) -> Iterator[tuple[int, Row | str]]:
    """Every line's number with its object, or with a Chinese sentence saying why there is none.

    Empty lines are left out. A line that is too long is passed over without being held in memory. Raises
    OSError and EOFError as the stream does.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield number, f"这一行超过 {LONGEST_LINE // 10_000} 万字节，请拆短。"
        elif text := line.strip().removeprefix(b"\xef\xbb\xbf"):
            yield number, _row(text)


def _row(text: bytes) -> Row | str:
    try:
        row = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError:
        return "不是 UTF-8 文字，请先转换编码。"
    except (ValueError, RecursionError):
        return "不是一行完整的 JSON。"
    if not isinstance(row, dict):
        return '应当是一个 JSON 对象，如 {"id": 1, "text": "…"}。'
    return row


def open_lines(path: Path) -> IO[bytes]:
    """The file, unpacked when its name ends in .gz."""
    packed = path.name.lower().endswith(".gz")
    return cast("IO[bytes]", gzip.open(path, "rb") if packed else path.open("rb"))
