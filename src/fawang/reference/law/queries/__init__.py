"""Reads of the law library. `on` is everywhere the day for which the law is asked, today when not given.

All of them raise LawLibraryMissing when the library has not been built, but for `library_ready`.
"""

from fawang.reference.law.queries.articles import (
    find_article,
    find_paragraph,
    library_ready,
    look_up,
    versions_of,
)
from fawang.reference.law.queries.contents import (
    article_neighbours,
    defects,
    law_contents,
    list_laws,
    toc,
)
from fawang.reference.law.queries.search import search

__all__ = [
    "article_neighbours",
    "defects",
    "find_article",
    "find_paragraph",
    "law_contents",
    "library_ready",
    "list_laws",
    "look_up",
    "search",
    "toc",
    "versions_of",
]
