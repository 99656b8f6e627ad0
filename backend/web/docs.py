"""The OpenAPI document and a page to browse it, served without any other host."""

from importlib import resources
from typing import Any

import orjson
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, abort
from marshmallow import Schema

from backend.web.api import PREFIX, Api
from backend.web.diary.args import DayConverter
from backend.web.routes import BLUEPRINTS

ASSETS = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
}
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tidemark API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<div id="page"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</html>
"""
START = f"""SwaggerUIBundle({{
  url: "{PREFIX}/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null,
  tryItOutEnabled: false
}});
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
DESCRIPTION = (
    "A symptom diary and structured follow-up for people whose chronic refractory pain is treated "
    "with ketamine. Not for clinical use until cleared; not for emergencies; nobody watches "
    "around the clock."
)


def init_app(app: Flask) -> None:
    """Register the API's blueprints, its document and its page."""
    app.config.update(
        API_TITLE="Tidemark",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_JSON_PATH=f"{PREFIX}/openapi.json".lstrip("/"),
        OPENAPI_URL_PREFIX="/",
        API_SPEC_OPTIONS={"info": {"description": DESCRIPTION}},
    )
    app.url_map.converters["day"] = DayConverter
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    api = Api(app, spec_kwargs={"marshmallow_plugin": plugin})
    api.spec.components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    )
    api.spec.components.security_scheme(
        "cookie", {"type": "apiKey", "in": "cookie", "name": "__Host-tidemark-access"}
    )
    api.register_converter(DayConverter, lambda _: {"type": "string", "format": "date"})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)

    @_open
    def page() -> Response:
        return _served(PAGE, "text/html; charset=utf-8")

    @_open
    def asset(name: str) -> Response:
        if name == "start.js":
            return _served(START, "text/javascript")
        if name not in ASSETS:
            abort(404)
        file = resources.files("swagger_ui") / "static" / name
        return _served(file.read_bytes(), ASSETS[name])

    app.add_url_rule("/api/docs", "browse_docs", page)
    app.add_url_rule("/api/docs/<name>", "browse_docs_asset", asset)


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of this application."""
    with app.test_client() as client:
        found: dict[str, Any] = orjson.loads(client.get(f"{PREFIX}/openapi.json").data)
        return found


def _schema_name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    name = kind.__name__
    modifiers = schema if isinstance(schema, Schema) else None
    suffix = "Partial" if modifiers is not None and modifiers.partial else ""
    return name.removesuffix("Schema") + suffix


def _open(view: Any) -> Any:
    view.allow = "anyone"
    return view


def _served(body: str | bytes, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
