"""Sealing of personal data at rest, and the keyed blind index that finds it again.

A token is `v1.<key id>.<base64url(nonce + ciphertext + tag)>`, AES-256-GCM. The purpose is bound in as
associated data, so that a sealed phone number moved into the identity column is refused. The newest key
seals; every key of the ring unseals, which is what makes a change of keys possible without a stop.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from fawang.core.refusals import Refusal

#: What may be sealed or indexed. A closed list: a mistyped purpose would make data that never opens again.
PURPOSES = frozenset(
    {"name", "identity", "phone", "address", "answers", "case_code", "carried", "document", "api"}
    | {"register", "material"}
)
_NONCE_BYTES = 12


class UnknownPurpose(ValueError):
    """A programming mistake: the purpose is not one of `PURPOSES`."""


class SealBroken(Refusal):
    """The token was changed, cut, moved to another column or is no token at all."""

    default_message = "这条加密数据已损坏或被改动，无法读出，请联系系统管理员核对备份。"


class KeyMissing(Refusal):
    """The token was sealed with a key that is no longer in the ring."""

    default_message = "缺少读出这条数据所需的密钥，请系统管理员从备份中恢复密钥文件。"


def seal(text: str, purpose: str) -> str:
    """Encrypt text for one purpose with the newest key. Two seals of the same text differ."""
    _check_purpose(purpose)
    key = settings.KEYS.sealing[0]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), _associated(purpose))
    return f"v1.{key_id(key)}.{base64.urlsafe_b64encode(nonce + sealed).decode().rstrip('=')}"


def unseal(token: str, purpose: str) -> str:
    """The text in a token. Raises SealBroken when it was tampered with or sealed for another purpose,
    and KeyMissing when its key is not in the ring."""
    _check_purpose(purpose)
    version, _, rest = token.partition(".")
    wanted, _, body = rest.partition(".")
    if version != "v1" or not wanted or not body:
        raise SealBroken
    key = next((k for k in settings.KEYS.sealing if key_id(k) == wanted), None)
    if key is None:
        raise KeyMissing
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        plain = _cipher(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _associated(purpose))
    except (InvalidTag, ValueError, binascii.Error):
        raise SealBroken from None
    return plain.decode()


def is_current(token: str) -> bool:
    """Whether the token was sealed with the newest key; one that was not should be sealed anew."""
    return token.startswith(f"v1.{key_id(settings.KEYS.sealing[0])}.")


def blind_index(value: str, purpose: str) -> str:
    """64 hex digits that are equal exactly for equal values of one purpose and cannot be reversed without
    the index key. Callers normalise the value first (see `core.checks`), since spacing counts."""
    _check_purpose(purpose)
    message = purpose.encode() + b"\x00" + value.encode()
    return hmac.new(bytes.fromhex(settings.KEYS.index), message, hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def key_id(key: str) -> str:
    """The public name of a sealing key (hex): eight hex digits that say nothing about the key itself."""
    return hashlib.sha256(b"fawang key id" + bytes.fromhex(key)).hexdigest()[:8]


@lru_cache(maxsize=32)
def _cipher(key: str) -> AESGCM:
    return AESGCM(bytes.fromhex(key))


def _associated(purpose: str) -> bytes:
    return b"fawang/" + purpose.encode()


def _check_purpose(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise UnknownPurpose(purpose)
