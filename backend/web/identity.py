"""Who is asking: the access token of the request, and the sign-in that it stands for.

The token carries no authority of its own: the sign-in's row is looked up on each request, so a
revoked one is refused at once. What a token says is remembered by its text until it expires;
whether its sign-in still holds never is.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from flask import Flask, current_app, request
from flask_jwt_extended import JWTManager, create_access_token
from jwt import decode as decode_token
from jwt.exceptions import PyJWTError

from backend import clock
from backend.accounts import queries
from backend.accounts.rules import Actor, Role
from backend.database import bind_actor
from backend.errors import Forbidden, SignIn
from config import Settings

ACCESS_COOKIE = "__Host-tidemark-access"
REFRESH_COOKIE = "__Host-tidemark-refresh"
ACTOR = "tidemark.actor"
CSRF_HEADER = "X-CSRF-Token"
ACCESS_MINUTES = 10
ISSUER = "tidemark"
AUDIENCE = "tidemark-api"
REMEMBERED_TOKENS = 10_000
CLAIMS = {"exp", "iat", "jti", "sub", "sid", "role", "type", "iss", "aud"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
BEARER = re.compile(r"Bearer +([A-Za-z0-9_.~+/=-]+) *\Z", re.IGNORECASE)
DAMAGED = (
    PyJWTError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
)
"""What reading a token raises whose parts aren't what they should be."""

jwt = JWTManager()


class CsrfMissing(Forbidden):
    """A browser's request must repeat the CSRF token of its sign-in in X-CSRF-Token."""

    code = "csrf"


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says of itself."""

    account_id: UUID
    sign_in_id: UUID
    role: Role
    expires: float


_remembered: dict[str, Claims] = {}


def init_app(app: Flask, settings: Settings) -> None:
    """Read and write access tokens on this application."""
    app.config.update(
        JWT_SECRET_KEY=settings.secret_key,
        JWT_ALGORITHM="HS256",
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=ACCESS_MINUTES),
    )
    jwt.init_app(app)
    _remembered.clear()


def access_token(*, account_id: UUID, sign_in_id: UUID, role: Role) -> str:
    """A bearer token of ten minutes for this sign-in."""
    claims = {"sid": str(sign_in_id), "role": role.value}
    token: str = create_access_token(identity=str(account_id), additional_claims=claims)
    return token


def csrf_token(sign_in_id: UUID) -> str:
    """What a browser signed in by cookies has to repeat in a header of its own."""
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, b"csrf" + sign_in_id.bytes, sha256).hexdigest()


def current_claims() -> Claims:
    """What the request's token says, or raise SignIn; the sign-in itself isn't looked up."""
    header = request.headers.get("Authorization")
    if header is not None:
        found = BEARER.match(header)
        if found is None:
            raise SignIn
        return _claims(found[1])
    cookie = request.cookies.get(ACCESS_COOKIE)
    if cookie is None:
        raise SignIn
    claims = _claims(cookie)
    if request.method not in SAFE_METHODS:
        require_csrf(claims.sign_in_id)
    return claims


def require_csrf(sign_in_id: UUID) -> None:
    """Return if the request repeats this sign-in's CSRF token, or raise CsrfMissing."""
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf_token(sign_in_id).encode()):
        raise CsrfMissing


def current_actor() -> Actor:
    """Whose good sign-in the request shows, bound for row-level security, or raise SignIn."""
    if ACTOR not in request.environ:
        claims = current_claims()
        if claims.role is Role.PATIENT:
            queries.hold(claims.account_id)
        actor = queries.find_actor(claims.sign_in_id)
        if actor is None or (actor.id, actor.role) != (claims.account_id, claims.role):
            raise SignIn
        bind_actor(actor.role.database_role, actor.id)
        request.environ[ACTOR] = actor
    found: Actor = request.environ[ACTOR]
    return found


def _claims(token: str) -> Claims:
    remembered = _remembered.get(token)
    now = clock.now().timestamp()
    if remembered is None:
        remembered = _decode(token)
        if len(_remembered) >= REMEMBERED_TOKENS:
            _remembered.clear()
        _remembered[token] = remembered
    if remembered.expires <= now:
        raise SignIn
    return remembered


def _decode(token: str) -> Claims:
    try:
        # Not with flask-jwt-extended's own, which takes a token without type for an access token.
        claims = decode_token(
            token,
            current_app.config["JWT_SECRET_KEY"],
            algorithms=["HS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
        )
        if not claims.keys() >= CLAIMS or claims["type"] != "access":
            raise SignIn
        return Claims(
            UUID(claims["sub"]), UUID(claims["sid"]), Role(claims["role"]), float(claims["exp"])
        )
    except DAMAGED as damage:
        raise SignIn from damage
