"""A mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256

from fawang.gateways.channels import NeverSent, NotSent

TIMEOUT = 15  # seconds
SECURITY = ("none", "starttls", "tls")


class SmtpEmail:
    """Hands letters to a mail server. `security`: `tls` from the start, `starttls`, or `none` for a server on
    the same machine. A password is never sent over a line that is not encrypted."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: str,
        user: str,
        password: str,
        sender: str,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        if security not in SECURITY:
            raise ValueError("FAWANG_EMAIL_SECURITY must be tls, starttls or none")
        if "@" not in sender:
            raise ValueError("FAWANG_EMAIL_FROM must be an e-mail address")
        if password and security == "none":
            raise ValueError("FAWANG_EMAIL_PASSWORD needs FAWANG_EMAIL_SECURITY=tls or starttls")
        self.host, self.port, self.security = host, port, security
        self.user, self.password, self.sender = user, password, sender
        self.trust = trust or ssl.create_default_context()

    def send(self, key: str, to: str, subject: str, text: str) -> str:
        """Hand a letter over. Raises NeverSent when the server refuses the address or the letter for good,
        NotSent for everything else."""
        letter = self._letter(key, to, subject, text)
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=self.trust)
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise NeverSent(f"mail server answered {codes}") from None
            raise NotSent(f"mail server answered {codes}") from None
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= 500:
                raise NeverSent(f"mail server answered {error.smtp_code}") from None
            raise NotSent(f"mail server answered {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"mail server not reached: {type(error).__name__}") from None
        return "smtp"

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=self.trust)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def _letter(self, key: str, to: str, subject: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self.sender
        # A line break in an address or a subject would begin a header of somebody else's; the library refuses
        # it, and it can never go out.
        try:
            letter["To"], letter["Subject"] = to, subject
        except ValueError:
            raise NeverSent("an address or a subject that no letter can have") from None
        letter["Date"] = formatdate(localtime=True)
        letter["Message-ID"] = f"<{sha256(key.encode()).hexdigest()[:40]}@{self.sender.partition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter
