"""An application being filled in: started, left, resumed, thrown away. Answers are sealed and expire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fawang.journeys.add_material import MaterialView


@dataclass(frozen=True)
class DraftView:
    """A draft as its writer sees it. `token` is the browser's own secret; keep it in a cookie or session,
    never in a link."""

    token: str
    service_code: str
    service_version: str
    service_name: str
    channel: str
    answers: dict[str, Any]
    #: Shown form `XXXX-XXXX-XXXX-XX`, empty until a phone is known.
    case_code: str
    phone_masked: str
    updated_at: datetime
    expires_at: datetime
    materials: tuple[MaterialView, ...]
    #: Set once the draft has become a matter.
    matter_number: str | None


def start_draft(
    *, service_code: str, story: str = "", facts: Mapping[str, Any] | None = None, channel: str, now: datetime
) -> DraftView:
    """Begin an application; `story` and `facts` (answers by field code) are filled in already."""
    raise NotImplementedError


def load_draft(*, token: str, now: datetime) -> DraftView:
    """The draft of this token. Raises DraftNotFound or DraftExpired."""
    raise NotImplementedError


def save_answers(*, token: str, answers: Mapping[str, Any], now: datetime) -> DraftView:
    """Merge one page's cleaned answers (JSON values by field code) into the draft; a value of None removes
    the answer. The case code appears with the first phone."""
    raise NotImplementedError


def discard_draft(*, token: str, now: datetime) -> None:
    """Throw the draft and its files away."""
    raise NotImplementedError
