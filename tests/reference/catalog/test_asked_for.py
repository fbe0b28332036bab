"""People's own words as data: a bureau adds a file, and every mistake in it is told with its line."""

from pathlib import Path

from fawang.reference.catalog.asked_for import asked_for_faults, load_ways
from fawang.reference.catalog.finding import helpful

SHIPPED = (
    "classes: {boss: 老板|单位}\nneeds:\n  - {say: ['{boss}~不给钱'], unless: [退货], find: [pay, talk]}\n"
)


def write(root: Path, text: str, name: str = "plain.yaml") -> Path:
    folder = root / "services" / "asked-for"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return root


def test_a_need_said_in_its_words_names_its_services_the_best_first(tmp_path):
    ways = load_ways([write(tmp_path, SHIPPED)])
    points = helpful("我们单位一直不给钱", ways)
    assert list(points) == ["pay", "talk"]
    assert points["pay"] > points["talk"] > 0
    assert helpful("单位不给钱还不让退货", ways) == helpful("今天天气好", ways) == {}


def test_a_bureau_adds_a_file_and_may_use_the_shipped_classes(tmp_path):
    shipped = write(tmp_path / "shipped", SHIPPED)
    own = write(tmp_path / "own", "needs:\n  - {say: ['{boss}~赖皮'], find: [local]}\n", "ours.yaml")
    ways = load_ways([shipped, own])
    assert set(helpful("老板赖皮", ways)) == {"local"}
    assert set(helpful("老板不给钱", ways)) == {"pay", "talk"}


def test_every_mistake_has_its_line(tmp_path):
    text = (
        "needs:\n  - {say: [好], find: [payy]}\n  - {say: ['(坏'], find: [pay]}\n"
        "  - {say: ['{who}~好'], find: [pay]}\n"
    )
    told = [str(fault) for fault in asked_for_faults([write(tmp_path, text)], {"pay"})]
    assert told[0].startswith("services/asked-for/plain.yaml:2: 没有服务“payy”，是不是想写“pay”")
    assert "plain.yaml:3: 词条“(坏”读不懂" in told[1]
    assert "plain.yaml:4: 词条“{who}~好”读不懂（classes 里没有" in told[2]
    assert load_ways([tmp_path])[0].find == ("payy",), (
        "a term that cannot be read leaves its need out, no other"
    )
    broken = asked_for_faults([write(tmp_path, "needs:\n  - {sya: [好]}\n")], {"pay"})
    assert "不认识“sya”" in str(broken[0])
