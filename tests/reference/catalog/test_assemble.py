"""What services share: ways on ways, pieces of the family and of all, what is overridden and left out."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from fawang.reference.catalog.assemble import Parts, Shelf, assemble, shared_pieces
from fawang.reference.catalog.source import Tree, read_tree, walk

FAMILY = "services/demo/family.yaml"
COMMON = "services/common.yaml"
STEPS = "services/demo/one/steps.yaml"


def tree_of(tmp_path, shown, text):
    path = tmp_path / shown.replace("/", "_")
    path.write_text(text, encoding="utf-8")
    tree, faults = read_tree(path, shown)
    assert (tree is not None, faults) == (True, [])
    return tree


def built(tmp_path, steps, *, family="{}", common="{}", form="pages: []", head="code: one"):
    """The assembled service as plain data, the shelf with its faults, and the tree."""
    shelf = Shelf(tree_of(tmp_path, FAMILY, family), tree_of(tmp_path, COMMON, common), [])
    parts = Parts(
        tree_of(tmp_path, "services/demo/one/service.yaml", head),
        tree_of(tmp_path, "services/demo/one/form.yaml", form),
        tree_of(tmp_path, STEPS, steps),
        [],
        [],
    )
    whole = assemble(parts, shelf)
    return whole.plain(), shelf, whole


def told(shelf):
    return [str(fault) for fault in shelf.faults]


WAY = """\
ways:
  base:
    start: open
    on_start: {tell: 收到了}
    states:
      open: {name: 办理中, tell: 正在办, waiting_for: office}
    actions:
      - {code: finish, name: 办完, from: [open], to: shut, by: [officer]}
      - {code: withdraw, name: 撤回, from: [open], to: shut, by: [applicant]}
  longer:
    way: base
    without: [withdraw]
    states:
      open: {tell: 正在细看}
    actions:
      - {code: check, name: 复核, from: [open], by: [officer]}
states:
  shut: {name: 办完, tell: 办完了, waiting_for: nobody, open: false}
  spare: {name: 不用, tell: 没人用, waiting_for: nobody}
"""


def test_a_way_brings_everything_and_shared_states_come_with_it(tmp_path):
    plain, shelf, _ = built(tmp_path, "way: base", common=WAY)
    steps = plain["steps"]
    assert told(shelf) == []
    assert (steps["start"], steps["on_start"]) == ("open", {"tell": "收到了"})
    assert [one["code"] for one in steps["actions"]] == ["finish", "withdraw"]
    assert list(steps["states"]) == ["open", "shut"], "what nothing refers to is left out"


def test_a_way_may_build_on_a_way(tmp_path):
    plain, shelf, _ = built(tmp_path, "way: longer", common=WAY)
    assert told(shelf) == []
    assert [one["code"] for one in plain["steps"]["actions"]] == ["finish", "check"]
    assert plain["steps"]["states"]["open"] == {"name": "办理中", "tell": "正在细看", "waiting_for": "office"}
    assert {(COMMON, "ways", "base"), (COMMON, "ways", "longer")} <= shelf.taken


def test_the_service_overrides_key_by_key_and_adds_at_the_end(tmp_path):
    steps = """\
way: base
without: [withdraw]
on_start: {tell: 您的到了}
states:
  open: {name: 在办}
actions:
  - {code: extra, name: 多一步, from: [open], by: [officer]}
  - {code: finish, name: 结束}
"""
    plain, shelf, whole = built(tmp_path, steps, common=WAY)
    made = plain["steps"]
    assert told(shelf) == []
    assert made["on_start"] == {"tell": "您的到了"}
    assert made["states"]["open"] == {"name": "在办", "tell": "正在办", "waiting_for": "office"}
    assert made["actions"] == [
        {"code": "finish", "name": "结束", "from": ["open"], "to": "shut", "by": ["officer"]},
        {"code": "extra", "name": "多一步", "from": ["open"], "by": ["officer"]},
    ]
    name = whole.fault(("steps", "actions", 0, "name"), "")
    came = whole.fault(("steps", "actions", 0, "by"), "")
    assert (name.file, name.line) == (STEPS, 8)
    assert (came.file, came.line) == (COMMON, 8), "a shared key still knows the line it stands on"


def test_the_nearest_shelf_wins_and_the_farther_one_is_not_taken(tmp_path):
    family = "pages:\n  - {code: who, title: 家里的}\n"
    common = "pages:\n  - {code: who, title: 大家的}\n  - {code: where, title: 在哪里}\n"
    form = "pages:\n  - use: who\n  - {use: where, title: 在哪个村}\n"
    plain, shelf, _ = built(tmp_path, "{}", family=family, common=common, form=form)
    assert [page["title"] for page in plain["form"]["pages"]] == ["家里的", "在哪个村"]
    assert shelf.taken == {(FAMILY, "pages", "who"), (COMMON, "pages", "where")}


def test_the_familys_service_keys_are_defaults(tmp_path):
    family = "family: demo\nfamily_name: 示例\nservice: {fee: 免费, time: 当天}\n"
    plain, _, _ = built(tmp_path, "{}", family=family, head="code: one\ntime: 三天")
    assert (plain["family"], plain["family_name"]) == ("demo", "示例")
    assert (plain["fee"], plain["time"]) == ("免费", "三天")


def test_only_notices_and_papers_that_a_step_uses_are_lent(tmp_path):
    common = """\
