"""Refusals: what the product says no to, each by its own name and with a sentence for the person."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A request that is understood and refused. Subclass it for every reason.

    `message` is one Chinese sentence that says what is wrong and what to do; a page shows it as it is, so
    it never holds another person's data. `code` is the class name, for the API and for tests.
    """

    default_message: ClassVar[str] = "现在不能这样办理，请稍后再试或拨打 12348。"

    def __init__(self, message: str = "") -> None:
        self.message = message or self.default_message
        super().__init__(self.message)

    @property
    def code(self) -> str:
        """The name of the refusal, the same in the API, the log and the tests."""
        return type(self).__name__
