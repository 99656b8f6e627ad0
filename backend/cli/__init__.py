"""The commands that operators and timers run: `flask --app wsgi …`."""

from flask import Flask

from backend.cli.accounts import accounts, clinics
from backend.cli.audit import audit
from backend.cli.database import database
from backend.cli.demo import demo
from backend.cli.registry import registry
from backend.cli.schedule import schedule
from backend.cli.treatment import treatment
from backend.cli.worker import worker


def init_app(app: Flask) -> None:
    """Register the commands on the application."""
    commands = (
        accounts, clinics, audit, database, demo, registry, schedule, treatment, worker,
    )  # fmt: skip
    for command in commands:
        app.cli.add_command(command)
