"""What a person typed, checked against a form and brought into its stored shape.

One pass in the order of the form: a condition may only look at what was asked before it (the content check
sees to that), so a question that is hidden never counts, and its old answer is dropped. Beside the answers
stand the derived ones (`<code>_count`, `<code>_late`), which conditions may test and nobody is asked.
"""

from fawang.reference.catalog.answers.checking import (
    Checked,
    check_all,
    check_fields,
    check_items,
    clean_value,
    list_fault,
)
from fawang.reference.catalog.answers.cleaning import TEXT_LIMITS, is_empty, measure, missing_sentence
from fawang.reference.catalog.answers.derived import derived, derived_codes, derived_fields, is_late
from fawang.reference.catalog.answers.sharing import PERSON_FACTS, facts_of, prefill
from fawang.reference.catalog.answers.showing import capitals, item_lines, item_pairs, shown_value
from fawang.reference.catalog.answers.walking import next_page, previous_page, visible_pages

__all__ = [
    "PERSON_FACTS",
    "TEXT_LIMITS",
    "Checked",
    "capitals",
    "check_all",
    "check_fields",
    "check_items",
    "clean_value",
    "derived",
    "derived_codes",
    "derived_fields",
    "facts_of",
    "is_empty",
    "is_late",
    "item_lines",
    "item_pairs",
    "list_fault",
    "measure",
    "missing_sentence",
    "next_page",
    "prefill",
    "previous_page",
    "shown_value",
    "visible_pages",
]
