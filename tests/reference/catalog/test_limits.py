"""The statutory periods as content: complete, dated, cited, and computed as worked by hand."""

from datetime import date, datetime, timedelta

import pytest
from chinese_calendar import is_workday

from fawang.core.calendar import Pause, Unit
from fawang.core.clock import ZONE
from fawang.reference.catalog import limits
from fawang.reference.catalog.holidays import ContentFaulty, content_roots, load_years, work_calendar
from fawang.reference.catalog.limit_cases import case_faults, load_cases
from fawang.reference.catalog.limits import (
    NotAPeriod,
    UnknownLimit,
    all_limits,
    get_limit,
    is_within,
    limit_deadline,
    load_limits,
    pause_grounds,
    resumed_deadline,
)

GOOD_RULES = """rules:
  - code: plain
    name: 规则
    moves_on: true
    hours_from_next: false
    articles:
      - {law: 中华人民共和国民法典, article: 第二百零一条, quote: 开始的当日不计入}
"""


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def write(folder, name, text):
    path = folder / "limits" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_every_worked_case_comes_out():
    assert [str(fault) for fault in case_faults(content_roots())] == []


def test_the_worked_cases_touch_every_kind_unit_and_counting_rule():
    cases, _, _ = load_cases(content_roots())
    used = [get_limit(case.limit) for case in cases]
    assert {limit.kind for limit in used} >= {"period", "before", "duration"}
    assert {limit.unit for limit in used} == set(Unit)
    assert {limit.counting.code for limit in used} == set(load_limits(content_roots()).rules)
    assert any(case.pauses for case in cases)
    assert any(case.extended for case in cases)


def test_the_book_holds_every_period_of_the_service_rules():
    held = all_limits()
    assert len(held) >= 79
    assert len({limit.code for limit in held}) == len(held)
    for limit in held:
        assert bool(limit.law) != limit.promised
        assert limit.verified == bool(limit.article and limit.quote)
        assert limit.counting.articles


@pytest.mark.parametrize(
    ("code", "value", "unit", "article"),
    [
        ("legal-aid.decide", 7, "day", "第四十三条"),
        ("legal-aid.assign", 3, "day", "第四十三条"),
        ("legal-aid.early-help", 7, "day", "第四十四条"),
        ("legal-aid.objection", 5, "day", "第四十九条"),
        ("labour.arbitration-limitation", 1, "year", "第二十七条"),
        ("labour.wage-limitation", 1, "year", "第二十七条"),
        ("arbitration.annulment", 3, "month", "第七十二条"),
        ("review.examine", 5, "working_day", "第三十条"),
        ("protection-order.issue", 72, "hour", "第二十八条"),
    ],
)
def test_the_periods_others_build_on(code, value, unit, article):
    limit = get_limit(code)
    assert (limit.value, limit.unit, limit.article) == (value, unit, article)


def test_what_has_no_length_says_so():
    assert get_limit("legal-aid.supplement-notice").kind == "once"
    for code in (
        "legal-aid.supplement-notice",
        "notary.excluded",
        "legal-aid.early-help",
        "labour.award-extension",
    ):
        with pytest.raises(NotAPeriod):
            limit_deadline(code, local("2026-03-02T09:00:00"))
    with pytest.raises(NotAPeriod):
        limit_deadline("legal-aid.decide", local("2026-03-02T09:00:00"), extended=True)


def test_what_the_library_lacks_is_marked():
    (ground,) = pause_grounds("legal-aid.decide")
    assert not ground.verified
    assert ground.article == ""
    assert "待核" in ground.cite
    assert [g.code for g in pause_grounds("notary.certificate")] == ["notary.excluded"]


def test_an_unknown_code_is_refused_with_a_hint():
    with pytest.raises(UnknownLimit, match=r"legal-aid\.decide"):
        get_limit("legal-aid.decid")


def test_a_limit_is_the_one_in_force_on_the_day():
    with pytest.raises(UnknownLimit):
        get_limit("arbitration.annulment", date(2026, 2, 28))
    assert get_limit("arbitration.annulment", date(2026, 3, 1)).value == 3


