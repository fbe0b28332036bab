"""How text is cut for search: overlapping pairs of characters, which need no dictionary and find every
word of two characters or more."""

from __future__ import annotations

import re
import unicodedata

from fawang.core.text import bigrams

#: Longer search texts are cut; nobody types more, and each pair costs time.
LONGEST_QUERY = 40
TAIL_DIGITS = 8


def folded(text: str) -> str:
    """The text in the spelling that is compared: runs of letters, digits and characters, one space apart."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def index_tokens(number: str, county: str, title: str, story: str) -> list[str]:
    """Everything under which a matter is found: the pairs of its title and story, and the last eight digits
    of its number and its county (six digits) as one word each."""
    return [f"n{number[-TAIL_DIGITS:]}", county_token(county), *bigrams(title), *bigrams(story)]


def county_token(county: str) -> str:
    """The word under which every matter of a county is found, so that a search by somebody of one county
    reads the hits of that county only."""
    return f"r{county}"


def query_phrases(text: str) -> list[list[str]]:
    """A search text as phrases that must all be there, each a list of pairs that must follow one another.
    Empty when nothing of two characters or more was typed."""
    runs = folded(text[:LONGEST_QUERY]).split()
    return [bigrams(run) for run in runs if len(run) > 1]
