"""Finding a service: by what it is, and by the words a person uses for it."""

import shutil

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from fawang.reference.catalog import kept, queries
from fawang.reference.catalog.listing import chosen, row_of
from tests.reference.catalog.bench_service import FOLDER, write_content


@pytest.fixture
def root(tmp_path, monkeypatch):
    root = write_content(tmp_path / "content", settings.CONTENT / "limits")
    monkeypatch.setattr(queries, "content_roots", lambda: (root,))
    monkeypatch.setattr(queries, "_LOOK_AGAIN_AFTER", 0.0)
    return root


def test_the_index_has_a_row_for_every_service_in_the_order_of_the_list():
    rows = queries.catalogue_index()
    assert [row.code for row in rows] == [one.code for one in queries.list_services()]
    assert queries.catalogue_index() is rows, "the rows are made once, not for each request"
    with pytest.raises(AttributeError):
        rows[0].name = "别的"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("遗嘱公证", "notary-will"),
        ("遗嘱", "notary-will"),
        ("我想办一份遗嘱公证", "notary-will"),
        ("行政复议", "reconsideration"),
        ("法律咨询", "legal-consultation"),
        ("人民调解 邻居", "people-mediation"),
    ],
)
def test_the_words_a_person_uses_find_the_service(words, first):
    assert queries.find_services(words=words)[0].code == first


def test_words_that_have_nothing_to_do_with_any_service_find_none():
    assert queries.find_services(words="zzqx") == ()
    assert queries.find_services(words="，。？") == queries.catalogue_index(), "only marks are no words"


def test_filters_narrow_and_an_unknown_value_finds_nothing():
    families = {row.family for row in queries.catalogue_index()}
    parts = [queries.find_services(family=family) for family in sorted(families)]
    assert sum(map(len, parts)) == len(queries.catalogue_index())
    assert all({row.family for row in part} == {part[0].family} for part in parts)
    assert queries.find_services(family="no-such") == ()


def test_a_service_for_nobody_in_particular_is_for_everyone(root):
    assert [row.code for row in queries.find_services(audience="everyone")] == ["demo-service"]
    assert queries.find_services(audience="elderly") == ()
    path = root / FOLDER / "service.yaml"
    path.write_text(path.read_text("utf-8") + "audience: [elderly]\ndoors: [counter]\n", encoding="utf-8")
    assert [row.code for row in queries.find_services(audience="elderly", door="counter")] == ["demo-service"]
    assert queries.find_services(audience="everyone") == queries.find_services(door="web") == ()


@given(words=st.text(max_size=30), kind=st.sampled_from(["", "full", "light"]))
def test_whatever_is_asked_the_answer_is_a_part_of_the_list(words, kind):
    rows = queries.catalogue_index()
    found = chosen(rows, words=words, kind=kind)
    assert len(found) == len({row.code for row in found})
    assert {row.code for row in found} <= {row.code for row in rows if kind in ("", row.kind)}


def test_a_row_finds_itself_by_its_own_name():
    rows = queries.catalogue_index()
    for service in queries.list_services():
        assert chosen(rows, words=service.name)[0].name == service.name
    assert row_of(queries.list_services()[0]) == rows[0]


def test_a_service_switched_off_is_not_offered_and_its_matters_go_on(root):
    pinned = queries.get_service("demo-service").version
    (root / "services" / "off.yaml").write_text("off: [demo-service]\n", encoding="utf-8")
    assert (queries.list_services(), queries.catalogue_index()) == ([], ())
    with pytest.raises(queries.UnknownService):
        queries.get_service("demo-service")
    assert queries.get_service("demo-service", pinned).name == "示例服务"


@pytest.fixture
def readings(monkeypatch, tmp_path, settings):
    """The folders that were read from their files, reading by reading, in an installation that is new."""
    settings.DATA = tmp_path / "data"
    told = []
    plain = kept.load_catalog

    def load(roots, only):
        told.append(set(only))
        return plain(roots, only)

    monkeypatch.setattr(kept, "load_catalog", load)
    monkeypatch.setattr(kept, "_in_memory", {})
    return told


def test_what_was_read_once_is_not_read_again_until_something_changes(root, readings, monkeypatch):
    first = kept.read_catalog([root])
    assert kept.read_catalog([root]) == first
    assert readings == [{FOLDER}]
    # The next process has nothing in memory, and the file.
    monkeypatch.setattr(kept, "_in_memory", {})
    assert kept.read_catalog([root]) == first
    assert readings == [{FOLDER}]
    path = root / FOLDER / "service.yaml"
    path.write_text(path.read_text("utf-8").replace("fee: 免费", "fee: 十元"), encoding="utf-8")
    (changed,) = kept.read_catalog([root]).services
    assert (changed.fee, readings) == ("十元", [{FOLDER}, {FOLDER}])


@pytest.mark.parametrize("shared", ["services/common.yaml", f"{FOLDER.rpartition('/')[0]}/family.yaml"])
def test_what_is_shared_makes_all_who_share_it_be_read_anew_and_no_other(root, readings, shared):
    aside = root / "services/aside/aside-service"
    shutil.copytree(root / FOLDER, aside)
    for path in aside.glob("service.yaml"):
        text = path.read_text("utf-8").replace("code: demo-service", "code: aside-service")
        path.write_text(text, encoding="utf-8")
    kept.read_catalog([root])
    shipped = root / shared
    before = shipped.read_text("utf-8") if shipped.exists() else ""
    shipped.write_text(f"{before}# A word of the editor.\nflags: []\n", encoding="utf-8")
    kept.read_catalog([root])
    both = {FOLDER, "services/aside/aside-service"}
    assert readings == [both, both if "common" in shared else {FOLDER}]


def test_a_kept_file_that_is_damaged_is_read_anew(root, readings, monkeypatch, settings):
    first = kept.read_catalog([root])
    (place,) = (settings.DATA / "catalog").glob("*.json")
    place.write_text('{"services": [{"code": "half', encoding="utf-8")
    monkeypatch.setattr(kept, "_in_memory", {})
    assert kept.read_catalog([root]) == first
    assert len(readings) == 2
    assert place.read_text("utf-8").endswith("}"), "and written again"


def test_only_the_newest_is_kept(root):
    kept.read_catalog([root])
    (root / FOLDER / "service.yaml").write_text("code: broken\n", encoding="utf-8")
    assert kept.read_catalog([root]).services == ()
    assert len(list((settings.DATA / "catalog").glob("*.json"))) == 1