def test_fewer_than_seven_days_left_is_the_condition_for_early_help():
    now = local("2026-03-02T09:00:00")
    assert is_within("legal-aid.early-help", local("2026-03-08T23:59:59"), now)
    assert is_within("legal-aid.early-help", local("2026-03-02T23:59:59"), now)
    assert not is_within("legal-aid.early-help", local("2026-03-09T23:59:59"), now)
    assert not is_within("legal-aid.early-help", local("2026-03-01T23:59:59"), now)
    with pytest.raises(NotAPeriod):
        is_within("legal-aid.decide", now, now)


def test_resuming_one_pause_equals_counting_with_it():
    start, paused, resumed = (
        local(t) for t in ("2026-03-02T09:00:00", "2026-03-05T10:00:00", "2026-03-12T16:00:00")
    )
    due = limit_deadline("legal-aid.decide", start).at
    again = resumed_deadline(
        "legal-aid.decide", started_at=start, due_at=due, paused_at=paused, resumed_at=resumed
    )
    assert again.at == limit_deadline("legal-aid.decide", start, pauses=[Pause(paused, resumed)]).at
    second = resumed_deadline(
        "legal-aid.decide", started_at=start, due_at=again.at,
        paused_at=resumed + timedelta(days=1), resumed_at=resumed + timedelta(days=3),
    )  # fmt: skip
    assert second.at == again.at + timedelta(days=2)


def test_resuming_hours_gives_back_what_was_left():
    start = local("2026-03-02T09:00:00")
    due = start + timedelta(hours=30)
    again = resumed_deadline(
        "legal-aid.forward-detained", started_at=start, due_at=due,
        paused_at=start + timedelta(hours=10), resumed_at=start + timedelta(hours=40),
    )  # fmt: skip
    assert again.at == start + timedelta(hours=60)


def test_the_days_off_agree_with_an_independent_package():
    known = work_calendar()
    day = date(2024, 1, 1)
    assert known.published == {2024, 2025, 2026}
    while day <= date(2026, 12, 31):
        assert known.is_working_day(day) == is_workday(day), day
        day += timedelta(days=1)


def test_five_mistakes_are_told_at_once_with_their_lines(tmp_path):
    write(tmp_path, "counting.yaml", GOOD_RULES)
    write(
        tmp_path,
        "bad.yaml",
        "law: 中华人民共和国某法\nin_force_from: 2026-01-01\ncounting: plain\nlimits:\n"
        "  - code: Bad Code\n    workflow: 甲\n    step: 乙\n    who: 丙\n"
        "    kind: period\n    value: 0\n    unit: fortnight\n"
        "    start: 起\n    article: 43条\n    qoute: 错\n",
    )
    faults = load_limits([tmp_path]).faults
    assert {fault.line for fault in faults} >= {5, 10, 11, 13, 14}
    assert all(fault.file == "limits/bad.yaml" for fault in faults)


def test_references_and_doubles_are_checked(tmp_path):
    write(tmp_path, "counting.yaml", GOOD_RULES)
    entry = "    workflow: 甲\n    step: 乙\n    who: 丙\n    start: 起\n    article: 第一条\n    quote: 引\n"
    measured = "    kind: period\n    value: 7\n    unit: day\n"
    write(
        tmp_path,
        "bad.yaml",
        "law: 中华人民共和国某法\nin_force_from: 2026-01-01\ncounting: plain\nlimits:\n"
        f"  - code: a.one\n{measured}{entry}  - code: a.one\n{measured}{entry}"
        f"  - code: a.two\n    counting: plane\n{measured}{entry}"
        f"  - code: a.three\n    kind: excluded\n    applies_to: a.onn\n{entry}",
    )
    told = "\n".join(str(fault) for fault in load_limits([tmp_path]).faults)
    assert "写了两次" in told
    assert "没有计算规则“plane”，是不是想写“plain”？" in told
    assert "没有期限“a.onn”，是不是想写“a.one”？" in told


