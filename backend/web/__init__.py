"""Everything that knows about HTTP, and the only folder that does."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from backend.web import docs, errors, headers, identity, logs, transactions
from backend.web.client.routes import blp as client
from backend.web.push import gateway as push
from config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Register the API on the application."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    headers.init_app(app)
    logs.init_app(app, settings)
    identity.init_app(app, settings)
    transactions.init_app(app)
    push.init_app(app, settings)
    docs.init_app(app)
    app.register_blueprint(client)  # past the API, whose document it has no part in
    errors.init_app(app)
