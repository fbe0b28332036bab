"""Opening hours and the waiting time after wrong passwords, as pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

#: Professions of those who do the professional work (the role `lawyer` of a service's steps), as people call
#: them.
PROFESSIONS = {
    "lawyer": "律师",
    "notary": "公证员",
    "mediator": "调解员",
    "arbitrator": "仲裁员",
    "appraiser": "鉴定人",
    "adviser": "法律顾问",
    "legal_worker": "基层法律服务工作者",
    "volunteer": "志愿者",
}
#: Professions that nobody practises without a licence of their own.
LICENSED = frozenset({"lawyer", "notary", "appraiser", "legal_worker"})

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = ("一", "二", "三", "四", "五", "六", "日")

Hours = Mapping[str, Sequence[Sequence[str]]]

#: Wrong passwords allowed for one user name from one address before it has to wait.
FREE_TRIES = 5
#: The same for a user name from anywhere and for an address with any names: higher, so that a stranger
#: cannot lock a colleague out with five guesses.
FREE_TRIES_WIDE = 30
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
#: Wrong passwords older than this are forgotten.
FORGET_AFTER = timedelta(hours=2)


def profession_for(role: str, profession: str) -> str:
    """The profession somebody is registered with: the one given, else lawyer for the professional role."""
    return profession or ("lawyer" if role == "lawyer" else "")


def profession_name(profession: str) -> str:
    """What people call somebody of a profession; 承办人 where it is not known."""
    return PROFESSIONS.get(profession, "承办人")


def hours_fault(hours: Hours) -> str | None:
    """Why these opening hours cannot be used, as a Chinese sentence; None when they can."""
    for day, spans in hours.items():
        if day not in DAYS:
            return f"开放时间里的“{day}”不是星期，请用 mon 到 sun"
        last = time.min
        for span in spans:
            try:
                opens, closes = (time.fromisoformat(text) for text in span)
            except ValueError:
                return f'开放时间“{list(span)}”不合格，请写成 ["08:30", "12:00"]'
            if opens >= closes:
                return f"开放时间 {span[0]}–{span[1]} 的结束早于开始"
            if opens < last:
                return f"开放时间 {span[0]}–{span[1]} 与前一段重叠"
            last = closes
    return None


def hours_of_day(
    hours: Hours, moment: datetime, working: bool, holiday: bool = False
) -> Sequence[Sequence[str]]:
    """Opening spans on the day of `moment`. `working` tells whether the calendar makes it a working day,
    `holiday` whether it belongs to a published holiday.

    A weekday that is no working day and every day of a holiday are closed. A weekend day moved into a
    working day (调休) has the hours of Monday, or its own when the office is closed on Mondays."""
    if holiday:
        return ()
    day = moment.weekday()
    if day < 5:
        return hours.get(DAYS[day], ()) if working else ()
    own = hours.get(DAYS[day], ())
    return (hours.get(DAYS[0], ()) or own) if working else own


def open_at(hours: Hours, moment: datetime, working: bool, holiday: bool = False) -> bool:
    """Whether an office with these hours is open at a moment given in local time; see `hours_of_day`."""
    clock = moment.time().replace(tzinfo=None)
    return any(
        time.fromisoformat(opens) <= clock < time.fromisoformat(closes)
        for opens, closes in hours_of_day(hours, moment, working, holiday)
    )


def hours_text(hours: Hours) -> str:
    """Opening hours as people write them: “周一至周五 8:30–12:00 14:00–17:30；周六 9:00–12:00”."""
    groups: list[tuple[int, int, str]] = []
    for index, day in enumerate(DAYS):
        spans = hours.get(day, ())
        text = " ".join(f"{_short(opens)}–{_short(closes)}" for opens, closes in spans)
        if not text:
            continue
        if groups and groups[-1][1] == index - 1 and groups[-1][2] == text:
            groups[-1] = (groups[-1][0], index, text)
        else:
            groups.append((index, index, text))
    return "；".join(f"{_days(first, last)} {text}" for first, last, text in groups) or "开放时间请电话咨询"


def _short(text: str) -> str:
    return text.removeprefix("0")


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "每天"
    if first == last:
        return f"周{DAY_NAMES[first]}"
    joint = "、" if last == first + 1 else "至"
    return f"周{DAY_NAMES[first]}{joint}周{DAY_NAMES[last]}"


def wait_until(failures: int, last_failure_at: datetime, free_tries: int) -> datetime | None:
    """When the next password may be tried after so many wrong ones; None when at once. The wait doubles
    with each further wrong password and never grows past `LONGEST_WAIT`."""
    over = failures - free_tries
    if over < 0:
        return None
    doublings: int = min(over, 10)
    return last_failure_at + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def mask_address(address: str) -> str:
    """An address down to its county or town, the rest hidden: enough to tell two people apart."""
    text = address.strip()
    if not text:
        return ""
    cut = max((text.rfind(sign, 0, 18) for sign in "县区镇乡街道"), default=-1)
    shown = text[: cut + 1] if 0 <= cut < len(text) - 1 else text[: min(3, len(text) // 2)]
    return f"{shown}****"
