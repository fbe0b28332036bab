"""Answers of the shipped legal aid form: what is asked, cleaned, refused, prefilled and masked."""

from datetime import date

import pytest
from django.conf import settings
from django.http import QueryDict

from fawang.reference.catalog import answers, forms, schema, summary
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.places.models import Region

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def catalog():
    return load_catalog([settings.CONTENT])


@pytest.fixture
def aid(catalog):
    return catalog.services["legal-aid-civil"].definition


@pytest.fixture
def good(catalog):
    return dict(catalog.services["legal-aid-civil"].cases[0].answers)


@pytest.fixture
def regions(db):
    county = Region.objects.create(code="990121000000", name="石港县", level=3)
    Region.objects.create(code="990121001000", name="东湾镇", level=4, parent=county)


def test_what_was_told_is_not_asked_again(aid):
    facts = {
        "story": "老板欠我四万",
        "amount": 40000,
        "months": 5,
        "category": "工资报酬与农民工欠薪",
        "employer": None,
    }
    filled = answers.prefill(aid.form, facts, today=TODAY)
    assert filled.pop("claim_amount") == "40000"  # the same fact, asked for by another kind of matter
    assert filled == {"story": "老板欠我四万", "amount": "40000", "months": 5, "matter_kind": "wages"}


def test_a_fact_that_makes_no_sense_is_left_to_the_person(aid):
    assert answers.prefill(aid.form, {"amount": "很多", "months": -3}, today=TODAY) == {}


def test_facts_come_back_under_their_shared_names(aid, good):
    facts = answers.facts_of(aid.form, good)
    assert (facts["employer"], facts["amount"], "situation" in facts) == ("包工头老李", "40000", False)


def test_hidden_answers_are_dropped(aid, good):
    good |= {"represented_name": "偷渡的", "income": "9", "claim": "x", "unknown": "y"}
    checked = answers.check_all(aid, good, today=TODAY)
    assert checked.faults == {}
    assert not {"represented_name", "income", "claim", "unknown"} & set(checked.values)


def test_the_page_to_go_back_to_is_the_first_with_a_fault(aid, good):
    del good["opponent"], good["truthful"]
    checked = answers.check_all(aid, good, today=TODAY)
    assert checked.first_fault == "opponent"
    assert checked.faults["opponent"] == "请填写：单位、老板或者对方的名字。"


def test_walking_forth_and_back(aid, good):
    pages = [page.code for page in answers.visible_pages(aid.form, good)]
    walked, page = [], answers.next_page(aid.form, good)
    while page is not None:
        walked.append(page.code)
        page = answers.next_page(aid.form, good, page.code)
    assert walked == pages
    assert answers.previous_page(aid.form, good, pages[1]).code == pages[0]
    assert answers.previous_page(aid.form, good, pages[0]) is None


@pytest.mark.parametrize(
    ("code", "raw", "stored"),
    [
        ("amount", "4万", "40000"),
        ("amount", "1,200.50", "1200.5"),
        ("phone", "138 0000 0001", "13800000001"),
        ("people_count", "12", 12),
        ("left_on", "2026年1月20日", "2026-01-20"),
        ("region", "990121001", "990121001000"),
        ("situation", "migrant_worker", ["migrant_worker"]),
        ("still_working", False, "no"),
        ("opponent", "  老李\n公司 ", "老李 公司"),
    ],
)
def test_stored_shapes(aid, code, raw, stored):
    assert answers.clean_value(aid.form.field(code), raw, today=TODAY) == (stored, None)


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("amount", "-5"),
        ("amount", {"$gt": 0}),
        ("amount", "9" * 40),
        ("people_count", "1e9"),
        ("people_count", "3.5"),
        ("matter_kind", "<script>"),
        ("matter_kind", ["wages"]),
        ("situation", ["migrant_worker", "hack"]),
        ("region", "990121000000"),
        ("region", "99 OR 1=1"),
        ("left_on", "2027-01-01"),
        ("story", "字" * 3001),
        ("identity_number", "990121198503071016"),
        ("still_working", "maybe"),
        ("opponent", "长" * 61),
    ],
)
def test_bad_answers_get_a_sentence(aid, code, raw):
    value, fault = answers.clean_value(aid.form.field(code), raw, today=TODAY)
    assert value is None
    assert fault
    assert any("\u4e00" <= c <= "\u9fff" for c in fault)


