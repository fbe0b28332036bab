"""What the search refuses, and how it says so."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class CorpusUnreadable(Refusal):
    """A corpus file cannot be read; the message names the line and what is wanted there."""


class RankingMissing(Refusal):
    """The index of the installed library has not been built yet."""

    def __init__(self) -> None:
        super().__init__("法律库的检索索引还没有建立。请先运行 ./fawang law install，再试一次。")
