"""Several people or things on one page, days from which a period runs, and the newer kinds of answers."""

from datetime import date, timedelta

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core import checks
from fawang.reference.catalog import answers
from fawang.reference.catalog.check import check_content
from fawang.reference.catalog.definitions import FieldDefinition, FormDefinition, ServiceDefinition
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.catalog.schema import json_schema
from tests.reference.catalog.bench_service import write_content

TODAY = date(2026, 3, 2)
WORKERS = """\
      - code: workers
        label: 被欠工资的人
        kind: list
        item: 工人
        least: 1
        most: 100
        spreadsheet: true
        fields:
          - {code: name, label: 姓名, kind: text, sealed: true}
          - {code: identity, label: 身份证号码, kind: identity_number, sealed: true}
          - {code: owed, label: 欠多少, kind: amount}
          - {code: still, label: 还在干, kind: yes_no}
          - {code: left, label: 哪天走的, kind: date, when_date: past, show_if: {still: no}}
      - {code: leader, label: 代表人, kind: text, show_if: {workers_count: {gte: 2}}}
"""
LATE = """\
      - {code: got_on, label: 收到决定的日期, kind: date, limit: legal-aid.review-request}
      - {code: reason, label: 为什么晚了, kind: text, show_if: {got_on_late: yes}}
"""
WU = {"name": "吴建国", "identity": "990121198503071015", "owed": "4万", "still": "yes"}


def identity(number):
    first = f"99012119850307{number:03d}"
    return first + checks.identity_check_character(first)


@pytest.fixture
def service(tmp_path, settings):
    def build(fields=WORKERS + LATE, limit="legal-aid.decide"):
        root = write_content(
            tmp_path,
            settings.CONTENT / "limits",
            form=("    title: 您是谁？\n    fields:\n", "    title: 您是谁？\n    fields:\n" + fields),
        )
        path = root / "services/demo/demo-service/form.yaml"
        path.write_text(path.read_text("utf-8").replace("legal-aid.review-request", limit), "utf-8")
        return root, load_catalog([root]).services["demo-service"].definition

    return build


@pytest.fixture
def demo(service) -> ServiceDefinition:
    return service()[1]


def asked(**more):
    return {
        "topic": "house",
        "name": "吴建国",
        "phone": "13800000001",
        "region": "990121001000",
        "workers": [WU],
        "got_on": "2026-02-27",
        **more,
    }


def check(demo, **more):
    return answers.check_all(demo, asked(**more), today=TODAY)


def test_a_list_is_stored_item_by_item_and_counted(demo):
    checked = check(demo, workers=[{**WU, "strange": 1}, {"name": " ", "identity": ""}])
    assert checked.faults == {}
    assert checked.values["workers"] == [{**WU, "owed": "40000"}]
    assert checked.values["workers_count"] == 1


def test_a_condition_counts_the_items(demo):
    two = [WU, {**WU, "name": "周小花", "identity": identity(102)}]
    assert list(check(demo, workers=two).faults) == ["leader"]
    assert check(demo, workers=two, leader="吴建国").faults == {}


def test_each_item_and_field_is_named_when_something_is_wrong(demo):
    three = [WU, {**WU, "still": "no"}, {**WU, "identity": "990121198503071016"}]
    fault = check(demo, workers=three).faults["workers"]
    assert "第 2 位工人：请填写：哪天走的。" in fault
    assert "第 3 位工人：身份证号码有一位填错了" in fault
    assert "第 1 位" not in fault


def test_many_faults_do_not_become_a_wall_of_text(demo):
    fault = check(demo, workers=[{"name": "谁"}] * 20).faults["workers"]
    assert "还有 57 处要改" in fault
    assert len(fault) < 200


@pytest.mark.parametrize("nothing", [None, [], [{}], "x", [["name"]], {"name": "x"}])
def test_a_list_that_is_none_is_missed(demo, nothing):
    assert "请至少填写一位工人" in check(demo, workers=nothing).faults["workers"]


