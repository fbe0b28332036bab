"""An official table goes in whole or not at all, and says every mistake with its line."""

from __future__ import annotations

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.reference.places import queries
from fawang.reference.places.models import GridPoint, Region
from fawang.reference.places.operations import NewGridPoint, load_grid_points, load_table
from fawang.reference.places.table import TableFaults, parse
from tests.cast import NOW

GOOD = """代码,名称,纬度,经度
99,示例省,33.0,118.9
9901,淮畔市,33.6,119.0
990121,石港县,,
990121101,柳湾镇,33.95,119.25
990121101201,大桥村,,
"""


def faults_of(text: str | bytes) -> list[tuple[int, str]]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(TableFaults) as refused:
        parse(raw)
    return [(fault.line, fault.message) for fault in refused.value.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_loads_in_the_encodings_bureaus_use(db, encoding):
    result = load_table(raw=GOOD.encode(encoding), now=NOW)
    assert (result.added, result.changed, result.unchanged) == (5, 0, 0)
    village = Region.objects.get(code="990121101201")
    assert village.full_name == "示例省淮畔市石港县柳湾镇大桥村"
    assert village.level == Region.Level.VILLAGE
    assert village.parent_id == "990121101000"
    assert Region.objects.get(code="990121101000").latitude == 33.95


def test_loading_twice_changes_nothing_and_both_loads_are_in_the_log(db):
    load_table(raw=GOOD.encode(), now=NOW)
    again = load_table(raw=GOOD.encode(), now=NOW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 5)
    assert AuditEntry.objects.filter(action="places.load").count() == 2


def test_a_renamed_county_renames_the_paths_below_it(db):
    load_table(raw=GOOD.encode(), now=NOW)
    result = load_table(raw="990121000000,石港区".encode(), now=NOW)
    assert result.added == 0
    assert Region.objects.get(code="990121101201").full_name == "示例省淮畔市石港区柳湾镇大桥村"


def test_a_table_without_positions_keeps_those_known(db):
    load_table(raw=GOOD.encode(), now=NOW)
    load_table(raw="990121101000,柳湾街道".encode(), now=NOW)
    assert Region.objects.get(code="990121101000").longitude == 119.25


def test_all_mistakes_are_told_at_once_with_their_lines():
    text = (
        "code,name,parent,lat,lon\n"
        "99,示例省,,,\n"
        "99012,短了一位,,,\n"
        "9901,,,,\n"
        "99O1,字母,,,\n"
        "990131,纬度错,99,200,119\n"
        "990132,经纬只填一个,99,33,\n"
        "980101,孤儿,,,\n"
        "990133,错配,9802,,\n"
        "99,另一个省,,,\n"
        "990134,<script>,99,,\n"
    )
    found = faults_of(text)
    assert [line for line, _ in found] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    words = " ".join(message for _, message in found)
    for expected in (
        "有 5 位",
        "缺少名称",
        "只能由数字",
        "超出",
        "都不填",
        "不在表中",
        "不相配",
        "重复",
        "符号",
    ):
        assert expected in words


def test_nothing_is_written_when_one_line_is_wrong(db):
    with pytest.raises(TableFaults) as refused:
        load_table(raw=(GOOD + "9901211,错,,\n").encode(), now=NOW)
    assert "第 7 行" in refused.value.message
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "没有任何区划"),
        ("名字,别的\n甲,乙\n".encode(), "表头缺少"),
        (b"\xff\xfe\xff\xff\xff", "编码"),
        (b"PK\x03\x04\x00\x00", "不是文本"),
        (b'99,"' + b"x" * 200_000, "CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_kindly(raw, word):
    assert word in " ".join(message for _, message in faults_of(raw))


def test_cities_without_counties_and_structural_rows_are_understood(db):
    table = (
        "440000000000,示例甲省\n441900000000,示例莞市\n441900003000,示例街道\n"
        "310000000000,示例直辖市\n310100000000,市辖区\n310101000000,示例区\n"
    )
    load_table(raw=table.encode(), now=NOW)
    assert Region.objects.get(code="441900003000").parent_id == "441900000000"
    assert Region.objects.get(code="310101000000").full_name == "示例直辖市示例区"


def test_a_row_may_hang_on_what_the_system_already_knows(db):
    load_table(raw=GOOD.encode(), now=NOW)
    load_table(raw="990121101202,小桥村".encode(), now=NOW)
    assert queries.region_name("990121101202") == "小桥村"


def test_queries_walk_the_tree(cast):
    assert queries.region_name("990121") == "石港县"
    assert queries.region_name("12") == ""
    assert queries.region_name("' OR 1=1") == ""
    assert [r.name for r in queries.path_of("990121101201")] == [
        "示例省",
        "淮畔市",
        "石港县",
        "柳湾镇",
        "大桥村",
    ]
    assert queries.path_of("990121999999") == []
    assert [r.name for r in queries.towns_of("990121000000")] == ["柳湾镇"]
    assert [r.name for r in queries.villages_of("990121101000")] == ["大桥村"]
    assert [r.name for r in queries.counties_of("990100000000")] == ["城东区", "石港县", "清溪县"]
    assert [r.name for r in queries.children_of("990121000000")] == ["柳湾镇"]
    assert [r.name for r in queries.find_by_name("石港")] == ["石港县"]
    assert [r.name for r in queries.find_by_name("竹溪镇", within="990121000000")] == []
    assert [r.name for r in queries.find_by_name("石港县柳湾镇")] == ["柳湾镇"]
    assert queries.find_by_name("  ") == []


def test_grid_points_lie_in_their_village_and_load_again(cast):
    points = [NewGridPoint("990121101201001", "第一网格", 33.9, 119.2)]
    assert load_grid_points(points=points, now=NOW) == 1
    load_grid_points(points=[NewGridPoint("990121101201001", "一号网格", 33.9, 119.2)], now=NOW)
    point = GridPoint.objects.get()
    assert (point.name, point.region_id) == ("一号网格", "990121101201")
