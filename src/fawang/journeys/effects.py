"""What the worker does with each kind of outbox effect; every handler recognises a repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Handler by kind: takes the payload and the effect's key.
HANDLERS: dict[str, Callable[[dict[str, Any], str], None]] = {}
