"""An agent where the law wants the person: told at the question, with everything typed still there."""

from __future__ import annotations

from django.test import Client, RequestFactory

from fawang.core import clock
from fawang.interfaces.public import cookies
from fawang.journeys.draft import DraftView, load_draft
from fawang.records.matters.models import Matter
from tests.journeys.review import ANSWERS, review

__all__ = ["review"]


def draft_of(client: Client) -> DraftView:
    """What is kept of the application that this browser is filling in."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return load_draft(token=cookies.draft_token(request), now=clock.now())


def test_the_question_page_refuses_an_agent_and_takes_the_person(cast, review) -> None:
    client = Client()
    assert client.post("/services/review-demo/apply").status_code == 302
    client.post("/apply/q/who", {"name": ANSWERS["name"], "shown": "name,phone,region", "go": "leave"})
    sent = {"topic": "will", "for_whom": "agent", "shown": "topic,for_whom"}
    page = client.post("/apply/q/topic", sent)
    assert page.status_code == 422
    assert "立遗嘱要本人来" in page.content.decode()
    answers = draft_of(client).answers
    assert (answers["name"], answers["for_whom"]) == (ANSWERS["name"], "agent")
    assert client.post("/apply/q/topic", {**sent, "for_whom": "self"}).status_code == 302
    assert not Matter.objects.exists()
