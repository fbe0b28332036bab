"""GET /api/v1/openapi.json: the description of this API."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse

from fawang import __version__
from fawang.interfaces.api.answers import endpoint, json_answer


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document, written in openapi.yaml beside this file."""
    text = (Path(__file__).parent / "openapi.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    loaded["info"]["version"] = __version__
    return loaded


@endpoint("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    """The document as JSON."""
    return json_answer(document())
