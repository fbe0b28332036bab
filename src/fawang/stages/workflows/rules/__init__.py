"""The engine: plain values in, a plan out."""

from fawang.stages.workflows.rules.approvals import (
    APPROVE,
    SEND_BACK,
    TAKE_BACK,
    agree,
    awaited,
    complete,
    offered,
    propose,
    send_back,
    take_back,
    take_effect,
)
from fawang.stages.workflows.rules.case import (
    Actor,
    Body,
    Case,
    Deadlines,
    Due,
    NoticeDue,
    Plan,
    chosen_option,
)
from fawang.stages.workflows.rules.steps import available, begin, check, deemed, plan, roles_for
from fawang.stages.workflows.rules.texts import HIDDEN, day_words, fill, words_of_value

__all__ = [
    "APPROVE",
    "HIDDEN",
    "SEND_BACK",
    "TAKE_BACK",
    "Actor",
    "Body",
    "Case",
    "Deadlines",
    "Due",
    "NoticeDue",
    "Plan",
    "agree",
    "available",
    "awaited",
    "begin",
    "check",
    "chosen_option",
    "complete",
    "day_words",
    "deemed",
    "fill",
    "offered",
    "plan",
    "propose",
    "roles_for",
    "send_back",
    "take_back",
    "take_effect",
    "words_of_value",
]
