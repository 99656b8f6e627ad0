"""The files of the client, out of the package and from nowhere else."""

from functools import cache
from importlib import resources

from flask import Response, abort, request

from backend.web.api import Blueprint

KINDS = {
    "device.js": "text/javascript; charset=utf-8",
    "kept.js": "text/javascript; charset=utf-8",
    "plan.js": "text/javascript; charset=utf-8",
    "reminders.js": "text/javascript; charset=utf-8",
    "server.js": "text/javascript; charset=utf-8",
    "words.js": "text/javascript; charset=utf-8",
    "reminders.css": "text/css; charset=utf-8",
    "manifest.webmanifest": "application/manifest+json",
    "icon.svg": "image/svg+xml",
    "icon.png": "image/png",
    "badge.png": "image/png",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types tidemark"
)

blp = Blueprint("client", __name__)


@blp.get("/reminders", allow="anyone")
def show_page() -> Response:
    """The page on which a patient turns reminders on and sees whether they arrive."""
    return _served("reminders.html", "text/html; charset=utf-8")


@blp.get("/service-worker.js", allow="anyone")
def show_worker() -> Response:
    """The worker that shows reminders; it stands at the root because it is for every page."""
    response = _served("service-worker.js", "text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blp.get("/client/<file>", allow="anyone")
def show_file(file: str) -> Response:
    """What the page and the worker are made of."""
    if file not in KINDS:
        abort(404)
    return _served(file, KINDS[file])


def _served(name: str, kind: str) -> Response:
    response = Response(_content(name), content_type=kind)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _content(name: str) -> bytes:
    return (resources.files("backend") / "client" / name).read_bytes()
