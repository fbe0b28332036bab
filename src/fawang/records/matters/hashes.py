"""Keyed hashes under which secrets and phones are kept where they must be found and never be read."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac


def token_index(token: str) -> str:
    """The keyed hash under which a browser's draft token is kept."""
    return salted_hmac("fawang.draft", token, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """What is counted of an address: a whole IPv4 address, the /64 of an IPv6 one, of which one household
    has millions to choose from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def subject_of(*parts: str) -> str:
    """The keyed hash of what a code or a counter is about: never the phone or the address itself."""
    return salted_hmac("fawang.subject", "\x00".join(parts), algorithm="sha256").hexdigest()


def code_hash(subject: str, digits: str) -> str:
    """The keyed hash of a one-time code for one subject."""
    return salted_hmac("fawang.code", f"{subject}:{digits}", algorithm="sha256").hexdigest()
