"""Who gets legal aid on what ground: two exemptions that must never be mixed up."""

from datetime import date

import pytest
from django.conf import settings

from fawang.reference.catalog import queries
from fawang.reference.catalog.eligibility import assess
from fawang.reference.catalog.grounds import Standard, load_eligibility, standard_for

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def content():
    return load_eligibility([settings.CONTENT])


def judged(content, kind, situation=(), **answers):
    return assess(
        content.rules["legal-aid"],
        answers,
        kind=kind,
        situation=list(situation),
        today=TODAY,
        early_days=7,
        standards=content.standards,
        region_code="990121001000",
    )


@pytest.mark.parametrize(
    ("kind", "situation", "means", "article"),
    [
        ("wages", ["migrant_worker"], "waived_verification", "第四十二条"),
        ("work_injury", ["migrant_worker"], "waived_verification", "第四十二条"),
        ("support", ["migrant_worker"], "required", "第三十四条"),
        ("wages", ["none"], "required", "第三十四条"),
        ("support", ["social_assistance"], "waived_verification", "第四十二条"),
        ("other_injury", ["no_income_elder"], "waived_verification", "第四十二条"),
        ("family_violence", [], "not_limited", "第三十二条"),
        ("support", ["abuse_victim"], "not_limited", "第三十二条"),
        ("wages", ["abuse_victim"], "required", "第三十四条"),
        ("heroic", ["good_samaritan"], "not_limited", "第三十二条"),
        ("state_compensation", ["retrial_acquittal"], "not_limited", "第三十二条"),
        ("state_compensation", ["none"], "required", "第三十四条"),
        ("family_violence", ["social_assistance"], "not_limited", "第三十二条"),
    ],
)
def test_grounds(content, kind, situation, means, article):
    result = judged(content, kind, situation)
    assert (result.means, result.cites[0].article) == (means, article)
    assert result.not_limited is (means == "not_limited")


def test_both_exemptions_are_kept_apart(content):
    result = judged(content, "family_violence", ["social_assistance"])
    assert (result.means, result.not_limited, result.waived_verification) == ("not_limited", True, True)
    assert "第四十二条" not in result.reason


def test_notified_defence_needs_no_means_and_no_defender(content):
    answers = {"has_defender": "no"}
    assert judged(content, "criminal_defense", ["minor"], **answers).means == "notified_defense"
    assert judged(content, "criminal_defense", ["minor"], has_defender="yes").means == "required"
    assert judged(content, "compulsory_treatment", [], **answers).cites[0].article == "第二十八条"


@pytest.mark.parametrize(
    ("kind", "in_scope"), [("wages", True), ("heroic", True), ("other", None), ("divorce", False)]
)
def test_scope(content, kind, in_scope):
    assert judged(content, kind).in_scope is in_scope


def test_the_local_standard_is_shown_as_an_example(content):
    result = judged(content, "support", ["none"], household=2, income="3000")
    assert (result.within_standard, result.income_per_person) == (True, 1500)
    assert "示例标准，须由本地配置" in result.reason
    over = judged(content, "support", ["none"], household=1, income="2000.01")
    assert over.within_standard is False


@pytest.mark.parametrize("answers", [{}, {"household": 0, "income": "1"}, {"household": "x", "income": "y"}])
def test_without_a_sensible_income_nothing_is_claimed(content, answers):
    assert judged(content, "support", ["none"], **answers).within_standard is None


def test_the_nearest_standard_in_force_counts():
    made = [
        Standard(region=region, monthly_income_per_person=n, in_force_from=since, source="x")
        for region, n, since in [
            ("990000000000", 1, date(2020, 1, 1)),
            ("990121", 2, date(2020, 1, 1)),
            ("990121", 3, date(2026, 3, 3)),
        ]
    ]
    assert standard_for(made, "990121001000", TODAY).monthly_income_per_person == 2
    assert standard_for(made, "990122001000", TODAY).monthly_income_per_person == 1
    assert standard_for(made, "110000000000", TODAY) is None


@pytest.mark.parametrize(
    ("deadline", "early"),
    [
        ("2026-03-02", True),
        ("2026-03-08", True),
        ("2026-03-09", False),
        ("2026-03-01", False),
        ("", False),
        ("x", False),
    ],
)
def test_early_help_when_fewer_than_seven_days_remain(content, deadline, early):
    result = judged(content, "wages", deadline=deadline)
    assert result.early_help is early
    assert bool(result.early_cites) is early


def test_early_help_to_save_property(content):
    result = judged(content, "wages", preservation="yes")
    assert result.early_help
    assert "保全" in result.early_reason


@pytest.mark.parametrize(("people", "group"), [(9, False), (10, True), ("78", True), (None, False)])
def test_groups(content, people, group):
    assert judged(content, "wages", people_count=people).group is group


def test_the_right_place(content):
    rules = content.rules["legal-aid"]
    common = {"kind": "wages", "situation": [], "today": TODAY, "early_days": 7}
    assert "事情发生地" in assess(rules, {}, **common).place_text
    assert "办案机关所在地" in assess(rules, {}, in_proceeding=True, **common).place_text


def test_the_beginnings_of_a_matter():
    definition = queries.get_service("legal-aid-civil")
    opening = queries.open_application(
        definition,
        {
            "story": "欠薪",
            "matter_kind": "wages",
            "opponent": "包工头老李",
            "situation": ["migrant_worker"],
            "people_count": 12,
            "deadline": "2026-03-04",
            "region": "990121001000",
            "name": "周大山",
            "represented_name": "周小山",
            "represented_identity_number": "X",
        },
        today=TODAY,
        category="工资报酬与农民工欠薪",
    )
    assert opening.title == "讨要工资：包工头老李"
    assert opening.flags == ("green_channel", "migrant_worker", "group", "early_help_possible")
    assert (opening.organisation_kind, opening.region_code) == ("legal_aid_centre", "990121001000")
    assert (opening.applicant.name, opening.represented.name) == ("周大山", "周小山")
    assert opening.category == "工资报酬与农民工欠薪"
