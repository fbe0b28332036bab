"""The database's own statistics."""

from __future__ import annotations

import pytest
from django.db import connection

from fawang.core.statistics import refresh_statistics
from fawang.interfaces.workers.schedule import TASKS


@pytest.mark.django_db
def test_statistics_are_refreshed_every_day_on_either_database() -> None:
    said = refresh_statistics()
    assert said.startswith("PRAGMA optimize" if connection.vendor == "sqlite" else "ANALYZE")
    assert [task.every.days for task in TASKS if task.name == "database-statistics"] == [1]
