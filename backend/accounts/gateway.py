"""The mail server, behind one function."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_S = 10


def deliver(*, smtp_url: str, sender: str, to: str, subject: str, text: str) -> None:
    """Hand one mail to the server of `smtp_url`, or raise OSError or SMTPException.

    smtps:// is encrypted from the start; smtp:// as soon as the server offers it, and a password
    is never sent in the clear.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    url = urlsplit(smtp_url)
    host, trust = url.hostname or "", ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_S, context=trust)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_S)
    ) as server:
        server.ehlo_or_helo_if_needed()
        if url.scheme == "smtp" and (url.username or server.has_extn("starttls")):
            server.starttls(context=trust)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
