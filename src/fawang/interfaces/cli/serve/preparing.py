"""What must stand before the first page is served: database, law library, demo city, static files. Every
step looks first whether there is anything to do, so that a second start is quick."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from fawang import __version__
from fawang.core.clock import now
from fawang.interfaces.cli.serve.database import migrate
from fawang.records.people.models import Organisation
from fawang.reference.law.install import ensure_library
from fawang.reference.law.retrieval.installed import ensure_ranking

Tell = Callable[[str], None]
Progress = Callable[[float, str], None]


def prepare(tell: Tell, progress: Progress, *, demo: bool, first: bool) -> None:
    """Do every step that is not done yet, telling about each; `first` when the data folder is new."""
    migrate(tell)
    ensure_library(progress)
    ensure_ranking(progress)
    if first:
        # It belongs to the keys that are to be backed up at once; later the first paper would make it. What
        # only a first start needs is read here, because it is half of what this start would read.
        from fawang.evidence.documents import ensure_key

        ensure_key(owner=settings.SITE_OWNER, now=now())
    if demo and not Organisation.objects.exists():
        from fawang.journeys.demo import load_demo

        tell("正在生成演示城市（淮畔市，虚构数据）……")
        load_demo(progress, now())
    collect_static(tell)


def collect_static(tell: Tell) -> bool:
    """Copy, hash and compress the static files; False when the last collection still stands."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    tell("正在整理页面所用的文件……")
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    draft = stamp.with_name(f".collected.{os.getpid()}")
    draft.write_text(wanted)
    draft.replace(stamp)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list(None):
            status = os.stat(storage.path(path))
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
