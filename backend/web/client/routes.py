"""The phone's and the desk's files, out of the package and from nowhere else."""

import gzip
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from flask import Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.web.api import Blueprint
from backend.web.errors import problem
from config import Settings

KINDS = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
PACKED = (".css", ".html", ".js")
"""Files that are worth packing for whoever can unpack them."""

FOREVER = "public, max-age=31536000, immutable"
"""For files whose name changes with their content."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types tidemark"
)

blp = Blueprint("client", __name__)


@blp.get("/", allow="anyone")
def show_phone() -> AnyResponse:
    """The phone app; on the desk's own host the way to the desk."""
    return redirect("/desk/") if _is_desk_host() else _served("index.html")


@blp.get("/desk/", allow="anyone")
def show_desk() -> AnyResponse:
    """The specialist's desk; where it has a host of its own, only there."""
    if not _is_desk_host() and _desk_host() != urlsplit(_settings().public_url).netloc:
        abort(404)
    return _served("desk/index.html")


@blp.get("/assets/<asset>", allow="anyone")
def show_asset(asset: str) -> Response:
    """What the pages are made of."""
    response = _served(f"assets/{asset}")
    if response.status_code in {200, 304}:
        response.headers["Cache-Control"] = FOREVER
    return response


@blp.get("/service-worker.js", allow="anyone")
def show_worker() -> Response:
    """The worker that keeps the phone app and shows reminders."""
    return _served("service-worker.js")


@blp.get("/<any('manifest.webmanifest', 'icon.svg', 'icon.png', 'badge.png'):file>", allow="anyone")
def show_file(file: str) -> Response:
    """By what a phone knows the app."""
    return _served(file)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _desk_host() -> str:
    return urlsplit(_settings().desk_url).netloc


def _is_desk_host() -> bool:
    """Whether this request came to a host that is the desk's alone."""
    is_apart = _desk_host() != urlsplit(_settings().public_url).netloc
    return is_apart and request.host == _desk_host()


def _served(name: str) -> Response:
    content = _contents().get(name)
    if content is None:
        if not _contents():
            return problem(503, "client_not_built", "This installation has no client.")
        abort(404)
    response = Response(content, content_type=KINDS[name.rsplit(".", 1)[-1]])
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    if name.endswith(PACKED):
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"]:
            response.data = _packed(name)
            response.content_encoding = "gzip"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _packed(name: str) -> bytes:
    # Without a time in it, so that every process packs to the same bytes.
    return gzip.compress(_contents()[name], mtime=0)


@cache
def _contents() -> dict[str, bytes]:
    """Every file that is served, by its place below the root."""
    root = resources.files("backend") / "client" / "dist"
    places = [root, root / "assets", root / "desk"]
    return {
        f"{'' if place is root else place.name + '/'}{file.name}": file.read_bytes()
        for place in places
        if place.is_dir()
        for file in place.iterdir()
        if file.is_file() and file.name.rsplit(".", 1)[-1] in KINDS
    }
