"""The index: exact weights, what was learned laid over it, and never half a file."""

import math

import pytest

from fawang.reference.law.grams import grams
from fawang.reference.law.retrieval.documents import Document, document_key
from fawang.reference.law.retrieval.index import SCALE, Index, build_index, stamp_of
from fawang.reference.law.retrieval.lessons import Learned, term_number

LEASE = Document("租赁#1", "租赁法", "第一条", "第一章", "出租人应当退还押金。", "旧")
REPAIR = Document("租赁#2", "租赁法", "第二条", "第一章", "出租人应当维修房屋。", "旧")
LEASE_AGAIN = Document("租赁#1新", "租赁法", "第一条", "第一章", "出租人应当退还押金。", "新")
WAGES = Document("工资#1", "工资法", "第一条", "", "工资按月支付。")
TAUGHT = {
    document_key("租赁法", LEASE.text): Learned(3, {term_number("房东"): 3}, {term_number("退房"): 1}),
}


@pytest.fixture
def index(tmp_path):
    build_index([LEASE, REPAIR, LEASE_AGAIN, WAGES], tmp_path / "i.sqlite3", "stamp", learned=TAUGHT)
    opened = Index(tmp_path / "i.sqlite3")
    yield opened
    opened.close()


def test_a_weight_is_bm25_as_a_whole_number(index):
    documents, weights = index.postings("工资")
    lengths = [len(grams(f"{d.law} {d.chapter} {d.text}")) for d in (LEASE, REPAIR, LEASE_AGAIN, WAGES)]
    count = grams(f"{WAGES.law} {WAGES.chapter} {WAGES.text}").count("工资")
    norm = 1.2 * (1 - 0.75 + 0.75 * lengths[3] / (sum(lengths) / 4))
    assert list(documents) == [3]
    assert weights[0] == round(SCALE * math.log(1 + 3.5 / 1.5) * count * 2.2 / (count + norm))
    assert index.postings("没有") is None


def test_what_was_learned_reaches_every_text_with_the_wording_and_its_chapter_once(index):
    lessons = index.lessons(term_number("房东"))
    assert set(lessons) == {"asked", "chapter", "law"}
    assert list(lessons["asked"][0]) == [0, 2]
    assert list(lessons["chapter"][0]) == [0]
    assert list(index.counts["article"]) == [3, 0, 3, 0]
    assert list(index.counts["law"]) == [3, 0]
    assert set(index.lessons(term_number("退房"))) == {"answered"}
    assert index.lessons(term_number("工资")) == {}


def test_a_key_follows_the_wording_not_the_number_or_the_spelling():
    assert document_key("中华人民共和国租赁法（2020修订）", "出租人　应当，退还押金") == document_key(
        "租赁法", LEASE.text
    )
    assert document_key("租赁法", LEASE.text) != document_key("合同法", LEASE.text)
    assert document_key("租赁法", LEASE.text) != document_key("租赁法", REPAIR.text)


def test_editions_keep_their_places(index):
    assert index.edition_sizes == [2, 1, 1]
    assert index.edition_starts == [0, 2, 3]


def test_a_broken_build_leaves_the_old_index_and_nothing_else(tmp_path):
    target = tmp_path / "i.sqlite3"
    build_index([LEASE], target, "old")

    def breaking():
        yield WAGES
        raise ValueError("the corpus ends badly")

    with pytest.raises(ValueError, match="ends badly"):
        build_index(breaking(), target, "new")
    assert stamp_of(target) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["i.sqlite3"]


def test_a_file_that_is_no_index_has_no_stamp(tmp_path):
    (tmp_path / "i.sqlite3").write_bytes(b"not a database, but long enough to be looked at as one" * 50)
    assert stamp_of(tmp_path / "i.sqlite3") == ""
    assert stamp_of(tmp_path / "none.sqlite3") == ""
