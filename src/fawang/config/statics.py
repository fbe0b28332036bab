"""How static files get their names."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names from the manifest that `collectstatic` writes; plain names until there is one, so that a
    fresh checkout and the tests need no collecting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page asks for twenty of them. The manifest is read once in the life of a process, so an address
        # found in it holds as long.
        self._addresses: dict[str, str] = {}

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing has been collected yet."""
        if not self.hashed_files:
            return name
        return super().stored_name(name)

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file."""
        known = self._addresses.get(name)
        if known is None:
            known = super().url(name, force)
            if self.hashed_files:
                self._addresses[name] = known
        return known
