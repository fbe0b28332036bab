"""The officer's desk: narrowing the list, views, several at once, replies, who else is here, the table to
take away, finding by what is sealed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.core.ids import format_case_code
from fawang.journeys import several, shipped_replies
from fawang.journeys.export import harmless
from fawang.journeys.replies import WORDS, added, filled
from fawang.records.matters.models import Matter
from fawang.records.people.models import CannedReply, SavedView
from fawang.reference.catalog.queries import get_service
from tests.cast import NOW, TOWN, Cast
from tests.interfaces.office.conftest import Desk, Now, words
from tests.journeys.story import do, opened, submitted


def pick(number: str) -> str:
    """A row's box as the page has it now."""
    return f"{number}:{Matter.objects.get(number=number).length}"


def bulk(desk: Desk, what: str, picks: list[str], **data: Any) -> Any:
    return desk.client.post("/office/bulk", {"what": what, "pick": picks, "sent": "yes", **data})


@pytest.mark.parametrize(
    ("shown", "hidden"),
    [
        ("family={family}", "family=notarization"),
        ("state=submitted", "state=granted"),
        ("flag=green_channel", "flag=soldier"),
        ("channel=phone", "channel=kiosk"),
        ("holder=none", "holder=me"),
        (f"region={TOWN}", "region=990122101000"),
        ("category=工资报酬与农民工欠薪", "category=婚姻家庭"),
        ("", "standing=applicant"),
        ("", "standing=paused"),
        ("", "standing=silent"),
        ("holder=abc", "holder=999999"),
    ],
)
def test_a_list_is_narrowed_by_every_filter(zhou: Desk, number: str, shown: str, hidden: str) -> None:
    family = get_service("legal-aid-civil").family
    assert number in zhou.get(f"/office/?tab=open&{shown.format(family=family)}")
    assert f'id="m-{number}"' not in zhou.get(f"/office/?tab=open&{hidden}")


def test_what_waits_for_the_applicant_says_so_and_is_found(cast: Cast, zhou: Desk, number: str) -> None:
    asked = {"missing": ["wage_evidence"], "explain": "请补交欠条。", "supplement_by": "2026-12-01"}
    do(cast.viewers.zhou, number, "request_supplement", NOW, **asked)
    page = zhou.get("/office/?tab=open&standing=applicant")
    assert f'id="m-{number}"' in page
    assert "等申请人" in words(page)


def test_a_service_of_another_family_is_let_go(zhou: Desk, number: str) -> None:
    page = zhou.get("/office/?tab=open&family=notarization&service=legal-aid-civil")
    assert 'href="?tab=mine&amp;family=notarization"' in page


def test_a_view_is_kept_used_replaced_and_let_go(zhou: Desk, sun: Desk, number: str) -> None:
    sent = {"name": "急的", "query": "tab=open&urgency=urgent&nonsense=1"}
    answer = zhou.client.post("/office/views", sent)
    assert answer.headers["Location"] == "/office/?tab=open&urgency=urgent"
    assert "急的" in zhou.get("/office/")
    assert "急的" not in sun.get("/office/")
    zhou.client.post("/office/views", {"name": "急的", "query": "tab=mine"})
    view = SavedView.objects.get()
    assert view.query == "?tab=mine"
    sun.client.post("/office/views", {"drop": view.pk})
    assert SavedView.objects.exists()
    zhou.client.post("/office/views", {"drop": view.pk})
    assert not SavedView.objects.exists()
    zhou.client.post("/office/views", {"name": " ", "query": "tab=mine"})
    assert not SavedView.objects.exists()


def test_the_page_of_all_filters_offers_what_there_is(zhou: Desk, number: str) -> None:
    page = words(zhou.get("/office/filters?tab=open&service=legal-aid-civil"))
    for said in ("乡镇街道", "柳湾镇", "孙丽", "绿色通道", "12345 转办", "办理状态"):
        assert said in page


def test_several_are_taken_and_the_one_that_was_gone_is_named(zhou: Desk, sun: Desk) -> None:
    numbers = [opened(f"several-to-take-{index}").number for index in range(3)]
    picks = [pick(number) for number in numbers]
    sun.take(numbers[1])
    page = words(bulk(zhou, "take", picks).content)
    assert "办成 2 件，没办成 1 件" in page
    assert "孙丽" in page
    assert set(Matter.objects.filter(holder__username="zhoumin").values_list("number", flat=True)) == {
        numbers[0],
        numbers[2],
    }
    # Sent twice, nothing is done twice.
    lengths = list(Matter.objects.order_by("id").values_list("length", flat=True))
    bulk(zhou, "take", picks)
    assert list(Matter.objects.order_by("id").values_list("length", flat=True)) == lengths


