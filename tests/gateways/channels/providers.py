"""Providers on real sockets: an operator with signed requests, the WeChat platform, a mail server."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

from fawang.gateways.sms.aliyun import signature


class Provider:
    """A server on a free port of this machine for as long as a test runs."""

    def __init__(self, server) -> None:
        self.server = server
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Http(BaseHTTPRequestHandler):
    def answer(self, said, status: int = 200) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"] or 0))

    def log_message(self, *args) -> None:
        pass


class Plain(_Http):
    """Takes any JSON; answers what the test set."""

    def do_POST(self) -> None:
        said = json.loads(self.body())
        self.server.seen.append(said)
        self.answer(*self.server.answers)


class Signed(_Http):
    """Checks the signature, a nonce used twice and the template, as such an operator does."""

    def do_POST(self) -> None:
        said = dict(parse_qsl(self.body().decode(), keep_blank_values=True))
        given = said.pop("Signature", "")
        if given != signature(said, "the-secret"):
            return self.answer({"Code": "SignatureDoesNotMatch"}, 400)
        if said["SignatureNonce"] in self.server.nonces:
            return self.answer({"Code": "SignatureNonceUsed"}, 400)
        self.server.nonces.add(said["SignatureNonce"])
        if not said["SignName"]:
            return self.answer({"Code": "isv.INVALID_PARAMETERS"})
        if not said["PhoneNumbers"].startswith("1"):
            return self.answer({"Code": "isv.MOBILE_NUMBER_ILLEGAL"})
        if self.server.code == "OK":
            self.server.seen.append(said)
        return self.answer({"Code": self.server.code, "BizId": "1"})


class Wechat(_Http):
    """Gives tokens that end each other, refuses those that ended, knows its followers."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if asked.get("secret") != ["the-secret"]:
            return self.answer({"errcode": 40125, "errmsg": "invalid appsecret"})
        self.server.given += 1
        self.server.token = f"token-{self.server.given}"
        return self.answer({"access_token": self.server.token, "expires_in": 7200})

    def do_POST(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        said = json.loads(self.body())
        if asked.get("access_token") != [self.server.token]:
            return self.answer({"errcode": 42001, "errmsg": "access_token expired"})
        if said["touser"] not in self.server.followers:
            return self.answer({"errcode": 43004, "errmsg": "require subscribe"})
        if self.server.code:
            return self.answer({"errcode": self.server.code})
        # The platform recognises a repeat by client_msg_id.
        self.server.seen.setdefault(said["client_msg_id"], said)
        return self.answer({"errcode": 0, "errmsg": "ok", "msgid": 1})


class Mail(socketserver.StreamRequestHandler):
    """Speaks enough SMTP for a real client: EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA."""

    def setup(self) -> None:
        if self.server.security == "tls":
            self.request = self.server.trust.wrap_socket(self.request, server_side=True)
        super().setup()
        self.safe = self.server.security == "tls"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    def handle(self) -> None:
        self.say("220 mail.example.invalid ESMTP")
        known = not self.server.password
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self.greet()
            elif verb == "STARTTLS":
                self.say("220 go ahead")
                self.request = self.server.trust.wrap_socket(self.request, server_side=True)
                super().setup()
                self.safe = True
            elif verb == "AUTH":
                known = self.sign_in(line)
            elif verb == "MAIL":
                self.say("250 ok" if known else "530 authentication required")
            elif verb == "RCPT":
                self.say(self.server.recipient)
            elif verb == "DATA":
                self.say("354 go on")
                self.take()
            elif verb == "RSET":
                self.say("250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return

    def greet(self) -> None:
        self.say("250-mail.example.invalid")
        if self.server.security == "starttls" and not self.safe:
            self.say("250-STARTTLS")
        if self.server.password and self.safe:
            self.say("250-AUTH PLAIN")
        self.say("250 8BITMIME")

    def sign_in(self, line: str) -> bool:
        import base64

        given = base64.b64decode(line.split(" ")[2]).decode().split("\0")[-1]
        right = given == self.server.password and self.safe
        self.say("235 welcome" if right else "535 no")
        return right

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.letters.append((b"".join(lines), self.safe))
        self.say("250 taken")


def http(handler, **more) -> Provider:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    for name, value in {"seen": [], "code": "OK", "nonces": set(), "answers": ({"code": 0},), **more}.items():
        setattr(server, name, value)
    return Provider(server)


def mail(security: str = "none", password: str = "", trust: ssl.SSLContext | None = None) -> Provider:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
    server.daemon_threads = True
    server.security, server.password, server.trust = security, password, trust
    server.letters, server.recipient = [], "250 ok"
    return Provider(server)