def test_no_more_than_the_most(demo):
    many = [{**WU, "identity": identity(n)} for n in range(101)]
    assert "最多填 100 位工人" in check(demo, workers=many, leader="x").faults["workers"]


def test_seventy_eight_workers_at_once(demo):
    many = [{**WU, "identity": identity(n)} for n in range(78)]
    checked = check(demo, workers=many, leader="吴建国")
    assert checked.faults == {}
    assert checked.values["workers_count"] == 78


def test_a_list_is_shown_masked_and_in_full(demo):
    field = demo.form.field("workers")
    shown = answers.shown_value(field, [{**WU, "owed": "40000"}])
    assert shown.startswith("1. 吴建国，990*************15，欠多少：40,000元，还在干：是")
    assert WU["identity"] in answers.shown_value(field, [{**WU, "owed": "1"}], masked=False)


def test_items_without_people_are_counted_as_things(demo):
    claim = FieldDefinition(
        code="claims",
        label="请求",
        kind="list",
        item="请求",
        least=2,
        fields=(FieldDefinition(code="what", label="要什么", kind="text"),),
    )
    _, fault = answers.clean_value(claim, [{"what": "道歉"}], today=TODAY)
    assert fault == "最少要填 2 项请求，现在有 1，请再加。"


def test_a_period_that_ran_out_is_told_to_conditions(demo):
    assert check(demo).values["got_on_late"] == "no"
    late = check(demo, got_on="2025-12-01")
    assert late.values["got_on_late"] == "yes"
    assert list(late.faults) == ["reason"]


def test_the_last_day_still_counts(demo):
    began = date(2026, 1, 5)
    last = next(
        day
        for day in (began + timedelta(days=n) for n in range(60))
        if answers.is_late("legal-aid.decide", began.isoformat(), day)
    ) - timedelta(days=1)
    assert not answers.is_late("legal-aid.decide", began.isoformat(), last)
    assert last > began


def test_what_a_browser_claims_about_being_late_is_not_heard(demo):
    assert check(demo, got_on_late="yes", workers_count=99).values["got_on_late"] == "no"


def test_pages_follow_what_is_derived():
    day = {"code": "on", "label": "哪天", "kind": "date", "limit": "x.y"}
    why = {"code": "why", "label": "为什么", "kind": "text"}
    pages = [
        {"code": "a", "title": "哪天？", "fields": [day]},
        {"code": "b", "title": "为什么？", "show_if": {"on_late": "yes"}, "fields": [why]},
    ]
    form = FormDefinition.model_validate({"pages": pages})
    assert len(answers.visible_pages(form, {"on": "2020-01-01", "on_late": "yes"})) == 2
    assert len(answers.visible_pages(form, {"on": "2020-01-01", "on_late": "no"})) == 1


def test_the_schema_takes_what_the_form_takes(demo):
    schema = json_schema(demo)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = check(demo).values
    jsonschema.validate(good, schema)
    for bad in ([], [{**WU, "owed": "40000", "still": "no"}], [{"name": "x"}]):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**good, "workers": bad}, schema)
    two = {**good, "workers": good["workers"] * 2}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(two, schema)
    jsonschema.validate({**two, "leader": "吴建国"}, schema)


def test_the_content_check_takes_lists_and_limits(service):
    root, _ = service()
    told = [str(fault) for fault in check_content([root]).faults]
    # Only the worked cases do not answer the new questions.
    assert all("cases.yaml" in line for line in told), told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("limit: legal-aid.review-request", "limit: legal-aid.nothing", "没有期限“legal-aid.nothing”"),
        ("{code: owed, label: 欠多少, kind: amount}", "{code: owed, label: x, kind: file}", "不能放在名单"),
        ("identity_number, sealed: true", "identity_number", "要写 sealed: true"),
        ("{code: owed, label: 欠多少", "{code: name, label: 欠多少", "字段“name”写了两次"),
        ("least: 1\n", "least: 101\n", "least 101 比 most 100 还大"),
        ("{still: no}", "{stil: no}", "条件里的“stil”在它前面没有问过"),
        ("{workers_count: {gte", "{worker_count: {gte", "是不是想写“workers_count”"),
        ("code: leader", "code: workers_count", "写了两次"),
        ("kind: date, limit:", "kind: text, limit:", "limit 只能和 kind: date 一起用"),
        ("label: 姓名, kind: text", "label: 姓名, kind: text, fact: name", "名单里的字段不写 fact"),
    ],
)
def test_mistakes_in_lists_and_limits_are_told(service, old, new, told):
    root, _ = service()
    path = root / "services/demo/demo-service/form.yaml"
    text = path.read_text("utf-8").replace("legal-aid.decide", "legal-aid.review-request")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert any(told in str(fault) for fault in check_content([root]).faults)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