def test_several_are_handed_over_after_asking_to_whom(cast: Cast, zhou: Desk, number: str) -> None:
    zhou.take(number)
    picks = [pick(number)]
    asked = zhou.client.post("/office/bulk", {"what": "hand-over", "pick": picks})
    assert "交给谁" in words(asked.content)
    assert picks[0] in asked.content.decode()
    unsaid = bulk(zhou, "hand-over", picks, to=cast.staff["sunli"].pk, reason="")
    assert unsaid.status_code == 422
    assert "请写明原因" in unsaid.content.decode()
    nobody = bulk(zhou, "hand-over", picks, to="", reason="我要休假")
    assert "我要休假" in nobody.content.decode()
    data = {"to": cast.staff["sunli"].pk, "reason": "我要休假"}
    assert "1 件都办好了" in words(bulk(zhou, "hand-over", picks, **data).content)
    assert Matter.objects.get(number=number).holder.username == "sunli"
    again = words(bulk(zhou, "hand-over", picks, **data).content)
    assert "您刚才已经办过这一件" in again


def test_a_note_is_written_once_on_each_and_stays_inside(zhou: Desk, number: str) -> None:
    other = opened("another-for-the-note").number
    picks = [pick(number), pick(other)]
    assert bulk(zhou, "note", picks, note=" ").status_code == 422
    for _ in range(2):
        assert "2 件都办好了" in words(bulk(zhou, "note", picks, note="已和仲裁委通过电话").content)
    for one in (number, other):
        page = zhou.matter(one)
        assert page.count("已和仲裁委通过电话") == 1
        assert "内部记录" in page
    assert AuditEntry.objects.filter(action="matter.note").count() == 2


def test_what_changed_meanwhile_is_refused_in_a_batch(zhou: Desk, sun: Desk, number: str) -> None:
    picks = [pick(number)]
    bulk(sun, "note", picks, note="我先看看")
    page = words(bulk(zhou, "note", picks, note="我也看看").content)
    assert "没办成 1 件" in page
    assert "孙丽" in page


def test_the_neighbour_gets_nothing_done_by_a_batch(wu: Desk, number: str) -> None:
    for what in ("take", "note", "step:grant"):
        page = bulk(wu, what, [pick(number)], note="别县的备注")
        assert "没办成 1 件" in words(page.content)
    assert Matter.objects.get(number=number).length == 2


def test_a_batch_without_ticks_or_with_nonsense_says_what_to_do(zhou: Desk, number: str) -> None:
    for picks in ([], ["x"], [f"{number}:-1"], [f"{number}:99999999999"]):
        answer = bulk(zhou, "take", picks)
        assert answer.status_code == 409
        assert "请先勾选" in answer.content.decode()