def test_a_missing_article_or_length_is_refused(tmp_path):
    write(tmp_path, "counting.yaml", GOOD_RULES)
    write(
        tmp_path,
        "bad.yaml",
        "law: 中华人民共和国某法\nin_force_from: 2026-01-01\ncounting: plain\nlimits:\n"
        "  - {code: a.one, workflow: 甲, step: 乙, who: 丙, start: 起, "
        "kind: period, article: 第一条, quote: 引}\n",
    )
    assert "要写 value 和 unit" in str(load_limits([tmp_path]).faults[0])


def test_a_calendar_year_with_mistakes_is_refused(tmp_path):
    (tmp_path / "calendar").mkdir()
    head = "notice: 国务院办公厅的通知\nissued_on: 2026-11-01\n"
    day = "holidays:\n  - {name: 元旦, from: 2027-01-01, to: 2027-01-01}\n"
    bad = {
        "2027.yaml": f"year: 2028\n{head}{day}",
        "2028.yaml": f"year: 2027\n{head}{day}workdays: [2027-01-04]\n",
        "2029.yaml": f"year: 2027\n{head}holidays:\n  - {{name: 元旦, from: 2027-01-03, to: 2027-01-01}}\n",
        "2030.yaml": f"year: 2027\n{head}{day}",
    }
    for name, text in bad.items():
        (tmp_path / "calendar" / name).write_text(text, encoding="utf-8")
    years, faults = load_years([tmp_path])
    assert years == []
    told = "\n".join(str(fault) for fault in faults)
    for part in ("不在 2028 年", "应是周末", "to 不能早于 from", "文件名是 2030"):
        assert part in told


def test_a_deployer_may_lay_a_new_year_over_the_shipped_ones(tmp_path, settings):
    (tmp_path / "calendar").mkdir()
    text = (content_roots()[0] / "calendar" / "2026.yaml").read_text(encoding="utf-8")
    (tmp_path / "calendar" / "2027.yaml").write_text(
        text.replace("2026", "2027").replace("workdays: [", "workdays: [] # "), encoding="utf-8"
    )
    settings.CONTENT_OVERLAY = tmp_path
    assert work_calendar().published == {2024, 2025, 2026, 2027}
    assert not limit_deadline("labour.wage-limitation", local("2026-06-30T00:00:00")).provisional
    write(tmp_path, "own.yaml", "law: [\n")
    limits._book.cache_clear()  # A process reads the content once; here it is changed under it.
    with pytest.raises(ContentFaulty, match=r"limits/own\.yaml:"):
        all_limits()


def test_what_an_office_promises_is_never_told_as_law():
    promise = get_limit("appraisal-complaint.accept")
    assert (promise.kind, promise.promised, promise.verified, promise.cite) == (
        "promise",
        True,
        False,
        "本机构承诺",
    )
    assert get_limit("appraisal-complaint.decide-extension").promised
    assert not get_limit("appraisal.accept").promised
    end = limit_deadline("appraisal-complaint.accept", local("2026-04-20T09:00:00"))
    assert end.last_day == date(2026, 4, 29)
    assert "本机构承诺" in end.explanation
    assert "《" not in end.explanation.split("和")[0]


PROMISE = "  - {code: a.one, workflow: 甲, step: 乙, who: 丙, kind: promise, value: 5, unit: day, start: 丁"


@pytest.mark.parametrize(
    ("head", "entry", "told"),
    [
        ("", "}", "为什么由机构自己承诺"),
        ("", ", note: 没有规定, article: 第一条}", "不能写 article"),
        ("law: 公证法\n", ", note: 没有规定}", "不能写成法律的规定"),
        (
            "",
            ", note: 没有规定}\n" + PROMISE.replace("promise", "period").replace("one", "two") + "}",
            "要写 law",
        ),
        ("", ", note: 没有规定}", ""),
    ],
)
def test_a_promise_gives_its_reason_and_names_no_law(tmp_path, head, entry, told):
    write(tmp_path, "counting.yaml", GOOD_RULES)
    text = f"{head}in_force_from: 2020-01-01\ncounting: plain\nlimits:\n{PROMISE}{entry}\n"
    write(tmp_path, "own.yaml", text)
    faults = "\n".join(str(fault) for fault in load_limits([tmp_path]).faults)
    assert told in faults if told else faults == ""
