"""The key that papers are signed with: a bureau's own certificate (PKCS#12) when one is set, else a key of
this installation with a certificate it gave itself, made on first use beside the other keys."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from fawang.core.refusals import Refusal

YEARS = 10


class SigningKeyBroken(Refusal):
    """The certificate that papers are to be signed with cannot be read."""

    default_message = "读不出签发文书用的证书，暂时不能签发。请系统管理员核对 FAWANG_SIGN_P12 和口令。"


@dataclass(frozen=True)
class Identity:
    """The file of key and certificate that papers are signed with, and its password."""

    path: Path
    password: str
    #: SHA-256 of the certificate, hexadecimal.
    fingerprint: str
    #: Whose name stands in it.
    subject: str


def own_key_path() -> Path:
    """Where the installation's own key lies."""
    return Path(settings.DATA) / "keys" / "papers.p12"


def ensure_key(*, owner: str, now: datetime) -> Path:
    """Make the installation's own key where there is none; returns where it lies. Two processes that start
    at once agree on one."""
    path = own_key_path()
    if path.exists():
        return path
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"papers.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(_made(owner, now))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path


def signing_identity(*, owner: str, now: datetime) -> Identity:
    """What papers are signed with now. Raises SigningKeyBroken."""
    own = settings.SIGN_P12
    path = Path(own) if own else ensure_key(owner=owner, now=now)
    try:
        return _read(path, settings.SIGN_PASSWORD if own else "", path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise SigningKeyBroken from error


@lru_cache(maxsize=4)
def _read(path: Path, password: str, _changed: int) -> Identity:
    key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode() or None)
    if key is None or certificate is None:
        raise ValueError("no key or no certificate")
    return Identity(path, password, certificate.fingerprint(hashes.SHA256()).hex(), name_in(certificate))


def name_in(certificate: x509.Certificate) -> str:
    """The common name of a certificate's subject, or the whole subject where it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _made(owner: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{owner[:56]}文书签章"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return bytes(pkcs12.serialize_key_and_certificates(b"papers", key, certificate, None, NoEncryption()))


def certificate_pem(identity: Identity) -> str:
    """The certificate itself, for whoever wants to trust it in a PDF reader."""
    _, certificate, _ = pkcs12.load_key_and_certificates(
        identity.path.read_bytes(), identity.password.encode() or None
    )
    if certificate is None:
        raise SigningKeyBroken
    return certificate.public_bytes(Encoding.PEM).decode()
