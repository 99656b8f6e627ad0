"""The application factory: read it first, it is the table of contents."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from backend import cli, database, vault, web
from config import Settings


class Application(Flask):
    """A Flask application whose views are all plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: Flask would look at each one in each request."""
        return func


def create_app(settings: Settings) -> Flask:
    """Build the application from its settings."""
    app = Application("backend", static_folder=None)
    app.config["SETTINGS"] = settings

    vault.open_vault(settings.vault_keys, lookup_key=settings.lookup_key)
    database.init_app(app, settings)
    web.init_app(app, settings)
    cli.init_app(app)

    return app
