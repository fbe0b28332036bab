"""Who came with what, when and through which door: the past matters of the demo city before anybody worked
on them. Pure; the same seed and moment give the same sketches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fawang.core.checks import identity_check_character
from fawang.core.clock import ZONE
from fawang.journeys.demo.city import Spot
from fawang.journeys.demo.content import MattersFile, PeopleFile, StoryPattern
from fawang.journeys.submit import NewMatter, NewParty

CONSULTATION, LEGAL_AID = "legal-consultation", "legal-aid-civil"
#: Doors by how many come through them.
CHANNELS = {"web": 30, "hotline": 22, "counter": 17, "wechat": 16, "phone": 6, "kiosk": 5, "transfer": 4}
#: Hours of the day by how many write; people also write at night.
HOURS = [1, 1, 0, 0, 0, 1, 2, 5, 12, 16, 15, 9, 6, 9, 13, 14, 12, 8, 6, 7, 8, 6, 4, 2]
DAYS_BACK = 365
#: So many of the past matters came within the last day, and so many within the last fortnight.
TODAY, FORTNIGHT = 0.012, 0.10
#: Topics of the consultation form by the categories they stand for; the rest is `other`.
TOPICS = {
    "labour": "工资报酬与农民工欠薪 劳动合同与解除 工伤与职业病 劳务雇佣与新就业形态",
    "family": "婚姻家庭 抚养赡养扶养 继承 未成年人与监护",
    "violence": "家庭暴力与虐待遗弃",
    "contract": "合同纠纷 民间借贷 金融借贷与担保 消费维权与产品质量",
    "injury": "交通事故 医疗损害 人身损害与侵权",
    "property": "房屋买卖 房屋租赁 物业与业主权利 农村土地与宅基地 征收拆迁 物权与相邻关系",
    "government": "治安与行政处罚 行政复议诉讼与国家赔偿",
    "criminal": "刑事",
}


@dataclass(frozen=True)
class Sketch:
    """A matter as it came in."""

    at: datetime
    pattern: StoryPattern
    new: NewMatter


@dataclass(frozen=True)
class Pools:
    """What sketches are drawn from."""

    matters: MattersFile
    people: PeopleFile
    counties: Sequence[Spot]
    #: Towns by county code.
    towns: Mapping[str, Sequence[Spot]]


def pools_of(matters: MattersFile, people: PeopleFile, spots: Sequence[Spot]) -> Pools:
    """The pools of a laid-out city."""
    counties = [spot for spot in spots if spot.scope == "county"]
    towns = {c.code: [s for s in spots if s.scope == "town" and s.parent == c.code] for c in counties}
    return Pools(matters, people, counties, towns)


def sketches(pools: Pools, *, count: int, now: datetime, seed: int) -> list[Sketch]:
    """So many matters of the last twelve months, oldest first."""
    rng = Random(seed + 4)  # noqa: S311 - a picture, not a secret
    moments = sorted(_moment(rng, now) for _ in range(count))
    return [_sketch(pools, at, index, rng) for index, at in enumerate(moments)]


def _moment(rng: Random, now: datetime) -> datetime:
    """A moment of the last year, on working days more often than on others, never later than now."""
    draw = rng.random()
    back = 1.0 if draw < TODAY else 14.0 if draw < FORTNIGHT else float(DAYS_BACK)
    while True:
        day = (now - timedelta(days=rng.uniform(0, back))).astimezone(ZONE)
        if day.weekday() >= 5 and rng.random() < 0.6:
            continue
        hour = rng.choices(range(24), HOURS)[0]
        at = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
        if at <= now - timedelta(minutes=3):
            return at
        if back <= 1.0:
            return now - timedelta(minutes=rng.randint(3, 600))


def _sketch(pools: Pools, at: datetime, index: int, rng: Random) -> Sketch:
    file = pools.matters
    pattern = rng.choices(file.patterns, [p.weight for p in file.patterns])[0]
    county = rng.choices(pools.counties, [3, 3, 2, 6, 5, 4, 4][: len(pools.counties)])[0]
    town = rng.choice(pools.towns[county.code])
    person = _person(pools.people, pattern, county, town, index, rng)
    aid = pattern.aid and rng.random() < 0.42
    words = {key: rng.choice(values) for key, values in file.words.items()}
    numbers = {"months": rng.randint(2, 11), "days": rng.randint(3, 40), "amount": _amount(rng)}
    words |= {key: str(value) for key, value in numbers.items()}
    # Title and story of one number belong together.
    told = rng.randrange(len(pattern.stories))
    title = pattern.titles[told % len(pattern.titles)].format_map(words)
    story = pattern.stories[told].format_map(words) + rng.choice(file.endings)
    if aid:
        answers = {"story": story, **_aid_answers(pattern, person, town, words, at, rng)}
    else:
        answers = _consultation_answers(pattern, person, county, story, rng)
    urgency = "urgent" if pattern.women else "soon" if pattern.migrant or rng.random() < 0.06 else "normal"
    new = NewMatter(
        service_code=LEGAL_AID if aid else CONSULTATION,
        channel=rng.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        region_code=town.code if aid else county.code,
        title=title,
        story=story,
        category=pattern.category,
        applicant=person if aid else NewParty(person.name, "", person.phone, ""),
        answers=answers,
        urgency=urgency,
    )
    return Sketch(at, pattern, new)


def _amount(rng: Random) -> int:
    return rng.choice(
        [800, 1500, 2000, 3600, 5000, 8000, 12000, 15000, 20000, 28000, 36000, 40000, 65000, 120000]
    )


def _person(
    file: PeopleFile, pattern: StoryPattern, county: Spot, town: Spot, index: int, rng: Random
) -> NewParty:
    """A made-up person. Phones are of one block that is used for nothing else, one for each person."""
    woman = pattern.women or rng.random() < 0.45
    given = rng.choice(list(file.given_women if woman else file.given_men))
    born = f"{rng.randint(1945, 2003)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    sequence = rng.randrange(100) * 10 + rng.choice([0, 2, 4, 6, 8] if woman else [1, 3, 5, 7, 9])
    first = f"{county.code[:6]}{born}{sequence:03d}"
    return NewParty(
        name=rng.choice(list(file.surnames)) + given,
        identity=first + identity_check_character(first),
        phone=f"19901{index:06d}",
        address=f"{county.name}{town.name}示例路 {rng.randint(1, 300)} 号",
    )


def _aid_answers(
    pattern: StoryPattern, person: NewParty, town: Spot, words: Mapping[str, str], at: datetime, rng: Random
) -> dict[str, Any]:
    """Answers of the legal aid form, as its pages ask them."""
    wages = pattern.kind == "wages"
    close = rng.random() < 0.05
    answers: dict[str, Any] = {
        "matter_kind": pattern.kind,
        "for_whom": "self",
        "name": person.name,
        "identity_number": person.identity,
        "phone": person.phone,
        "in_proceeding": "no",
        "region": town.code,
        "opponent": words["boss"] if wages else f"某{words['firm']}",
        "has_deadline": "yes" if close else "no",
        "preservation": "yes" if rng.random() < 0.03 else "no",
        "truthful": "yes",
        "may_check": "yes",
    }
    if close:
        answers["deadline"] = (at + timedelta(days=rng.randint(3, 6))).date().isoformat()
    if wages:
        people = rng.choices([rng.randint(1, 4), rng.randint(5, 9), rng.randint(10, 40)], [80, 12, 8])[0]
        answers |= {
            "amount": words["amount"],
            "months": int(words["months"]),
            "still_working": "no",
            "left_on": (at - timedelta(days=rng.randint(10, 200))).date().isoformat(),
            "people_count": people,
        }
    else:
        answers |= {"claim": "赔偿损失、支付应得的款项", "claim_amount": words["amount"]}
    answers |= _situation(pattern, rng)
    return answers


def _situation(pattern: StoryPattern, rng: Random) -> dict[str, Any]:
    if pattern.migrant and rng.random() < 0.85:
        return {"situation": ["migrant_worker"]}
    if pattern.women:
        return {"situation": ["abuse_victim"]}
    if rng.random() < 0.3:
        return {"situation": [rng.choice(["social_assistance", "no_income_elder", "no_income_disabled"])]}
    income = {
        "household": rng.randint(1, 6),
        "income": str(rng.randint(8, 70) * 100),
        "income_promise": "yes",
    }
    return {"situation": ["none"], **income}


def _consultation_answers(
    pattern: StoryPattern, person: NewParty, county: Spot, story: str, rng: Random
) -> dict[str, Any]:
    topic = next((code for code, names in TOPICS.items() if pattern.category in names.split()), "other")
    return {
        "story": story,
        "topic": topic,
        "danger": "yes" if pattern.women and rng.random() < 0.4 else "no",
        "name": person.name,
        "phone": person.phone,
        "region": county.code,
    }
