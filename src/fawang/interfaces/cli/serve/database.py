"""Brings the database to the shape this version wants, one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

#: Any number will do, as long as nothing else on the database takes it as an advisory lock.
_MIGRATION_LOCK = 990_100_12348


def migrate(tell: Callable[[str], None]) -> bool:
    """Bring the database to this version's shape; False when it was already. Two at once take turns."""
    with _one_migration_at_a_time():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return False
        tell(f"正在升级数据库（{len(plan)} 步）……")
        call_command("migrate", interactive=False, verbosity=0)
    return True


@contextmanager
def _one_migration_at_a_time() -> Iterator[None]:
    with (Path(settings.DATA) / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        # Servers that share a PostgreSQL database need not share a disk.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
