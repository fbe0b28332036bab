"""Small files and small functions (house rule 7)."""

from tests.house.source import ROOT, functions, shown, sources

LONGEST_FILE = 500
LONGEST_FUNCTION = 50


def test_no_file_is_over_five_hundred_lines():
    long = {
        shown(path): count
        for folder in (ROOT / "src", ROOT / "tests", ROOT / "bench")
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_over_fifty_lines():
    long = {
        f"{shown(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in sources()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}