def test_a_credit_code_holds_only_with_its_check_character(tail):
    first = "91990121" + tail
    code = first + checks.credit_check_character(first)
    assert checks.credit_code_fault(code.lower()) is None
    wrong = first + next(c for c in "0123456789" if c != code[-1])
    assert "校验不符" in (checks.credit_code_fault(wrong) or "")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "请填写"),
        ("110108600000000", "老注册号"),
        ("9199012100000000", "您填了 16 位"),
        ("91990121MAOABCDE12", "可能是数字 0"),
        ("91990121吴ABCDEF123", "里没有“吴”"),
        ("91A90121MA0ABCDE12", "第 3 到 8 位"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(code, told):
    assert told in (checks.credit_code_fault(code) or "")


def test_known_credit_code_by_the_standard():
    # Worked by hand: 9, 1 and then zeros give 9·1 + 1·3 = 12, so the check value is 31 − 12 = 19, a K.
    assert checks.credit_check_character("91" + "0" * 15) == "K"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Wu@Example.COM", "Wu@example.com"),
        ("wu＠example.com", "wu@example.com"),
        (" a.b+c@x-y.cn ", "a.b+c@x-y.cn"),
    ],
)
def test_an_email_is_stored_plain(typed, stored):
    field = FieldDefinition(code="email", label="邮箱", kind="email", sealed=True)
    assert answers.clean_value(field, typed, today=TODAY) == (stored, None)
    assert answers.shown_value(field, stored) == f"{stored[0]}***@{stored.split('@')[1]}"


@pytest.mark.parametrize(
    "typed", ["wu", "wu@", "@x.cn", "wu@x", "a b@@x.cn", "a..b@x.cn", "x@-a.cn", "a" * 260 + "@x.cn"]
)
def test_what_is_no_email_is_refused(typed):
    field = FieldDefinition(code="email", label="邮箱", kind="email")
    assert answers.clean_value(field, typed, today=TODAY)[1]


def test_a_sum_in_capitals_stands_beside_yuan_only():
    yuan = FieldDefinition(code="amount", label="金额", kind="amount")
    assert answers.capitals(yuan, "40000.5") == "肆万元伍角整"
    assert answers.capitals(yuan.model_copy(update={"unit": "万元"}), "4") == ""
    assert answers.capitals(yuan, "") == ""


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("工人", "位工人"),
        ("股东", "位股东"),
        ("一方", "方"),
        ("请求", "项请求"),
        ("人", "个人"),
        ("", "项"),
        ("笔借款", "笔借款"),
    ],
)
def test_items_are_counted_as_people_would(item, said):
    fields = (FieldDefinition(code="what", label="什么", kind="text"),)
    assert (
        answers.measure(FieldDefinition(code="x", label="x", kind="list", item=item, fields=fields)) == said
    )


def test_a_list_that_may_be_empty_counts_nothing(demo):
    pages = tuple(
        page.model_copy(
            update={
                "fields": tuple(
                    one.model_copy(update={"least": 0}) if one.kind == "list" else one for one in page.fields
                )
            }
        )
        for page in demo.form.pages
    )
    loose = demo.model_copy(update={"form": demo.form.model_copy(update={"pages": pages})})
    checked = answers.check_all(loose, asked(workers=[]), today=TODAY)
    assert checked.faults == {}
    assert checked.values["workers_count"] == 0
    jsonschema.validate({k: v for k, v in checked.values.items() if k != "workers"}, json_schema(loose))
