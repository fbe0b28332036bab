"""What the shipped notices say beyond a text message, and when they go out."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fawang.reference.catalog.queries import get_service, list_services
from fawang.stages.delivery.rules import Terms, not_before

NIGHT = datetime(2026, 6, 1, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
#: What would be too late in the morning; nothing else may wake anybody.
URGENT = {"stop_result", "stop_asked", "duty_again", "violence_for_office"}
NOTICES = sorted({(code, one) for s in list_services() for code, one in s.notices.items()}, key=str)


def test_only_what_would_be_too_late_in_the_morning_goes_out_at_night():
    assert {code for code, one in NOTICES if one.urgent} == URGENT
    terms = Terms(quiet_hours="22:00-07:00")
    stop = get_service("review-taking").notices
    assert not_before(NIGHT, terms, urgent=stop["stop_result"].urgent) == NIGHT
    later = not_before(NIGHT, terms, urgent=stop["resumed"].urgent)
    assert later - NIGHT == timedelta(hours=7, minutes=30)


def test_what_is_read_out_needs_no_page_no_code_and_no_screen():
    spoken = [(code, one) for code, one in NOTICES if one.voice]
    assert len(spoken) >= 15
    for code, one in spoken:
        assert "{case_code}" not in one.voice, code
        assert "{number}" not in one.voice, code
        assert re.search(r"\{phone\}|\{organisation\}", one.voice), f"{code}: nowhere to turn to"
        assert not re.search(r"https?:|点击|链接", one.voice), code


@pytest.mark.parametrize(
    ("service", "notice", "words"),
    [
        ("labour-arbitration", "hearing_set", "按撤回申请处理"),
        ("labour-arbitration", "undecided", "起诉"),
        ("legal-aid-civil", "refused", "异议"),
        ("notary-will", "issued", "身份证"),
        ("lawyer-first-licence", "licence_issued", "领"),
    ],
)
def test_the_long_words_say_what_to_do_next(service, notice, words):
    one = get_service(service).notices[notice]
    assert words in one.long
    assert len(one.long) > len(one.text)


def test_nothing_that_hides_what_it_is_about_has_words_that_tell_it():
    for code, one in get_service("legal-aid-domestic-violence").notices.items():
        if one.to == "applicant":
            assert not re.search("家暴|暴力|离婚|保护令|法律援助", one.text + one.long + one.voice), code
