"""A new service begun as a copy of one that is like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from fawang.core.refusals import Refusal
from fawang.reference.catalog.loader import content_files
from fawang.reference.catalog.wording import near

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class NotCopied(Refusal):
    """The new service could not be begun; the message says what to write instead."""


def copy_service(
    roots: Sequence[Path], *, family: str, code: str, like: str, name: str = "", family_name: str = ""
) -> list[Path]:
    """Write a copy of a service under another code into the last content folder (a deployer's own where
    there is one); the cases come along. A family that is new gets the shared pieces of the other's. Returns
    the files written. Raises NotCopied and writes nothing then."""
    files = content_files(roots)
    services = {shown.split("/")[2]: shown.rsplit("/", 1)[0] for shown in files if _is_head(shown)}
    for word in (family, code):
        if not _CODE.fullmatch(word):
            raise NotCopied(f"“{word}”不能作编码：只用小写字母、数字和 -，以字母开头。")
    if like not in services:
        raise NotCopied(f"没有服务“{like}”可以照着做{near(like, services) or '。'}")
    if code in services:
        raise NotCopied(f"已经有服务“{code}”（{services[code]}），请换一个编码。")
    source, target = services[like], f"services/{family}/{code}"
    texts = {
        target + shown.removeprefix(source): path.read_text(encoding="utf-8")
        for shown, path in files.items()
        if shown.startswith(f"{source}/")
    }
    texts[f"{target}/service.yaml"] = _renamed(
        texts[f"{target}/service.yaml"], code=code, name=name, family=family, family_name=family_name
    )
    shared = f"services/{family}/family.yaml"
    if not any(shown.startswith(f"services/{family}/") for shown in files):
        if not family_name:
            raise NotCopied(f"“{family}”是新的一类，请用 --family-name 写上它的名称。")
        other = files.get(source.rsplit("/", 1)[0] + "/family.yaml")
        text = other.read_text(encoding="utf-8") if other else "family: x\nfamily_name: x\n"
        texts[shared] = _renamed(text, family=family, family_name=family_name)
    written = []
    for shown, text in sorted(texts.items()):
        path = roots[-1] / shown
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _is_head(shown: str) -> bool:
    return shown.count("/") == 3 and shown.endswith("/service.yaml")


def _renamed(text: str, **values: str) -> str:
    """The text with the value of every given key that stands at the margin replaced."""
    for key, value in values.items():
        if value:
            text = re.sub(rf"(?m)^{key}:[^\n]*", f"{key}: {value}", text, count=1)
    return text
