"""The headers that keep an answer where it belongs."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
_ADDED = tuple((name.lower(), (name, value)) for name, value in HEADERS.items())

Wsgi = Callable[..., Iterable[bytes]]


def init_app(app: Flask) -> None:
    """Send them with every answer that doesn't set its own, whoever makes it."""
    app.wsgi_app = _protected(app.wsgi_app)  # type: ignore[method-assign]


def _protected(wsgi_app: Wsgi) -> Wsgi:
    def protected(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            own = {name.lower() for name, _ in headers}
            headers.extend(header for name, header in _ADDED if name not in own)
            return start_response(status, headers, *failed)

        return wsgi_app(environ, start)

    return protected
