"""How a message greets whoever wrote."""

from __future__ import annotations

import pytest

from fawang.journeys.casework import greeting
from tests.cast import LI, WANG


@pytest.mark.parametrize(
    ("name", "identity", "kind", "said"),
    [
        ("王建国", WANG.identity, "person", "王先生"),
        ("李秀英", LI.identity, "person", "李女士"),
        ("欧阳明", "", "person", "欧阳先生/女士"),
        ("王女士", "", "person", "王女士"),
        ("老张", "", "person", "老张"),
        ("小李子", "", "person", "小李子"),
        ("老舍的侄子", "", "person", "老先生/女士"),
        ("淮畔建筑公司", "", "organisation", "淮畔建筑公司"),
    ],
)
def test_people_are_greeted_as_they_named_themselves(name: str, identity: str, kind: str, said: str) -> None:
    assert greeting(name, identity, kind) == said
