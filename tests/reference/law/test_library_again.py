"""A library that could not be opened must not spoil the good one that comes after it."""

import pytest

from fawang.reference.law import library
from fawang.reference.law.queries import find_article
from fawang.reference.law.refusals import LawLibraryMissing


@pytest.mark.usefixtures("law_library")
def test_after_a_broken_file_the_good_one_is_read_again(tmp_path):
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a library at all" * 100)
    before = library.current_path()
    assert find_article("公证法", "第三十条")
    library.point_to(broken)
    try:
        with pytest.raises(LawLibraryMissing):
            find_article("公证法", "第三十条")
    finally:
        library.point_to(before)
    assert find_article("公证法", "第三十条")
    library.point_to(None)
