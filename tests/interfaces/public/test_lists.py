"""Several people on one page without a script, a spreadsheet of them, and a signature."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image, ImageDraw

from fawang.core import clock
from fawang.gateways.sheets import csv_bytes, xlsx_bytes
from fawang.interfaces.public import cookies
from fawang.journeys.draft import load_draft
from fawang.records.matters.models import Material, Matter
from tests.cast import TOWN
from tests.interfaces.public.conftest import Citizen
from tests.interfaces.public.overlay import worker, write_overlay
from tests.interfaces.public.test_progress import sent_digits

PAGE = "/apply/q/workers"
HEADER = ["姓名", "身份证号码", "欠多少", "还在干", "哪天走的"]


def text_of(response: Any) -> str:
    return str(response.content.decode())


class Foreman(Citizen):
    """Registers his gang."""

    def begin(self) -> None:
        response = self.client.post("/services/group-wages/apply", {})
        assert response["Location"] == "/apply/q/who"

    def post(self, go: str, at: int | None = None, item: dict[str, Any] | None = None, **more: Any) -> Any:
        data: dict[str, Any] = {"go": go, "shown": "workers", **more}
        if at is not None:
            data |= {"workers.at": str(at), "workers.shown": "name,identity,owed,still"}
            data |= {f"workers.{name}": value for name, value in (item or {}).items()}
        return self.client.post(PAGE, data)

    def kept(self) -> list[dict[str, Any]]:
        request = RequestFactory().get("/")
        request.COOKIES["draft"] = self.client.cookies["draft"].value
        found = load_draft(token=cookies.draft_token(request), now=clock.now())
        return list(found.answers.get("workers", []))


@pytest.fixture
def foreman(cast: Any, law_library: Path, settings: Any, tmp_path: Path) -> Foreman:
    settings.CONTENT_OVERLAY = write_overlay(tmp_path)
    found = Foreman()
    found.begin()
    return found


def test_the_first_item_is_open_and_buttons_add_and_remove(foreman: Foreman) -> None:
    html = text_of(foreman.client.get(PAGE))
    assert "第 1 位工人" in html
    assert 'name="workers.name"' in html
    added = foreman.post("list-add:workers", 0, worker(1))
    assert added["Location"] == "/apply/q/workers?item=workers%3A1#f-workers"
    second = text_of(foreman.client.get(added["Location"].split("#")[0]))
    assert "第 2 位工人" in second
    assert "工友1，990*************" in second
    assert worker(1)["identity"] not in second
    foreman.post("next", 1, worker(2))
    assert [one["name"] for one in foreman.kept()] == ["工友1", "工友2"]
    foreman.post("list-drop:workers:0")
    assert [one["name"] for one in foreman.kept()] == ["工友2"]


def test_an_item_is_changed_in_its_place(foreman: Foreman) -> None:
    for number in range(3):
        foreman.post("list-add:workers", number, worker(number))
    html = text_of(foreman.client.get(PAGE + "?item=workers:1"))
    assert 'value="工友1"' in html
    foreman.post("next", 1, {**worker(1), "name": "改过的"})
    assert [one["name"] for one in foreman.kept()] == ["工友0", "改过的", "工友2"]


def test_a_mistake_is_told_at_the_item_and_nothing_typed_is_lost(foreman: Foreman) -> None:
    bad = {**worker(1), "identity": "990121198503071016"}
    response = foreman.post("list-add:workers", 0, bad)
    html = text_of(response)
    assert response.status_code == 422
    assert 'href="#f-workers.identity"' in html
    assert 'value="工友1"' in html
    assert 'value="990121198503071016"' in html
    assert [one["name"] for one in foreman.kept()] == ["工友1"]
    again = foreman.post("next", 0, worker(1))
    assert again.status_code == 302
    assert len(foreman.kept()) == 1


def test_a_question_that_comes_up_in_an_item_is_asked_without_blame(foreman: Foreman) -> None:
    response = foreman.post("list-add:workers", 0, {**worker(1), "still": "no"})
    html = text_of(response)
    assert response.status_code == 200
    assert 'name="workers.left"' in html
    assert "请填写：哪天走的" not in html


def test_nobody_on_the_list_is_told_once(foreman: Foreman) -> None:
    response = foreman.post("next", 0, {"name": " "})
    assert response.status_code == 422
    assert "请至少填写一位工人" in text_of(response)


def test_what_was_half_written_is_kept_when_leaving(foreman: Foreman) -> None:
    response = foreman.post("leave", 0, {"name": "吴建国"})
    assert response["Location"] == "/apply/saved"
    assert foreman.kept() == [{"name": "吴建国"}]
    html = text_of(foreman.client.get(PAGE))
    assert "请填写：身份证号码" in html  # told beside the line, so that it is found again


def test_items_of_others_cannot_be_reached_by_strange_numbers(foreman: Foreman) -> None:
    for go in (
        "list-drop:workers:99",
        "list-open:workers:99",
        "list-drop:nothing:0",
        "list-add",
        "list-x:workers",
    ):
        assert foreman.post(go).status_code in (200, 302, 404, 422)
    assert foreman.client.get(PAGE + "?item=workers:99999999999").status_code == 200


def upload(foreman: Foreman, raw: bytes, name: str = "名单.xlsx") -> Any:
    return foreman.post("list-sheet:workers", **{"workers.sheet": SimpleUploadedFile(name, raw)})


def rows(count: int) -> list[list[str]]:
    return [[w["name"], w["identity"], "4200", "还在", ""] for w in map(worker, range(count))]


@pytest.mark.parametrize(
    "make", [xlsx_bytes, csv_bytes, lambda h, r: csv_bytes(h, r).decode("utf-8-sig").encode("gbk")]
)
def test_seventy_eight_workers_come_from_a_spreadsheet(foreman: Foreman, make: Any) -> None:
    html = text_of(upload(foreman, make(HEADER, rows(78))))
    assert "加上了 78 位工人" in html
    assert len(foreman.kept()) == 78
    assert foreman.kept()[0] == worker(0)
    again = text_of(upload(foreman, make(HEADER, rows(78))))
    assert "有 78 行原来就有" in again
    assert len(foreman.kept()) == 78
    # The longer way now applies, and the page itself stays short enough for a phone.
    assert foreman.post("next")["Location"] == "/apply/q/leader"


def test_wrong_rows_are_told_by_their_number_and_good_ones_kept(foreman: Foreman) -> None:
    wrong = rows(5)
    wrong[2][1] = "990121198503071016"
    wrong[4][3] = "不知道"
    html = text_of(upload(foreman, xlsx_bytes(HEADER, wrong)))
    assert "第 4 行：身份证号码有一位填错了" in html
    assert "第 6 行：请选" in html
    assert [one["name"] for one in foreman.kept()] == ["工友0", "工友1", "工友3"]


def test_a_title_above_and_columns_in_another_order_are_understood(foreman: Foreman) -> None:
    sheet = [["身份证号码", "姓名 *", "还在干", "欠多少（元）"]]
    sheet += [[w["identity"], w["name"], "还在", "4200"] for w in map(worker, range(2))]
    upload(foreman, xlsx_bytes(["某工地欠薪名单"], sheet))
    assert [one["name"] for one in foreman.kept()] == ["工友0", "工友1"]


def test_the_template_is_what_may_be_uploaded(foreman: Foreman) -> None:
    for kind in ("xlsx", "csv"):
        response = foreman.client.get(f"/apply/sheet/workers.{kind}")
        assert response.status_code == 200
        html = text_of(upload(foreman, response.content, f"x.{kind}"))
        assert "加上了 0 位工人" in html
    assert foreman.client.get("/apply/sheet/workers.exe").status_code == 404
    assert foreman.client.get("/apply/sheet/name.xlsx").status_code == 404


def with_part(name: str, text: bytes) -> bytes:
    made = io.BytesIO(xlsx_bytes(HEADER, rows(1)))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, text)
    return made.getvalue()


def formula() -> bytes:
    raw = xlsx_bytes(HEADER, rows(1))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            body = old.read(part).replace(b'<row r="2">', b'<row r="2"><c r="Z2"><f>1+1</f></c>')
            new.writestr(part, body)
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (with_part("xl/media/bomb.xml", b"\0" * (60 * 1024 * 1024)), "这个表太大了"),
        (b"x" * (5 * 1024 * 1024), "这个表太大了"),
        (formula(), "表里有公式"),
        (with_part("xl/vbaProject.bin", b"x"), "表里有公式或者宏"),
        (csv_bytes(HEADER, [["=HYPERLINK(1)", "", "", "", ""]]), "表里有公式"),
        (xlsx_bytes(["甲", "乙"], [["1", "2"]]), "表里没有这几列"),
        (csv_bytes(["姓名", "欠多少"], [["甲", "2"]]), "表里没有这几列：身份证号码、还在干"),
        (b"PK\x03\x04rubbish", "这个表打不开"),
        (b"%PDF-1.4", "请上传 Excel"),
        (b"", "没有内容"),
        (b"\xff\xfe\x00\x01\x02", "请上传 Excel"),
        (with_part("xl/worksheets/evil.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "这个表打不开"),
        (csv_bytes(HEADER, rows(101)), "最多填 100 位工人"),
    ],
)  # fmt: skip
def test_hostile_and_wrong_files_are_refused_in_words(foreman: Foreman, raw: bytes, told: str) -> None:
    response = upload(foreman, raw) if raw else upload(foreman, b"\n")
    assert response.status_code == 422
    assert told in text_of(response)
    assert foreman.kept() == []


def ink(size: tuple[int, int] = (600, 240), ground: str | None = None, kind: str = "PNG") -> bytes:
    picture = Image.new("RGBA" if ground is None else "RGB", size, ground or (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.line([(60, 60), (200, 180), (340, 60), (480, 180)], fill="black", width=8)
    made = io.BytesIO()
    picture.save(made, kind)
    return made.getvalue()


def sign(foreman: Foreman, raw: bytes, **more: str) -> Any:
    data = {"total": "330000", "shown": "total,paper,signed", "go": "next", **more}
    return foreman.client.post("/apply/q/end", {**data, "signed": SimpleUploadedFile("s.png", raw)})


@pytest.mark.parametrize(
    "raw", [ink(), ink(ground="#eee8dd", kind="JPEG"), ink((3000, 1200), "white", "JPEG")]
)
def test_a_signature_is_kept_small_and_shown(foreman: Foreman, raw: bytes) -> None:
    sign(foreman, raw)
    kept = Material.objects.get(code="signed")
    assert kept.size < 20_000
    html = text_of(foreman.client.get("/apply/q/end"))
    assert f'src="/apply/file/{kept.pk}"' in html
    picture = foreman.client.get(f"/apply/file/{kept.pk}")
    assert picture["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(b"".join(picture.streaming_content))).width <= 600


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (ink((600, 240), "white")[:200], "打不开"),
        (b"%PDF-1.4\n", "打不开"),
        (b"hello", "签名请用手指写"),
    ],
)
def test_what_is_no_signature_is_refused(foreman: Foreman, raw: bytes, told: str) -> None:
    response = sign(foreman, raw)
    assert response.status_code == 422
    assert told in text_of(response)
    assert 'value="330000"' in text_of(response)


def test_an_empty_pad_is_no_signature(foreman: Foreman) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (600, 240), "white").save(blank, "PNG")
    assert "没有看到签名" in text_of(sign(foreman, blank.getvalue()))
    assert "请签名：登记人签名" in text_of(
        foreman.client.post("/apply/q/end", {"total": "1", "shown": "total,paper,signed"})
    )


def test_a_signature_is_taken_back_and_made_anew(foreman: Foreman) -> None:
    sign(foreman, ink())
    foreman.client.post("/apply/q/end", {"go": "unsign:signed", "total": "1", "shown": "total,paper,signed"})
    assert not Material.objects.exists()
    sign(foreman, ink())
    sign(foreman, ink((500, 300)))
    assert Material.objects.count() == 1


def test_a_browser_cannot_name_another_picture_as_its_signature(foreman: Foreman) -> None:
    response = foreman.client.post(
        "/apply/q/end", {"total": "1", "shown": "total,paper,signed", "signed": "ab/" + "0" * 62}
    )
    assert response.status_code == 422


def test_files_of_another_draft_are_not_found(foreman: Foreman) -> None:
    sign(foreman, ink())
    other = Foreman()
    other.begin()
    assert other.client.get(f"/apply/file/{Material.objects.get().pk}").status_code == 404


def fill(foreman: Foreman) -> None:
    who = {"name": "马班长", "phone": "13800000021", "shown": "unit,name,phone,email"}
    foreman.client.post("/apply/q/who", who)
    foreman.client.post("/apply/q/place", {"region": TOWN, "place": "东岸工地", "shown": "region,place"})
    upload(foreman, csv_bytes(HEADER, rows(4)))
    foreman.client.post("/apply/q/leader", {"leader": "马班长", "shown": "leader"})
    sign(foreman, ink())


def test_lists_and_signatures_come_through_to_the_matter(foreman: Foreman) -> None:
    fill(foreman)
    html = text_of(foreman.client.get("/apply/check"))
    assert "工友3" in html
    assert worker(3)["identity"] not in html
    assert re.search(r"叁拾叁万元整", html)
    foreman.client.post("/apply/submit", {"key": foreman.key()})
    matter = Matter.objects.get()
    assert Material.objects.get(matter=matter).code == "signed"
    assert "工友" not in matter.answers_sealed


def test_lists_and_signatures_are_there_on_another_device(foreman: Foreman) -> None:
    fill(foreman)
    saved = text_of(foreman.client.get("/apply/saved"))
    code = re.search(r'class="big">([0-9A-Z-]+)<', saved)
    assert code
    other = Foreman()
    other.client.post(f"/p/{code[1]}/prove", {"phone": "13800000021"})
    other.client.post(f"/p/{code[1]}/prove", {"phone": "13800000021", "code": sent_digits()})
    assert len(other.kept()) == 4
    page = text_of(other.client.get("/apply/q/end"))
    picture = re.search(r'src="(/apply/file/\d+)"', page)
    assert picture
    assert other.client.get(picture[1]).status_code == 200
    # The old device holds nothing any more.
    assert foreman.client.get(picture[1])["Content-Type"].startswith("text/html")
