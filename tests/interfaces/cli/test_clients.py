"""`fawang clients`: an administrator gives a program a key, changes it and takes it back."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from fawang.core.clock import now
from fawang.interfaces.cli import clients
from fawang.records.clients.models import ApiClient
from fawang.records.clients.queries import client_for
from fawang.records.clients.refusals import ClientFault, ClientNotFound, KeyRefused
from tests.cast import Cast


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    clients.add_arguments(parser)
    return clients.run(parser.parse_args(arguments))


def add(capsys: Any, *more: str) -> str:
    run("add", "总工会", "--organisation", "shigang_bureau", "--scope", "matters:write", *more)
    return str(capsys.readouterr().out.splitlines()[-1])


def test_a_key_is_printed_once_and_opens_the_door(cast: Cast, capsys: Any) -> None:
    key = add(capsys)
    assert client_for(key=key, address="203.0.113.1", now=now()).name == "总工会"
    run("list")
    listed = capsys.readouterr().out
    assert "总工会" in listed
    assert key not in listed


def test_terms_are_changed_as_a_whole(cast: Cast, capsys: Any) -> None:
    add(capsys)
    run("change", "总工会", "--scope", "matters:read", "--per-day", "7", "--days", "30")
    row = ApiClient.objects.get()
    assert (row.scopes, row.per_day) == (["matters:read"], 7)
    assert row.expires_at is not None


def test_a_new_key_leaves_the_old_one_a_while_and_revoking_ends_both(cast: Cast, capsys: Any) -> None:
    old = add(capsys)
    run("key", "总工会")
    new = capsys.readouterr().out.splitlines()[-1]
    for key in (old, new):
        client_for(key=key, address="", now=now())
    run("revoke", "总工会")
    assert "已停用" in capsys.readouterr().out
    for key in (old, new):
        with pytest.raises(KeyRefused):
            client_for(key=key, address="", now=now())
    run("list")
    assert "已停用" in capsys.readouterr().out


def test_an_unknown_organisation_and_an_unknown_client_are_told(cast: Cast) -> None:
    with pytest.raises(ClientFault):
        run("add", "x", "--organisation", "nowhere", "--scope", "matters:write")
    with pytest.raises(ClientNotFound):
        run("revoke", "没有这一家")
