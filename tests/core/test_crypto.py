"""Sealed data opens only whole, for its own purpose and with its own key."""

import dataclasses

import pytest
from django.conf import settings as live
from hypothesis import given
from hypothesis import strategies as st

from fawang.core import crypto
from fawang.core.crypto import KeyMissing, SealBroken, UnknownPurpose, blind_index, seal, unseal


@given(st.text(max_size=200).filter(lambda t: t.isprintable()))
def test_what_was_sealed_comes_back(text):
    assert unseal(seal(text, "name"), "name") == text


def test_two_seals_of_one_text_differ_and_show_nothing_of_it():
    first, second = seal("13812345678", "phone"), seal("13812345678", "phone")
    assert first != second
    assert "1381234" not in first


def test_a_token_of_another_purpose_is_refused():
    with pytest.raises(SealBroken) as refused:
        unseal(seal("990104199001011237", "identity"), "phone")
    assert refused.value.code == "SealBroken"
    assert "管理员" in refused.value.message


def test_every_changed_character_is_noticed():
    token = seal("张三", "name")
    for place in range(token.rindex(".") + 1, len(token) - 1):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(SealBroken):
            unseal(token[:place] + other + token[place + 1 :], "name")


@pytest.mark.parametrize(
    "bad", ["", "v1", "v1..", "plain text", "v2.aa.bb", "v1.{id}.", "v1.{id}.!!!", "v1.{id}.AAAA"]
)
def test_what_is_no_token_is_refused_by_name(bad):
    with pytest.raises(SealBroken):
        unseal(bad.replace("{id}", crypto.key_id(live.KEYS.sealing[0])), "name")


def test_a_cut_token_is_refused():
    token = seal("一段比较长的文字", "address")
    for length in range(len(token)):
        with pytest.raises((SealBroken, KeyMissing)):
            unseal(token[:length], "address")


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    old = seal("李四", "name")
    settings.KEYS = dataclasses.replace(settings.KEYS, sealing=("ab" * 32, *settings.KEYS.sealing))
    new = seal("李四", "name")
    assert unseal(old, "name") == unseal(new, "name") == "李四"
    assert crypto.is_current(new)
    assert not crypto.is_current(old)


def test_a_lost_key_is_named(settings):
    token = seal("李四", "name")
    settings.KEYS = dataclasses.replace(settings.KEYS, sealing=("cd" * 32,))
    with pytest.raises(KeyMissing) as refused:
        unseal(token, "name")
    assert "密钥" in refused.value.message


def test_the_blind_index_is_stable_keyed_and_bound_to_its_purpose(settings):
    first = blind_index("13812345678", "phone")
    assert first == blind_index("13812345678", "phone")
    assert len(first) == 64
    assert int(first, 16)
    assert first != blind_index("13812345678", "identity")
    assert first != blind_index("13812345679", "phone")
    settings.KEYS = dataclasses.replace(settings.KEYS, index="ef" * 32)
    assert first != blind_index("13812345678", "phone")


@pytest.mark.parametrize("call", [seal, blind_index, unseal])
def test_an_unknown_purpose_is_a_programming_mistake(call):
    with pytest.raises(UnknownPurpose):
        call("x", "phones")
