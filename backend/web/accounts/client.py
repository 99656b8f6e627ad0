"""What is known of the client, and what it is given to keep."""

from datetime import timedelta
from typing import Any

from flask import Response, after_this_request, current_app, request

from backend.accounts.rules import Role
from backend.accounts.service.sign_ins import SignedIn
from backend.errors import SignIn
from backend.web.accounts.tokens import read_refresh_token, refresh_token
from backend.web.identity import (
    ACCESS_COOKIE,
    ACCESS_MINUTES,
    REFRESH_COOKIE,
    access_token,
    csrf_token,
    require_csrf,
)
from config import Settings


def client_address() -> str | None:
    """Where the request came from, as far as the trusted proxies say."""
    return request.remote_addr


def device() -> str:
    """What the browser or app calls itself."""
    return request.headers.get("User-Agent", "")


def address_for(role: Role) -> str:
    """Where people of this role open the product."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url if role is Role.PATIENT else settings.desk_url


def tell_tokens(signed_in: SignedIn) -> dict[str, Any]:
    """The tokens of a sign-in for the answer, which also sets them as cookies."""
    profile = signed_in.profile
    access = access_token(account_id=profile.id, sign_in_id=signed_in.sign_in_id, role=profile.role)
    refresh = refresh_token(signed_in.sign_in_id, signed_in.generation)

    @after_this_request
    def keep(response: Response) -> Response:
        _set_cookie(response, ACCESS_COOKIE, access, timedelta(minutes=ACCESS_MINUTES))
        _set_cookie(response, REFRESH_COOKIE, refresh, signed_in.idle)
        return response

    return {
        "access_token": access,
        "refresh_token": refresh,
        "csrf_token": csrf_token(signed_in.sign_in_id),
        "account": profile,
    }


def forget_tokens() -> None:
    """Let the answer clear the cookies."""

    @after_this_request
    def clear(response: Response) -> Response:
        for name in (ACCESS_COOKIE, REFRESH_COOKIE):
            _set_cookie(response, name, "", timedelta(0))
        return response


def forget_everything() -> None:
    """Let the answer clear the cookies and all that the browser keeps of this site."""
    forget_tokens()

    @after_this_request
    def clear(response: Response) -> Response:
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response


def shown_refresh_token(body: dict[str, Any]) -> dict[str, Any]:
    """The sign_in_id and generation of the token in the body, or in the cookie; else SignIn.

    A cookie comes with any request of its browser, so it counts only beside the CSRF token.
    """
    if (token := body.get("refresh_token")) is not None:
        sign_in_id, generation = read_refresh_token(token)
    elif (cookie := request.cookies.get(REFRESH_COOKIE)) is not None:
        sign_in_id, generation = read_refresh_token(cookie)
        require_csrf(sign_in_id)
    else:
        raise SignIn
    return {"sign_in_id": sign_in_id, "generation": generation}


def _set_cookie(response: Response, name: str, value: str, keep_for: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=keep_for, secure=True, httponly=True, samesite="Strict", path="/"
    )