notices: {got: {to: applicant, text: 收到了}, spare: {to: officer, text: 没有用}}
documents: {letter: {name: 通知书}, other: {name: 别的}}
"""
    steps = "on_start: {notices: [got]}\nactions: [{code: end, documents: [letter]}]"
    plain, shelf, _ = built(tmp_path, steps, common=common)
    assert (list(plain["notices"]), list(plain["documents"])) == (["got"], ["letter"])
    offered = {piece for piece, _ in shared_pieces(shelf.common)}
    assert offered - shelf.taken == {(COMMON, "notices", "spare"), (COMMON, "documents", "other")}


def test_outcome_options_call_for_their_states(tmp_path):
    steps = "actions: [{code: end, fields: [{code: r, options: [{code: a, to: shut}]}]}]"
    plain, _, _ = built(tmp_path, steps, common=WAY)
    assert list(plain["steps"]["states"]) == ["shut"]


def test_every_mistake_has_its_file_and_line(tmp_path):
    steps = """\
way: longer
without:
  - finish
  - fnish
actions:
  - use: anser
  - {code: check, name: 一}
  - {code: check, name: 二}
"""
    _, shelf, _ = built(tmp_path, steps, common=WAY, form="pages:\n  - use: whoo\n")
    assert sorted(told(shelf)) == [
        f"services/demo/one/form.yaml:2: {FAMILY} 和 {COMMON} 的 pages 里没有“whoo”可用",
        f"{STEPS}:4: without 里的步骤“fnish”本来就没有，是不是想写“finish”？",
        f"{STEPS}:6: {FAMILY} 和 {COMMON} 的 actions 里没有“anser”可用",
        f"{STEPS}:8: 步骤“check”写了两次",
    ]


def test_ways_that_go_round_in_a_circle_or_do_not_exist_are_told(tmp_path):
    circle = "ways:\n  a: {way: b}\n  b: {way: a}\n"
    _, shelf, _ = built(tmp_path, "way: a", common=circle)
    assert told(shelf)[0].startswith(f"{COMMON}:3: 办理流程“a”套得太深")
    _, shelf, _ = built(tmp_path, "way: bass", common=WAY)
    assert told(shelf) == [f"{STEPS}:1: {FAMILY} 和 {COMMON} 里没有办理流程“bass”，是不是想写“base”？"]
    _, shelf, _ = built(tmp_path, "without: [a]\nstart: x", common=WAY)
    assert told(shelf) == [f"{STEPS}:1: without 只能和 way 一起用"]


def test_what_has_the_wrong_shape_is_kept_for_the_type_check(tmp_path):
    plain, _, _ = built(tmp_path, "way: base\nactions: {code: x}\nstates: [a]", common=WAY)
    assert (plain["steps"]["actions"], plain["steps"]["states"]) != ([], {})
    assert plain["steps"]["actions"] == {"code": "x"}
    plain, _, _ = built(tmp_path, "way: base\nactions:\n  - just words\n  - {name: 没有编码}", common=WAY)
    assert plain["steps"]["actions"][2:] == ["just words", {"name": "没有编码"}]


codes = st.sampled_from(["finish", "withdraw", "check", "extra", "more"])
actions = st.lists(st.fixed_dictionaries({"code": codes, "name": st.sampled_from(["甲", "乙"])}), max_size=5)


@given(
    mine=actions, without=st.lists(codes, max_size=3, unique=True), way=st.sampled_from(["base", "longer"])
)
def test_nothing_is_lost_and_nothing_left_out_comes_back(tmp_path, mine, without, way):
    text = yaml.safe_dump({"way": way, "without": without, "actions": mine}, allow_unicode=True)
    plain, shelf, _ = built(tmp_path, text, common=WAY)
    made = [one["code"] for one in plain["steps"]["actions"]]
    shared = {"base": ["finish", "withdraw"], "longer": ["finish", "check"]}[way]
    assert made[: len(set(shared) - set(without))] == [code for code in shared if code not in without]
    for one in mine:
        assert one["code"] in made or one["code"] in without
    assert len(shelf.faults) >= len(set(without) - set(shared))


@given(overridden=st.sets(st.sampled_from(["name", "tell", "waiting_for", "open"])))
def test_a_state_keeps_every_key_that_is_not_overridden(tmp_path, overridden):
    own = dict.fromkeys(sorted(overridden), "own")
    text = yaml.safe_dump({"way": "base", "states": {"shut": {}, "open": own or {"name": "own"}}})
    plain, _, _ = built(tmp_path, text, common=WAY)
    state = plain["steps"]["states"]["open"]
    kept = {"name": "办理中", "tell": "正在办", "waiting_for": "office"}
    assert state == kept | (own or {"name": "own"})


def test_putting_together_changes_no_shared_piece(tmp_path):
    common = tree_of(tmp_path, COMMON, WAY)
    before = [(loc, item.line) for loc, item in walk(common)], common.plain()
    for steps in ("way: longer\nactions: [{code: finish, name: 改}]", "way: base\nwithout: [finish]"):
        empty = Tree({}, "x", 1)
        own = tree_of(tmp_path, STEPS, steps)
        assemble(Parts(empty, Tree({}, "y", 1), own, [], []), Shelf(None, common, []))
    assert ([(loc, item.line) for loc, item in walk(common)], common.plain()) == before
