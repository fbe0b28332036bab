"""Trains the trees of the law ranker with LightGBM; runs in an environment of its own, never in the product.

    python law_trees.py FOLDER

FOLDER holds rows.bin (doubles), labels.bin (bytes) and meta.json: groups (rows of each question), folds (of
each question), features (how many) and keep_out (the folds for which a model without them is wanted; -1 keeps
nothing out). Writes trees-<fold>.json for each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import lightgbm
import numpy

SETTINGS = {
    "objective": "lambdarank",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "lambdarank_truncation_level": 20,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
TREES = 200


def plain(node: dict[str, Any], values: list[float]) -> Any:
    """A node as the product reads it: [feature, threshold, left, right] or the number of a leaf."""
    if "leaf_value" in node:
        values.append(round(node["leaf_value"], 6))
        return len(values) - 1
    left = plain(node["left_child"], values)
    right = plain(node["right_child"], values)
    return [node["split_feature"], float(f"{node['threshold']:.9g}"), left, right]


def main() -> None:
    """Train one model for every fold that is to be kept out."""
    folder = Path(sys.argv[1])
    meta = json.loads((folder / "meta.json").read_text())
    rows = numpy.fromfile(folder / "rows.bin", dtype="f8").reshape(-1, meta["features"])
    labels = numpy.fromfile(folder / "labels.bin", dtype="u1")
    groups, folds = numpy.array(meta["groups"]), numpy.array(meta["folds"])
    of_row = numpy.repeat(folds, groups)
    for fold in meta["keep_out"]:
        data = lightgbm.Dataset(rows[of_row != fold], labels[of_row != fold], group=groups[folds != fold])
        model = lightgbm.train(SETTINGS, data, TREES)
        trees = []
        for tree in model.dump_model()["tree_info"]:
            values: list[float] = []
            root = plain(tree["tree_structure"], values)
            trees.append({"root": root if len(values) > 1 else None, "values": values})
        (folder / f"trees-{fold}.json").write_text(json.dumps(trees))
        print(f"fold {fold}: {len(trees)} trees", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
