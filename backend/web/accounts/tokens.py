"""Refresh tokens: nothing of them is stored, each follows from its sign-in and generation."""

import base64
import hmac
import re
from hashlib import sha256
from uuid import UUID

from flask import current_app

from backend.errors import SignIn

FORM = re.compile(r"([0-9a-f]{32})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})\Z")


def refresh_token(sign_in_id: UUID, generation: int) -> str:
    """The refresh token of this generation of the sign-in, always the same."""
    said = f"{sign_in_id.hex}.{generation}"
    return f"{said}.{_mac(said)}"


def read_refresh_token(token: str) -> tuple[UUID, int]:
    """The sign-in and generation of a token that was made here, or raise SignIn."""
    found = FORM.match(token)
    if found is None:
        raise SignIn
    family, generation, mac = found.groups()
    if not hmac.compare_digest(mac, _mac(f"{family}.{generation}")):
        raise SignIn
    return UUID(family), int(generation)


def _mac(said: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    key = hmac.digest(secret, b"refresh tokens", sha256)
    return base64.urlsafe_b64encode(hmac.digest(key, said.encode(), sha256)).decode().rstrip("=")
