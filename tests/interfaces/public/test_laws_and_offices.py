"""Statutes with their date and neighbours; offices by place and by position."""

from __future__ import annotations

import pytest

from tests.cast import SHIGANG, Cast
from tests.interfaces.public.conftest import Citizen


def body(html: bytes) -> str:
    return html.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_an_article_has_its_text_date_and_neighbours(citizen: Citizen) -> None:
    html = body(citizen.client.get("/law/法律援助法/第四十二条").content)
    assert "进城务工人员" in html
    assert "起施行" in html
    assert (
        "/law/%E6%B3%95%E5%BE%8B%E6%8F%B4%E5%8A%A9%E6%B3%95/%E7%AC%AC%E5%9B%9B%E5%8D%81%E4%B8%80%E6%9D%A1"
        in html
    )
    assert "第四十三条" in html


def test_search_finds_by_name_and_escapes(citizen: Citizen) -> None:
    html = body(citizen.client.get("/law", {"q": "劳动合同法第三十条"}).content)
    assert "《劳动合同法》第三十条" in html
    assert "<b>x" not in body(citizen.client.get("/law", {"q": "<b>x"}).content)


def test_a_place_is_chosen_once_and_kept(citizen: Citizen) -> None:
    response = citizen.client.post("/offices", {"region": SHIGANG})
    assert response["Location"] == "/offices"
    html = body(citizen.client.get("/offices").content)
    assert "石港县法律援助中心" in html
    assert "清溪县法律援助中心" not in html
    assert "石港县" in body(citizen.client.get("/").content)


def test_nearest_first_and_the_position_is_not_kept(citizen: Citizen, cast: Cast) -> None:
    response = citizen.client.post("/offices", {"latitude": "33.951", "longitude": "119.251"})
    html = body(response.content)
    assert html.index("柳湾司法所") < html.index("石港县法律援助中心")
    assert "公里" in html
    assert not any("33.95" in cookie.value for cookie in response.cookies.values())


@pytest.mark.parametrize(
    "data",
    [{}, {"region": "1"}, {"region": "999999999999"}, {"latitude": "x", "longitude": "y"}, {"latitude": "91"},
     {"latitude": "nan", "longitude": "nan"}, {"latitude": "1e400", "longitude": "0"}],
)  # fmt: skip
def test_a_strange_place_is_asked_again(citizen: Citizen, data: dict[str, str]) -> None:
    response = citizen.client.post("/offices", data)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
