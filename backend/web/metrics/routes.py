"""The operator's figures."""

import hmac

from flask import Response, current_app, request

from backend.errors import NotFound
from backend.push import queries
from backend.web.api import Blueprint
from backend.web.metrics.figures import text_of

LOOPBACK = {"127.0.0.1", "::1"}
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

blp = Blueprint("metrics", __name__, description="Figures for the operator")


@blp.get("/metrics", allow="anyone")
@blp.response(200, {"type": "string"}, content_type="text/plain")
def show_metrics() -> Response:
    """Figures in the Prometheus text format, for whoever shows METRICS_TOKEN as a bearer token.

    Without that setting, for this machine only. Others find nothing. No figure names anybody.
    """
    require_scraper()
    return Response(text_of(queries.figures()), content_type=CONTENT_TYPE)


def require_scraper() -> None:
    """Return if the request may read the figures, or raise NotFound."""
    token = current_app.config["SETTINGS"].metrics_token
    if token is None:
        allowed = request.remote_addr in LOOPBACK
    else:
        shown = request.headers.get("Authorization", "").encode()
        allowed = hmac.compare_digest(shown, f"Bearer {token}".encode())
    if not allowed:
        raise NotFound
