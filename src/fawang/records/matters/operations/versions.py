"""Moving a running matter to another version of its service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fawang.records.matters.operations.timeline import LockedMatter, append_entries
from fawang.records.matters.rules.chain import NewEntry


def change_version(
    *, locked: LockedMatter, version: str, quiet_days: int | None, now: datetime
) -> LockedMatter:
    """Let a locked matter follow another version from here on; the entry keeps both, so that the chain still
    proves what the matter was opened with. `quiet_days` are those of its state in the new version. Whether
    the matter fits the version is for the caller to have found out under the same lock."""
    matter = locked.matter
    data: dict[str, Any] = {
        "definition": {"from": matter.service_version, "to": version},
        "name": "改按新版本办理",
        "who": "系统",
    }
    if quiet_days != locked.present.quiet_days:
        data["set"] = {"quiet_days": quiet_days}
    written = append_entries(locked=locked, new=[NewEntry("version", "system", "系统", data, "")], now=now)
    written.matter.service_version = version
    written.matter.save(update_fields=["service_version"])
    return written
