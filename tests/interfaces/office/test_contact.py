"""Safe contact on the matter's page, and who was told what."""

from __future__ import annotations

from datetime import timedelta

from fawang.records.matters.models import Message
from tests.cast import NOW, Cast
from tests.interfaces.office.conftest import Desk, words
from tests.journeys.story import deliver, submitted


def test_an_officer_switches_safe_contact_on_and_everybody_dealing_sees_it(cast: Cast) -> None:
    number = submitted().number
    zhou = Desk(cast.zhou)
    zhou.take(number)
    assert "不说是哪个单位" not in words(zhou.matter(number))
    sent = {"safe": "yes", "safe_phone": "19900000088", "from": "09:00", "to": "11:00"}
    assert zhou.client.post(f"/office/matters/{number}/contact", sent).status_code == 302
    page = words(Desk(cast.sun).matter(number))
    assert "不说是哪个单位" in page
    assert "09:00-11:00" in page
    assert "19900000088" not in page
    assert Desk(cast.wu).client.post(f"/office/matters/{number}/contact", sent).status_code == 404


def test_a_number_that_is_none_is_refused_with_what_was_typed(cast: Cast) -> None:
    number = submitted().number
    zhou = Desk(cast.zhou)
    zhou.take(number)
    sent = {"safe": "yes", "safe_phone": "12", "from": "09:00", "to": ""}
    response = zhou.client.post(f"/office/matters/{number}/contact", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="12"' in html
    assert "开始和结束的时间都要选" in html


def test_the_page_says_who_was_told_how_and_whether_it_arrived(cast: Cast) -> None:
    number = submitted().number
    deliver(NOW)
    zhou = Desk(cast.zhou)
    zhou.take(number)
    Message.objects.update(state="delivered", delivered_at=NOW + timedelta(minutes=1))
    page = words(zhou.matter(number))
    assert "申请人 短信 已送到 11月17日 09:31送到" in page
    Message.objects.update(state="failed", trouble="operator answered isv.MOBILE_NUMBER_ILLEGAL", tries=3)
    page = words(zhou.matter(number))
    assert "发送失败" in page
    assert "发了 3 次" in page