def test_only_steps_marked_for_it_are_done_to_several(
    cast: Cast, zhou: Desk, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = words(bulk(zhou, "step:grant", [pick(number)]).content)
    assert "不能成批办理" in page
    definition = get_service("legal-aid-civil")
    marked = definition.steps.action("withdraw_by_office") or definition.steps.actions_from("submitted")[0]
    plain = marked.model_copy(update={"bulk": True, "fields": (), "serious": False, "by": ("officer",)})
    steps = definition.steps.model_copy(
        update={
            "actions": tuple(plain if one.code == plain.code else one for one in definition.steps.actions)
        }
    )
    changed = definition.model_copy(update={"steps": steps})
    monkeypatch.setattr(several, "definition_of", lambda matter: changed)
    did: list[str] = []
    monkeypatch.setattr(several.act, "perform", lambda **said: did.append(said["number"]))
    assert "1 件都办好了" in words(bulk(zhou, f"step:{plain.code}", [pick(number)]).content)
    assert did == [number]


def test_replies_belong_to_people_and_offices(cast: Cast, zhou: Desk, sun: Desk, wu: Desk) -> None:
    office = cast.organisations["shigang_aid"].pk
    mine = {"title": "我的", "text": "请带{service}的材料来。", "organisation": ""}
    shared = {"title": "大家的", "text": "请看{number}。", "organisation": office}
    for sent in (mine, shared):
        assert zhou.client.post("/office/replies/write", sent).status_code == 302
    assert "我的" in words(zhou.get("/office/replies"))
    seen = words(sun.get("/office/replies"))
    assert "大家的" in seen
    assert "请带" not in seen
    assert "大家的" not in words(wu.get("/office/replies"))
    own, ours = CannedReply.objects.order_by("id")
    assert sun.client.post(f"/office/replies/{own.pk}/retire").status_code == 404
    assert wu.client.post("/office/replies/write", {**shared, "title": "冒充"}).status_code == 409
    assert wu.client.post("/office/replies/write", {**mine, "reply": ours.pk}).status_code == 404
    empty = zhou.client.post("/office/replies/write", {"title": "", "text": "写了一半的话"})
    assert empty.status_code == 422
    assert "写了一半的话" in empty.content.decode()
    sun.client.post("/office/replies/write", {**shared, "reply": ours.pk, "text": "改过了"})
    ours.refresh_from_db()
    assert (ours.text, ours.written_by_id) == ("改过了", cast.staff["sunli"].pk)
    assert sun.client.post(f"/office/replies/{ours.pk}/retire").status_code == 302
    assert "大家的" not in words(zhou.get("/office/replies"))
    assert AuditEntry.objects.filter(action__startswith="reply.").count() == 4


def test_the_shipped_replies_become_ones_own_once(
    cast: Cast, zhou: Desk, sun: Desk, wu: Desk, number: str
) -> None:
    office = cast.organisations["shigang_aid"]
    assert "用自带的常用语" in words(zhou.get("/office/replies"))
    assert wu.client.post("/office/replies/adopt", {"organisation": office.pk}).status_code == 409
    assert not CannedReply.objects.exists()
    zhou.client.post("/office/replies/adopt", {"organisation": office.pk})
    rows = CannedReply.objects.filter(organisation=office)
    assert rows.count() == len(shipped_replies.for_kind(office.kind)) >= 10
    page = words(sun.get("/office/replies"))
    assert "欠薪的证据有哪些" in page
    assert "公证书可以领了" not in page
    own = rows.get(title="材料收齐了")
    changed = {"reply": own.pk, "title": own.title, "text": "收齐了，谢谢。", "organisation": office.pk}
    assert sun.client.post("/office/replies/write", changed).status_code == 302
    sun.client.post(f"/office/replies/{rows.get(title='不归我们办').pk}/retire")
    again = zhou.client.post("/office/replies/adopt", {"organisation": office.pk})
    assert again.status_code == 422
    assert "都已经在里面" in words(again.content)
    own.refresh_from_db()
    assert own.text == "收齐了，谢谢。"
    assert "不归我们办" not in words(zhou.get("/office/replies"))
    # On a matter the words in braces are those of the matter.
    phoned = rows.get(title="电话没有打通").pk
    put = zhou.act(number, "request_supplement", insert="put", reply=phoned).content.decode()
    assert f"说编号 {number} 就行" in put


def test_every_shipped_reply_fits_and_knows_its_words() -> None:
    assert {kind for one in shipped_replies.shipped() for kind in one.kinds} >= {"legal_aid_centre", "bureau"}
    for one in shipped_replies.shipped():
        assert set(re.findall(r"\{(\w+)\}", one.text)) <= set(WORDS), one.title
    titles = [one.title for one in shipped_replies.shipped()]
    assert len(titles) == len(set(titles))


def test_a_reply_is_put_in_without_a_script_and_nothing_typed_is_lost(
    cast: Cast, zhou: Desk, number: str
) -> None:
    zhou.client.post("/office/replies/write", {"title": "来窗口", "text": "请看{number}，{unknown}。"})
    reply = CannedReply.objects.get()
    typed = {"explain": "已经写好的话", "supplement_by": "2026-12-01", "missing": ["wage_evidence"]}
    asked = zhou.act(number, "request_supplement", insert="choose", **typed).content.decode()
    assert "已经写好的话</textarea>" in asked
    assert f'<option value="{reply.pk}">来窗口' in asked
    put = zhou.act(number, "request_supplement", insert="put", reply=reply.pk, **typed).content.decode()
    assert f"已经写好的话\n请看{number}，{{unknown}}。</textarea>" in put
    assert 'value="2026-12-01"' in put
    assert 'value="wage_evidence" checked' in put
    assert Matter.objects.get(number=number).length == 2


def test_a_reply_that_does_not_fit_cuts_nothing_off() -> None:
    assert added("一二三", "四五六", 5) == "一二三"
    assert added("", "四五六", 5) == "四五六"
    assert added("一\n", "四", None) == "一\n四"
    assert filled("{a}{b}", {"a": "{b}"}) == "{b}{b}"


def test_who_else_is_here_is_said_and_forgotten(zhou: Desk, sun: Desk, number: str, moment: Now) -> None:
    assert "也开着这一页" not in zhou.matter(number)
    assert "周敏 也开着这一页" in words(sun.matter(number))
    zhou.client.post(f"/office/matters/{number}/presence", {"typing": "yes"})
    told = sun.client.post(f"/office/matters/{number}/presence").json()
    assert told == {"version": 2, "others": "周敏 正在这一件里填写。"}
    moment.at = NOW + timedelta(minutes=1)
    assert sun.client.post(f"/office/matters/{number}/presence").json()["others"] == ""


def test_the_neighbour_is_not_told_who_is_here(wu: Desk, number: str) -> None:
    assert wu.client.post(f"/office/matters/{number}/presence").status_code == 404


def test_both_texts_are_there_when_somebody_was_quicker(zhou: Desk, sun: Desk, number: str) -> None:
    version = zhou.version(number)
    bulk(sun, "note", [pick(number)], note="我刚打过电话")
    typed = {"explain": "我写的说明", "missing": ["wage_evidence"], "supplement_by": "2026-12-01"}
    answer = zhou.act(number, "request_supplement", version, **typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我写的说明</textarea>" in page
    assert "您打开这一页以后，别人办了这些" in page
    assert "我刚打过电话" in page.split('<header class="matter-head">')[1].split('<div class="matter">')[0]


def test_the_table_holds_what_the_viewer_sees_and_no_party(cast: Cast, zhou: Desk, wu: Desk) -> None:
    number = submitted().number
    evil = opened("an-evil-title-here", title="=HYPERLINK(1)").number
    asked = zhou.get("/office/export?tab=open")
    assert "最多 5000 件" in words(asked)
    assert AuditEntry.objects.filter(action="matter.export").count() == 0
    answer = zhou.client.get("/office/export?tab=open&as=csv")
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {number, evil}
    assert next(row[1] for row in rows if row[0] == evil).startswith("'=")
    for secret in (cast.wang.name, cast.wang.phone, cast.wang.identity):
        assert secret not in body.decode()
    assert AuditEntry.objects.get(action="matter.export").detail == {"tab": "open"}
    sheet = zhou.client.get("/office/export?tab=open&as=xlsx")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as package:
        assert number in package.read("xl/worksheets/sheet1.xml").decode()
    nothing = b"".join(wu.client.get("/office/export?tab=open&as=csv").streaming_content).decode()
    assert number not in nothing


def test_a_table_ends_and_says_so(zhou: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for index in range(3):
        opened(f"too-many-for-a-table-{index}")
    monkeypatch.setattr("fawang.journeys.export.MOST", 2)
    body = b"".join(zhou.client.get("/office/export?tab=open&as=csv").streaming_content).decode()
    assert body.count("\n") == 4
    assert "请先筛选，分几次导出" in body


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"正常{text}") == f"正常{text}"


@pytest.mark.parametrize("what", ["phone", "identity", "case_code"])
def test_a_sealed_number_finds_its_matter_and_stands_in_no_address(
    cast: Cast, zhou: Desk, wu: Desk, what: str
) -> None:
    receipt = submitted()
    text = {
        "phone": f"{cast.wang.phone[:3]} {cast.wang.phone[3:]}",
        "identity": cast.wang.identity,
        "case_code": format_case_code(receipt.case_code.replace("-", "")).lower(),
    }[what]
    answer = zhou.client.post("/office/search", {"q": text})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'id="m-{receipt.number}"' in page
    assert text not in page
    found = AuditEntry.objects.get(action="matter.find")
    assert found.detail == {"by": what, "found": 1}
    assert receipt.number not in wu.client.post("/office/search", {"q": text}).content.decode()


def test_a_name_finds_only_when_it_is_exact_and_words_go_on_to_an_address(cast: Cast, zhou: Desk) -> None:
    number = submitted().number
    assert f'id="m-{number}"' in zhou.get(f"/office/search?q={cast.wang.name}")
    assert f'id="m-{number}"' not in zhou.get(f"/office/search?q={cast.wang.name[:2]}某")
    answer = zhou.client.post("/office/search", {"q": "工资"})
    assert answer.headers["Location"] == "/office/search?q=%E5%B7%A5%E8%B5%84"


def test_a_supervisor_sees_how_long_things_take(cast: Cast, zhou: Desk, zhao: Desk, number: str) -> None:
    do(cast.viewers.zhou, number, "grant", NOW, form_of_aid="arbitration", means_finding="waived")
    page = words(zhao.get("/office/overview/times"))
    assert "法律援助" in page
    assert "平均天数" in page
    assert "第四十三条" in page
    assert zhou.status("/office/overview/times") == 409


def test_the_overview_counts_families_and_what_stands_still(
    cast: Cast, zhou: Desk, zhao: Desk, number: str, moment: Now
) -> None:
    page = words(zhao.get("/office/overview"))
    assert "按服务类别" in page
    assert get_service("legal-aid-civil").family_name in page
    assert "没有逾期的事项" in page
    moment.at = NOW + timedelta(days=20)
    Matter.objects.filter(number=number).update(quiet_at=None)
    page = zhao.get("/office/overview")
    assert "石港县法律援助中心" in words(page).split("逾期最多的机构")[1]
    assert f'id="m-{number}"' in zhao.get("/office/?tab=open&standing=silent")
    assert "tab=open&amp;family=" in page
