"""Certificates found in imported tables and in another system; mistakes told by row; nothing in the clear."""

from __future__ import annotations

import argparse
import io
import json
import threading
import zipfile
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.gateways.registers.importing import import_register
from fawang.gateways.registers.looking import register
from fawang.gateways.registers.models import RegisterRow
from fawang.gateways.registers.port import RegisterFileRefused, RegisterUnreachable
from fawang.gateways.registers.remote import HttpRegister
from fawang.gateways.sheets import SheetRefused
from fawang.interfaces.cli import registers as command
from tests.cast import NOW, WANG

CSV = f"""姓名,身份证号,证书编号,有效期至,考核结果
{WANG.name},{WANG.identity},实习〔2025〕8号,2030/01/31,合格
{WANG.name},{WANG.identity.lower()},实习〔2020〕1号,2021-01-31,合格
"""


@pytest.mark.django_db
class TestImportedTables:
    def test_the_certificate_valid_longest_is_found(self):
        done = import_register(name="lawyers", raw=CSV.encode(), now=NOW)
        assert (done.rows, done.replaced) == (2, 0)
        one = register("lawyers").find(WANG.identity)
        assert (one.number, one.holder, one.valid_until) == ("实习〔2025〕8号", WANG.name, date(2030, 1, 31))
        assert one.facts == {"考核结果": "合格"}
        assert one.good_on(date(2030, 1, 31)) and not one.good_on(date(2030, 2, 1))
        assert register("lawyers").find("990121198001010011") is None
        assert register("notaries") is None

    def test_nothing_of_a_person_is_stored_in_the_clear(self):
        import_register(name="lawyers", raw=CSV.encode("gb18030"), now=NOW)
        for row in RegisterRow.objects.all():
            kept = json.dumps([row.identity_index, row.content_sealed], ensure_ascii=False)
            assert WANG.identity not in kept and WANG.name not in kept and "8号" not in kept
        entry = AuditEntry.objects.get(action="register.import")
        assert entry.detail == {"rows": 2, "replaced": 0}

    def test_a_new_table_replaces_the_old_one_or_nothing_changes(self):
        import_register(name="lawyers", raw=CSV.encode(), now=NOW)
        wrong = CSV + "李四,123,证1,,\n张三,,证2,明年,\n"
        with pytest.raises(RegisterFileRefused) as refused:
            import_register(name="lawyers", raw=wrong.encode(), now=NOW)
        assert [fault[:7] for fault in refused.value.faults] == ["第 4 行：证", "第 5 行：没"]
        assert RegisterRow.objects.count() == 2
        less = "\n".join(CSV.splitlines()[:2])
        assert import_register(name="lawyers", raw=less.encode(), now=NOW, dry_run=True).replaced == 2
        assert RegisterRow.objects.count() == 2
        import_register(name="lawyers", raw=less.encode(), now=NOW)
        assert RegisterRow.objects.count() == 1

    @pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", "姓名,电话\n王,1\n".encode(), b"%PDF-1.7"])
    def test_a_file_that_is_no_table_is_refused(self, raw):
        with pytest.raises(RegisterFileRefused):
            import_register(name="lawyers", raw=raw, now=NOW)

    def test_a_hostile_workbook_is_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("evil.exe", b"MZ")
        with pytest.raises(SheetRefused):
            import_register(name="lawyers", raw=packed.getvalue(), now=NOW)

    def test_the_command(self, tmp_path, capsys):
        (tmp_path / "t.csv").write_text(CSV, encoding="utf-8-sig")
        assert run("import", "lawyers", str(tmp_path / "t.csv"), "--dry-run") == 0
        assert "没有写入" in capsys.readouterr().out
        assert RegisterRow.objects.count() == 0
        assert run("import", "lawyers", str(tmp_path / "t.csv")) == 0
        assert run("list") == 0
        assert "lawyers　2 条" in capsys.readouterr().out
        assert run("import", "Lawyers!", str(tmp_path / "t.csv")) == 1
        assert run("import", "lawyers", str(tmp_path / "none.csv")) == 1


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(words)))


class Office(BaseHTTPRequestHandler):
    """Another office's system: wants its token and a body, knows one person."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, self.headers["Authorization"], asked))
        status, answer = self.server.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def office():
    server = HTTPServer(("127.0.0.1", 0), Office)
    server.seen = []
    server.answer = (200, {"found": True, "number": "证1", "holder": WANG.name, "valid_until": "2030-01-31"})
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def remote(office) -> HttpRegister:
    return HttpRegister("lawyers", f"http://127.0.0.1:{office.server_port}/find", "secret")


def test_another_system_is_asked_in_the_body_only(office, settings):
    settings.REGISTER_URLS = {"lawyers": f"http://127.0.0.1:{office.server_port}/find"}
    settings.REGISTER_TOKEN = "secret"
    one = register("lawyers").find(WANG.identity)
    assert (one.number, one.valid_until) == ("证1", date(2030, 1, 31))
    assert office.seen == [("/find", "Bearer secret", {"register": "lawyers", "identity": WANG.identity})]


@pytest.mark.parametrize("answer", [(200, {"found": False}), (404, {})])
def test_not_found_is_an_answer(office, answer):
    office.answer = answer
    assert remote(office).find(WANG.identity) is None


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}), (401, {}), (302, {}), (200, b"<html>"), (200, []), (200, {"found": True}),
        (200, {"found": True, "number": "1", "holder": "x", "valid_until": "soon"}), (200, b"[" * 70_000),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_no_answer(office, answer):
    office.answer = answer
    with pytest.raises(RegisterUnreachable) as failed:
        remote(office).find(WANG.identity)
    assert WANG.identity not in str(failed.value)
    assert len(office.seen) == 1  # a redirect is not followed


def test_nobody_there():
    with pytest.raises(RegisterUnreachable):
        HttpRegister("lawyers", "http://127.0.0.1:1/").find("x")
    with pytest.raises(ValueError):
        HttpRegister("lawyers", "ftp://127.0.0.1/")
