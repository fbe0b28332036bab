"""The page with what may be done with any matter, and steps that wait for approval."""

from __future__ import annotations

from fawang.journeys import act
from fawang.records.matters.models import Matter
from tests.cast import NOW
from tests.interfaces.office.conftest import Desk
from tests.journeys.story import opened


def post(desk: Desk, address: str, sent: dict[str, str]) -> str:
    return desk.client.post(address, sent).content.decode()


def test_handing_over_from_the_page(cast, zhou: Desk, number: str) -> None:
    zhou.take(number)
    page = zhou.get(f"/office/matters/{number}/more")
    assert "转交同事" in page
    assert "孙丽" in page
    assert "<script>" not in page
    refused = post(zhou, f"/office/matters/{number}/more/hand-over", {"to": str(cast.sun.pk), "reason": ""})
    assert "请写明原因" in refused
    post(zhou, f"/office/matters/{number}/more/hand-over", {"to": str(cast.sun.pk), "reason": "周敏休假"})
    assert Matter.objects.get(number=number).holder_id == cast.sun.pk


def test_tying_merging_and_splitting_from_the_page(cast, zhou: Desk, number: str) -> None:
    zhou.take(number)
    twice = opened("the-very-same-again").number
    refused = post(zhou, f"/office/matters/{number}/more/link", {"other": "999", "reason": "同一工地"})
    assert "没有找到您填的另一件" in refused
    assert 'value="同一工地"' in refused  # what was typed is still there
    post(zhou, f"/office/matters/{number}/more/link", {"other": twice, "reason": "同一工地"})
    assert twice in zhou.get(f"/office/matters/{number}")
    post(zhou, f"/office/matters/{twice}/more/merge", {"other": number, "reason": "重复提交"})
    assert not Matter.objects.get(number=twice).open
    version = str(act.version_of(viewer=cast.viewers.zhou, number=number))
    post(
        zhou,
        f"/office/matters/{number}/more/split",
        {"version": version, "title1": "工伤赔偿", "story1": "从架子上摔下来", "title2": "", "story2": ""},
    )
    assert Matter.objects.filter(title="工伤赔偿", created_at__gte=NOW).exists()
    assert "拆分出去的一件" in zhou.get(f"/office/matters/{number}")


def test_only_a_supervisor_is_offered_to_reopen(cast, zhou: Desk, zhao: Desk, number: str) -> None:
    zhou.act(number, "withdraw")
    assert not Matter.objects.get(number=number).open
    assert "重新打开</button>" not in zhou.get(f"/office/matters/{number}/more")
    assert "重新打开</button>" in zhao.get(f"/office/matters/{number}/more")
    post(zhao, f"/office/matters/{number}/more/reopen", {"reason": "撤回是别人点的"})
    assert Matter.objects.get(number=number).open
