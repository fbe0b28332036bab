"""What an answer names can be applied for: every code of the taxonomy is a service of the catalogue."""

from __future__ import annotations

from django.conf import settings

from fawang.reference.catalog.loader import load_catalog
from fawang.stages.advice.knowledge import load_knowledge


def test_every_service_that_answers_name_is_in_the_catalogue() -> None:
    offered = load_catalog([settings.CONTENT]).services
    knowledge = load_knowledge(settings.CONTENT)
    categories = {one.name for one in knowledge.taxonomy.categories}
    for service in knowledge.services.values():
        named = {service.code, *service.by_category.values()} - {None}
        assert named <= set(offered), service.name
        assert set(service.by_category) <= categories, service.name


def test_a_fitting_service_comes_before_the_general_one() -> None:
    services = load_knowledge(settings.CONTENT).services
    assert services["人民调解"].code_for("物业与业主权利") == "mediation-property"
    assert services["人民调解"].code_for("民间借贷") == "people-mediation"
    assert services["诉讼指引"].code_for("民间借贷") is None
