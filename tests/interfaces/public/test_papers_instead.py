"""A citizen whose papers are missing: promise, look up, hand in another, object; without scripts."""

from __future__ import annotations

import html
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fawang.core import clock
from fawang.gateways.registers.importing import import_register
from fawang.interfaces.public import cookies
from fawang.journeys.stand_ins import deciding
from fawang.records.matters.models import Material, PromiseBar, StandIn
from tests.cast import NOW, WANG
from tests.gateways.storage.test_inspect import picture
from tests.journeys.materials_story import begun, handed_in, papers
from tests.journeys.story import proof_of

__all__ = ["papers"]
pytestmark = pytest.mark.usefixtures("papers", "law_library")


@pytest.fixture(autouse=True)
def moment(monkeypatch) -> None:
    """The pages' clock stands at the cast's morning."""
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def words(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def with_draft(token: str) -> Client:
    client = Client()
    response = client.get("/")
    cookies.keep_draft(response, token)
    client.cookies.update(response.cookies)
    return client


def at_own_page(client: Client, receipt) -> str:
    """A browser that proved the phone; the address of its case."""
    response = client.get("/")
    cookies.keep_proof(response, receipt.case_code, proof_of(receipt, NOW))
    client.cookies.update(response.cookies)
    return f"/p/{receipt.case_code}/own"


def test_before_handing_in(cast):
    import_register(
        name="demo-licences",
        raw=f"姓名,身份证号,证书编号\n{WANG.name},{WANG.identity},证8\n".encode(),
        now=NOW,
    )
    client = with_draft(begun())
    page = client.get("/apply/papers")
    for said in ("没有犯罪记录的证明", "身份证、户口簿", "不是真的，已经作出的决定会被撤销"):
        assert said in words(page)
    refused = client.post("/apply/papers", {"paper": "no_crime", "how": "promise"})
    assert refused.status_code == 422
    assert "勾选" in words(refused)
    for how, paper in (("promise", "no_crime"), ("register", "licence")):
        sent = {"paper": paper, "how": how, "agreed": "yes"}
        assert client.post("/apply/papers", sent).status_code == 302
    page = words(client.get("/apply/papers"))
    assert "已从电子证照库取得" in page
    assert "证8" not in page  # what the register says is for staff
    assert "样材料" in words(client.get("/apply/check"))
    client.post("/apply/papers", {"paper": "licence", "how": "back"})
    assert [one.code for one in StandIn.objects.all()] == ["no_crime"]


def test_on_ones_own_page(cast):
    receipt = handed_in(begun())
    client = Client()
    address = at_own_page(client, receipt)
    page = client.get(address).content.decode()
    assert 'value="identity|户口簿"' in page
    file = SimpleUploadedFile("户口簿.jpg", picture())
    client.post(f"{address}/material", {"code": "identity|户口簿", "file": file})
    assert "身份证明（户口簿）" in words(client.get(address))
    assert Material.objects.get().alternative == "户口簿"
    sent = {"paper": "no_crime", "how": "promise", "agreed": "yes"}
    assert client.post(f"{address}/instead", sent).status_code == 302
    assert "您已书面承诺" in words(client.get(f"{address}/instead"))


def test_an_objection_is_kept_when_it_is_too_short_and_sent_when_it_is_not(cast):
    receipt = handed_in(begun())
    client = Client()
    address = at_own_page(client, receipt)
    client.post(f"{address}/instead", {"paper": "no_crime", "how": "promise", "agreed": "yes"})
    deciding.check_promise(
        viewer=cast.viewers.zhou,
        number=receipt.number,
        stand_in_id=StandIn.objects.get().pk,
        true=False,
        finding="法院说有过案底",
        now=NOW,
    )
    assert "法院说有过案底" in words(client.get(f"{address}/instead"))
    short = client.post(f"{address}/objection", {"words": "不对"})
    assert short.status_code == 422 and "不对</textarea>" in short.content.decode()
    client.post(f"{address}/objection", {"words": "那是同名的另一个人"})
    assert PromiseBar.objects.get().objection == "那是同名的另一个人"


def test_without_a_proof_the_phone_is_asked(cast):
    receipt = handed_in(begun())
    answer = Client().get(f"/p/{receipt.case_code}/own/instead")
    assert answer.status_code == 302
    assert answer["Location"].endswith("/prove")
