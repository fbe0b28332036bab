"""Letters to the right readers, with words that may be read."""

from __future__ import annotations

from fawang.stages.delivery.rules import NEUTRAL_TEXT, Addressees, letters

TO = Addressees(applicant=1, officers=(5,), lawyer=7, supervisors=(8, 9))


def sent(*notices, to=TO, flags=()):
    return list(letters(notices, number="N1", seq=3, to=to, flags=flags, sender="淮畔市公共法律服务"))


def test_each_role_has_its_readers_and_every_letter_its_own_key():
    found = sent(
        *((role[:3], role, f"给{role}") for role in ("applicant", "officer", "lawyer", "supervisor"))
    )
    assert [(one.reader.kind, one.reader.key) for one in found] == [
        ("applicant", 1), ("staff", 5), ("staff", 7), ("staff", 8), ("staff", 9),
    ]  # fmt: skip
    assert len({one.key for one in found}) == 5
    assert [one.key for one in found] == [
        one.key for one in sent(*((r[:3], r, "x") for r in ("applicant", "officer", "lawyer", "supervisor")))
    ]
    assert all(one.text.startswith("【淮畔市公共法律服务】给") for one in found)


def test_nobody_there_is_no_letter():
    assert sent(("a", "lawyer", "x"), ("b", "officer", "y"), to=Addressees(applicant=1)) == []


def test_discretion_is_for_the_applicant_only():
    told = sent(("a", "applicant", "您的离婚案"), ("b", "lawyer", "离婚案交给您"), flags=("danger",))
    assert NEUTRAL_TEXT in told[0].text
    assert "离婚" not in told[0].text
    assert "离婚案交给您" in told[1].text


def test_texts_stay_short():
    assert len(sent(("a", "applicant", "长" * 900))[0].text) == 300
