"""Official papers as data: notices and decisions that a step drafts, an officer edits, the office issues."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fawang.reference.catalog.definitions.base import Cite, Line, Piece, Text

#: What a paper's text may hold in braces besides TEXT_WORDS, the form's fields and the step's fields.
#: `applicant` and `represented` are full names: a paper is served on the person, a message is not.
DOCUMENT_WORDS = frozenset({"applicant", "represented", "today", "applied_on", "document_number"})


class DocumentTemplate(Piece):
    """One kind of paper. `series` stands in its number: （2026）<office>援给字第12号 has the series 援给字.
    `body` is one text per paragraph; an empty paragraph left by an unanswered field is dropped. `remedy` says
    what whoever disagrees may do, and is printed before the signature. `english` is the second language,
    paragraph by paragraph, printed where it was asked for."""

    name: Line
    series: Line
    to: Text = "{applicant}"
    body: tuple[Text, ...] = Field(min_length=1, max_length=30)
    remedy: Text = ""
    cites: tuple[Cite, ...] = ()
    #: Who signs: the office with its seal, or the professional in charge as well.
    signed_by: Literal["office", "office_and_lawyer"] = "office"
    #: On whom it is served; the applicant's own page shows what is served on the applicant.
    served_on: Literal["applicant", "other_party", "authority", "file"] = "applicant"
    english: tuple[Text, ...] = ()
