"""Legal sources of a definition as the citation component shows them."""

from __future__ import annotations

from collections.abc import Iterable

from fawang.core.refusals import Refusal
from fawang.reference.catalog.definitions import Cite
from fawang.reference.law.citations import Citation, cite


def citation_of(source: Cite | None) -> Citation | None:
    """The source through the citation gate, None when the gate does not let it out."""
    if source is None:
        return None
    try:
        return cite(source.law, source.article, source.quote)
    except Refusal:
        # The content check of the build reports it; a citizen sees no article rather than a doubtful one.
        return None


def citations_of(sources: Iterable[Cite]) -> list[Citation]:
    """Every source that the gate lets out."""
    return [found for found in map(citation_of, sources) if found is not None]
