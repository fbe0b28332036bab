"""How static files get their names."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names from the manifest that `collectstatic` writes; plain names until there is one, so that a
    fresh checkout and the tests need no collecting."""

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing has been collected yet."""
        if not self.hashed_files:
            return name
        return super().stored_name(name)
