"""POST /api/v1/ask: a question in plain words, and the same answer as on the page."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from fawang.core import clock
from fawang.core.text import clean
from fawang.interfaces.api.answers import body_of, endpoint, json_answer, problem
from fawang.journeys.ask import ask


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """What is sent: the story in plain words, and the region where it happened if known."""

    text: str
    id: str = ""
    region: str = ""


@endpoint("POST")
def ask_question(request: HttpRequest) -> HttpResponse:
    """Understand and answer one question; nothing of it is stored."""
    try:
        question = msgspec.json.decode(body_of(request), type=Question)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        return problem(400, "BadRequest", f"请求内容不是要求的 JSON：{fault}")
    text = clean(question.text)
    if not text:
        return problem(422, "TextMissing", "请写一句遇到了什么事，例如“老板欠我三个月工资”。")
    answer = ask(text, region_code=question.region or None, now=clock.now())
    return json_answer(answer.as_json() | ({"id": question.id} if question.id else {}))
