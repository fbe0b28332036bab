"""A matter keeps the definition it began on."""

from datetime import datetime

import pytest
from django.conf import settings

from fawang.core.clock import ZONE
from fawang.reference.catalog import operations, queries
from fawang.reference.catalog.models import ServiceVersion
from tests.reference.catalog.bench_service import FOLDER, write_content

NOW = datetime(2026, 3, 2, 10, tzinfo=ZONE)


@pytest.fixture
def root(tmp_path, monkeypatch):
    root = write_content(tmp_path, settings.CONTENT / "limits")
    monkeypatch.setattr(queries, "content_roots", lambda: (root,))
    monkeypatch.setattr(queries, "_LOOK_AGAIN_AFTER", 0.0)
    return root


def change(root):
    path = root / FOLDER / "service.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: 示例服务", "name: 新的名字"), encoding="utf-8"
    )


@pytest.mark.django_db
def test_publishing_twice_keeps_one_row_and_one_trace(root):
    assert [row.code for row in operations.publish_services(now=NOW)] == ["demo-service"]
    assert operations.publish_services(now=NOW) == []
    assert ServiceVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_service_leaves_the_pinned_version_as_it_was(root):
    old = operations.pin_service(code="demo-service", now=NOW)
    change(root)
    new = queries.get_service("demo-service")
    assert (new.name, new.version == old.version) == ("新的名字", False)
    pinned = queries.get_service("demo-service", old.version)
    assert pinned == old
    assert pinned.steps.actions_from("open")[0].clocks[0].limit == "legal-aid.decide"


@pytest.mark.django_db
@pytest.mark.parametrize("version", [None, "000000000000"])
def test_what_is_not_there_is_refused_by_name(root, version):
    with pytest.raises(queries.UnknownService, match="没有找到这项服务"):
        queries.get_service("no-such-service", version)


def test_a_service_with_mistakes_is_not_offered(root):
    (root / FOLDER / "form.yaml").write_text("pages: nothing\n", encoding="utf-8")
    assert queries.list_services() == []


def test_the_name_used_in_answers_finds_the_service():
    assert queries.service_asked_as("法律援助").code == "legal-aid-civil"
    assert queries.service_asked_as("法律咨询").code == "legal-consultation"
    assert queries.service_asked_as("占卜") is None
