"""The application factory: read it first, it is the table of contents."""

from flask import Flask

from backend import cli, database, vault, web
from config import Settings


def create_app(settings: Settings) -> Flask:
    """Build the application from its settings."""
    app = Flask("backend", static_folder=None)
    app.config["SETTINGS"] = settings

    vault.open_vault(settings.vault_keys, lookup_key=settings.lookup_key)
    database.init_app(app, settings)
    web.init_app(app, settings)
    cli.init_app(app)

    return app
