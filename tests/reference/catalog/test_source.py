"""Reading content files: hostile and clumsy ones."""

import pytest

from fawang.reference.catalog.source import SIZE_LIMIT, read_tree


def read(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_tree(path, "x.yaml")


def test_values_keep_their_words(tmp_path):
    tree, faults = read(
        tmp_path, 'a: yes\nb: no\nc: true\nd: 12\ne: 2026-03-02\nf: "12"\ng: 1.5\nh:\ni: 012\n'
    )
    assert faults == []
    assert tree.plain() == {
        "a": "yes",
        "b": "no",
        "c": True,
        "d": 12,
        "e": "2026-03-02",
        "f": "12",
        "g": 1.5,
        "h": None,
        "i": "012",
    }


def test_faults_point_at_the_line(tmp_path):
    tree, _ = read(tmp_path, "a:\n  - b: 1\n  - c: 2\n")
    assert tree.fault(("a", 1, "c"), "x").line == 3
    assert tree.fault(("a", 1, "absent"), "x").line == 3
    assert str(tree.fault(("a",), "坏")) == "x.yaml:1: 坏"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "写了两次"),
        ("a: &x [1]\nb: *x\n", 1, "别名"),
        ("a: !!python/object/apply:os.system ['true']\n", 1, "标签"),
        ("a: [1\nb: 2\n", 2, "YAML"),
        ("a: b: c\n", 1, "冒号"),
        ("", 1, "空"),
        (b"a: \xff\xfe\n", 1, "UTF-8"),
        ("a: " + "[" * 3000, 1, "嵌套"),
        ("- " * 3000 + "x", 1, "嵌套"),
        ("? [a]\n: b\n", 1, "键"),
        ("a: x\n" * (SIZE_LIMIT // 4), 1, "太大"),
    ],
)
def test_bad_files_are_refused_with_their_line(tmp_path, text, line, words):
    _, faults = read(tmp_path, text)
    assert [(f.line, words in f.message) for f in faults][:1] == [(line, True)]


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, faults = read(tmp_path, "\n".join(lines))
    assert faults
    assert all("别名" in fault.message for fault in faults)


def test_a_file_that_is_not_there(tmp_path):
    tree, faults = read_tree(tmp_path / "none.yaml", "none.yaml")
    assert tree is None
    assert "读不出来" in faults[0].message
