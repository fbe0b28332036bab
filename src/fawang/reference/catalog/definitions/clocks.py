"""What a step does to a statutory clock."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from fawang.reference.catalog.definitions.base import Code, LimitCode, Piece, Text

CLOCK_VERBS = ("start", "stop", "pause", "resume", "extend", "cancel")


class ClockChange(Piece):
    """What happens to one statutory clock; exactly one verb. `cancel: all` ends every clock still running.
    Cancelling a clock that does not run does nothing; every other verb expects it running (or paused).
    `extend` adds the period of the limit named in `by_limit` (延长审理期限) to the end."""

    start: LimitCode | None = None
    stop: LimitCode | None = None
    pause: LimitCode | None = None
    resume: LimitCode | None = None
    cancel: LimitCode | None = None
    extend: LimitCode | None = None
    #: For `extend`: the limit that says by how much at most.
    by_limit: LimitCode | None = None
    #: For `start`: a date field of this action from which the period is counted, instead of now.
    counted_from: Code | None = None
    #: For `start`: counted from the day on which this other period began, instead of now (行政许可法
    #: 第三十二条: what was never answered counts as accepted from the day it came in).
    as_of: LimitCode | None = None
    #: For `start` of a limit of `kind: until`: the date field of the form on whose day it ends (行政许可法
    #: 第五十条: 有效期届满前). A day that was over when it would begin lets it not begin. Left out of a
    #: definition's content where it is not written, so that no other service gets a new version by it.
    until: Code | None = Field(default=None, exclude_if=lambda code: code is None)
    why: Text = ""

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        if sum(getattr(self, verb) is not None for verb in CLOCK_VERBS) != 1:
            raise ValueError("每一项只能写一个动作：start、stop、pause、resume、extend 或 cancel")
        if (self.extend is None) != (self.by_limit is None):
            raise ValueError("extend 和 by_limit 要一起写：延长哪个期限，按哪条延长")
        if (self.counted_from or self.as_of or self.until) and not self.start:
            raise ValueError("counted_from、as_of、until 只能和 start 一起用")
        if self.counted_from and self.until:
            raise ValueError("counted_from 和 until 只能写一个：从填的日子算起，还是到填的日子为止")
        if self.counted_from and self.as_of:
            raise ValueError("counted_from 和 as_of 只能写一个：从填的日子算，还是从另一个期限开始的那天算")
        return self

    @property
    def verb(self) -> str:
        """start, stop, pause, resume, extend or cancel."""
        return next(verb for verb in CLOCK_VERBS if getattr(self, verb))

    @property
    def limit(self) -> str:
        """The limit code, or `all`."""
        return str(getattr(self, self.verb))
