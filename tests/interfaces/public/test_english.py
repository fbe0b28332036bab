"""The English words: compiled, complete in their placeholders, and never in the way of Chinese."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

from django.conf import settings
from django.utils import translation

from tests.interfaces.public.conftest import Citizen

FOLDER = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES"


def written() -> dict[str, str]:
    """msgid → msgstr of the source file, the one plural left out."""
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', (FOLDER / "django.po").read_text(), re.M))


def test_the_compiled_file_is_the_written_one() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(written()) > 200
    for chinese, english in written().items():
        assert compiled.gettext(chinese) == english, f"compile the messages again: {chinese}"


def test_placeholders_survive_translation() -> None:
    for chinese, english in written().items():
        wanted = sorted(re.findall(r"%\(\w+\)(?:s|d|\.\df)|\{\w+\}", chinese))
        assert sorted(re.findall(r"%\(\w+\)(?:s|d|\.\df)|\{\w+\}", english)) == wanted, chinese


def test_the_main_pages_speak_english(citizen: Citizen) -> None:
    citizen.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for path, words in (("/", "Tell us"), ("/ask", "What happened?"), ("/p", "What is your case code?")):
        assert words in citizen.client.get(path).content.decode()
    assert "Next" in citizen.client.get(citizen.start()).content.decode()


def test_chinese_comes_back_after_an_english_page(citizen: Citizen) -> None:
    citizen.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    citizen.client.get("/")
    assert translation.get_language() == "zh-hans"
