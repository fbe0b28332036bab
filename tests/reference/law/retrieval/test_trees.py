"""The trees answer exactly as walking each of them would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.reference.law.retrieval.trees import Forest

FEATURES = 4
numbers = st.floats(-10, 10, allow_nan=False).map(lambda value: round(value, 1))


@st.composite
def trees(draw):
    values = []

    def node(depth):
        if depth == 0 or draw(st.booleans()):
            values.append(draw(numbers))
            return len(values) - 1
        feature, threshold = draw(st.integers(0, FEATURES - 1)), draw(numbers)
        left = node(depth - 1)
        return [feature, threshold, left, node(depth - 1)]

    root = node(4)
    return {"root": root if len(values) > 1 else None, "values": values}


def walk(tree, row):
    node = tree["root"]
    while isinstance(node, list):
        feature, threshold, left, right = node
        node = left if row[feature] <= threshold else right
    return tree["values"][node or 0]


@given(
    st.lists(trees(), min_size=1, max_size=6),
    st.lists(st.lists(numbers, min_size=FEATURES, max_size=FEATURES), min_size=1, max_size=8),
)
def test_a_forest_is_the_sum_of_its_trees(forest, rows):
    ready = Forest(forest, FEATURES)
    for row in rows:
        assert ready.score(row) == pytest.approx(sum(walk(tree, row) for tree in forest))


def test_a_tree_too_large_is_refused():
    with pytest.raises(ValueError, match="more than 16 leaves"):
        Forest([{"root": None, "values": [0.0] * 17}], 1)
