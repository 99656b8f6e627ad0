"""Mails leave by a thread of their own, so that no answer's time tells whether there was one."""

import logging
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException

from flask import Flask, current_app

from backend.accounts import gateway, service
from backend.database import transaction
from config import Settings

SUBJECT = "Choose another password"
TEXT = """Somebody, probably you, asked for a way to choose another password for Tidemark.

Your code: {code}

Enter it within an hour at {public_url}/#/reset
It can be used once. It doesn't replace your authenticator app, if you use one.

If it wasn't you, nothing has changed, and you need do nothing.
"""

log = logging.getLogger("tidemark")
DESK = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")
"""The one thread that mails; it begins with the first letter, so in the process that serves."""


def send_reset_code(email: str) -> None:
    """Have a reset code mailed to the account with this address, if there is one and a server."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.smtp_url is not None:
        # The thread has no context of its own to find the application in.
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        DESK.submit(_send, app, settings.smtp_url, email)


def _send(app: Flask, smtp_url: str, email: str) -> None:
    settings: Settings = app.config["SETTINGS"]
    try:
        with app.app_context():
            with transaction():
                letter = service.write_reset_letter(email)
            if letter is not None:
                gateway.deliver(
                    smtp_url=smtp_url,
                    sender=settings.mail_from or "",
                    to=letter.to,
                    subject=SUBJECT,
                    text=TEXT.format(code=letter.code, public_url=settings.public_url),
                )
    except (OSError, SMTPException) as failure:
        log.error("mail not sent", extra={"error": type(failure).__name__})