def test_script_is_kept_as_plain_text_and_escaped_by_the_form(aid, regions):
    page = aid.form.page("opponent")
    form = forms.form_for(page, data=QueryDict("opponent=<script>alert(1)</script>"), today=TODAY)
    assert form.is_valid()
    assert "<script>" not in form.as_p()


def test_a_page_form_requires_only_what_applies(aid, regions):
    page = aid.form.page("wages")
    data = QueryDict("amount=40000&still_working=yes&people_count=12&left_on=junk")
    form = forms.form_for(page, data=data, today=TODAY, answers={"matter_kind": "wages"})
    assert form.is_valid(), form.errors
    assert form.stored() == {"amount": "40000", "still_working": "yes", "people_count": 12}
    left = forms.form_for(page, data=QueryDict("amount=40000&still_working=no&people_count=1"), today=TODAY)
    assert list(left.errors) == ["left_on"]
    assert left.stored()["amount"] == "40000"


def test_a_form_of_many_choices_and_of_a_box(aid, regions):
    form = forms.form_for(
        aid.form.page("situation"), data=QueryDict("situation=none&situation=migrant_worker"), today=TODAY
    )
    assert "都不是" in str(form.errors["situation"])
    box = forms.form_for(aid.form.page("statement"), data=QueryDict("truthful=yes"), today=TODAY)
    assert list(box.errors) == ["may_check"]
    assert box.stored() == {"truthful": "yes"}


def test_a_place_must_exist(aid, good, regions):
    assert forms.validate_all(aid, good, today=TODAY).faults == {}
    good["region"] = "990121999000"
    checked = forms.validate_all(aid, good, today=TODAY)
    assert list(checked.faults) == ["region"]
    assert checked.first_fault == "place"
    assert "region" not in checked.values


def test_only_people_on_offer_can_be_chosen(aid):
    fields = aid.steps.action("assign").fields
    offered = {"lawyer": [("7", "沈律师")]}
    assert forms.form_for(fields, data=QueryDict("lawyer=7"), today=TODAY, choices=offered).is_valid()
    assert not forms.form_for(fields, data=QueryDict("lawyer=8"), today=TODAY, choices=offered).is_valid()


def test_the_check_page_masks_numbers(aid, good, regions):
    rows = {row.field: row for row in summary.summary_rows(aid, good, attached={"identity": 2})}
    assert "19850307" not in rows["identity_number"].value
    assert rows["phone"].value == "138****0001"
    assert rows["region"].value == "石港县 东湾镇"
    assert rows["matter_kind"].value == "讨要工资"
    assert rows["left_on"].value == "2026年1月20日"
    assert rows["identity_file"].value == "2 个文件"
    assert "claim" not in rows


def test_a_required_paper_that_cannot_wait_is_missed(aid, good):
    strict = aid.model_copy(
        update={"materials": tuple(m.model_copy(update={"later": False}) for m in aid.materials)}
    )
    assert list(answers.check_all(strict, good, today=TODAY).faults) == ["identity_file"]
    assert answers.check_all(strict, good, today=TODAY, attached=["identity"]).faults == {}


def test_the_schema_says_what_depends_on_what(aid):
    made = schema.json_schema(aid)
    assert made["$schema"].endswith("2020-12/schema")
    assert "amount" not in made["required"]
    rule = next(r for r in made["allOf"] if r["then"]["required"] == ["left_on"])
    assert rule["if"]["allOf"][1] == {
        "properties": {"still_working": {"enum": ["no"]}},
        "required": ["still_working"],
    }
    income = next(r for r in made["allOf"] if r["then"]["required"] == ["income"])
    assert income["if"]["properties"]["situation"] == {"contains": {"enum": ["none"]}}
    assert not any("file" in name for name in made["properties"])
