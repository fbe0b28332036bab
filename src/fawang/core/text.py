"""Cleaning, cutting for search, and masking of text a person wrote."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")
#: Full-width letters and digits become plain ones. Full-width punctuation stays: it is good Chinese.
_WIDE = {
    code: code - 0xFEE0
    for low, high in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(low), ord(high) + 1)
}


def clean(text: str, limit: int | None = None) -> str:
    """The text as it is stored: control, direction and other invisible characters out, full-width letters
    and digits made plain, runs of spaces made one, trimmed, and cut to `limit` characters if it is given.
    Line breaks stay. Markup is left as typed: the page escapes it."""
    text = unicodedata.normalize("NFC", text)
    if not text.isascii():
        text = text.translate(_WIDE)
    if text.isprintable():
        # Nothing invisible in it and no line break, as nearly always: only its plain spaces are left to do.
        result = (_SPACES.sub(" ", text) if "  " in text else text).strip()
    else:
        result = _clean_lines(text.replace("\r\n", "\n").replace("\r", "\n"))
    return result if limit is None else result[:limit].rstrip()


def _clean_lines(text: str) -> str:
    kept = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    lines = "\n".join(line.strip() for line in _SPACES.sub(" ", kept).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def one_line(text: str, limit: int | None = None) -> str:
    """`clean`, with line breaks made spaces: for names, titles and list rows."""
    cleaned = clean(text)
    return clean(cleaned.replace("\n", " "), limit) if "\n" in cleaned else cleaned[:limit].rstrip()


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters in order, with repeats, for search over Chinese text. Letters and
    digits count like characters, in lower case; anything else breaks the run. A run of a single character
    gives that character, so that a one-character word can still be found."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    pairs: list[str] = []
    for run in re.findall(r"[^\W_]+", folded):
        pairs.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
    return pairs


def mask_phone(phone: str) -> str:
    """`138****5678`; of any other number only the last four digits, of a very short one nothing."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) == 11 and digits[0] == "1":
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(len(digits) - 4, 0) + digits[-4:] if len(digits) >= 7 else "*" * len(digits)


def mask_identity(number: str) -> str:
    """The first three and last two characters of an identity number: neither county nor birthday shows."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}" if len(number) >= 8 else "*" * len(number)


def mask_name(name: str) -> str:
    """The first character and a star for each other one, three stars at most."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3) if name else ""


def mask_email(address: str) -> str:
    """The first character of the mailbox and the whole of the host: `z***@example.com`."""
    mailbox, at, host = address.rpartition("@")
    return f"{mailbox[:1]}***{at}{host}" if at else "*" * len(address)
