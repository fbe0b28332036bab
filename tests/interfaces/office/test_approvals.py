"""What waits for somebody's signature, and which papers wait to be issued, in the list of work."""

from __future__ import annotations

from tests.cast import NOW, Cast
from tests.interfaces.office.conftest import Desk, words
from tests.journeys.review import handed_in, review
from tests.journeys.story import do

__all__ = ["review"]
WAITING = "/office/?tab=open&standing=approval"


def waits(desk: Desk, number: str) -> bool:
    """Whether the matter is listed as waiting for this person; the number beside the link must agree."""
    listed = f'id="m-{number}"' in desk.get(WAITING)
    assert desk.get("/office/approvals") == ("1" if listed else "0")
    return listed


def test_a_step_waits_for_whose_turn_it_is_and_for_nobody_else(
    cast: Cast, review: None, zhou: Desk, sun: Desk, zhao: Desk, wu: Desk
) -> None:
    number = handed_in().number
    everybody = (zhou, sun, zhao, wu)
    do(cast.viewers.zhou, number, "accept", NOW)
    assert not any(waits(desk, number) for desk in everybody)
    do(cast.viewers.zhou, number, "decide", NOW, reason="处罚有据", private="内部情况")
    # The colleague signs first; never the proposer, the supervisor only after her, the neighbour not at all.
    assert [waits(desk, number) for desk in everybody] == [False, True, False, False]
    do(cast.viewers.sun, number, "approve", NOW, opinion="没有意见")
    assert [waits(desk, number) for desk in everybody] == [False, False, True, False]
    do(cast.viewers.zhao, number, "send_back", NOW, reason="再补一份证据")
    assert not any(waits(desk, number) for desk in everybody)


def test_the_list_and_the_overview_lead_there_and_count_without_holding_the_page(
    zhou: Desk, zhao: Desk, number: str
) -> None:
    for page in (zhou.get("/office/"), zhao.get("/office/overview")):
        assert 'href="/office/?tab=open&amp;standing=approval"' in page.replace('"?tab', '"/office/?tab')
        assert 'hx-get="/office/approvals"' in page
    assert "这里现在没有事项" in words(zhou.get(WAITING))


def test_a_drafted_paper_waits_for_whoever_may_issue_it(
    cast: Cast, zhou: Desk, sun: Desk, wu: Desk, zhao: Desk, number: str
) -> None:
    def listed(desk: Desk) -> bool:
        return f'id="m-{number}"' in desk.get("/office/?tab=open&standing=paper")

    assert not listed(zhou)
    zhou.take(number)
    do(cast.viewers.zhou, number, "grant", NOW, form_of_aid="arbitration", means_finding="waived")
    assert [listed(desk) for desk in (zhou, sun, wu, zhao)] == [True, False, False, False]
