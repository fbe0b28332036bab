"""What the sub-commands share: how a day is read from the command line, how progress is printed."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from fawang.reference.law.models import ArticleText


def day(text: str) -> date:
    """A day written 2027-01-02."""
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2027-01-02") from fault


def print_progress(fraction: float, text: str) -> None:
    """One line to the error stream, so that what is asked for can be piped."""
    print(f"{fraction:>4.0%} {text}", file=sys.stderr)


def as_plain(article: ArticleText) -> dict[str, str]:
    """An article as it is printed in JSON."""
    return {
        "law": article.law,
        "article": article.article,
        "chapter": article.chapter,
        "text": article.text,
        "in_force_from": article.in_force_from.isoformat(),
        "version_date": article.version_date.isoformat(),
        "warning": article.warning,
    }
