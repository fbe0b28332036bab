"""How two spellings of one law's name are told to be the same. No database."""

from __future__ import annotations

import re
import unicodedata

REPUBLIC = "中华人民共和国"
#: （2023修订）, （2018年修正）, (2025): which text somebody means, never part of the name itself.
EDITION = re.compile(r"[（(](?:\d{4}年?(?:修订|修正|修改|版|公布|通过)*|修订|修正|试行版)[）)]$")


def plain(name: str) -> str:
    """A name as it is compared: no spaces, no 《》, no edition, full-width brackets, Chinese commas."""
    name = re.sub(r"[\s\u3000《》〈〉<>]", "", unicodedata.normalize("NFKC", name[:200]))
    name = EDITION.sub("", name)
    return name.replace("(", "（").replace(")", "）").replace(",", "，").removeprefix(REPUBLIC)
