"""The commands that operators and timers run: `flask --app wsgi …`."""

from flask import Flask

from backend.cli.database import database


def init_app(app: Flask) -> None:
    """Register the commands on the application."""
    for group in (database,):
        app.cli.add_command(group)
