"""Commands on the database itself."""

import os

import click
from flask.cli import AppGroup

from backend.diary.service import agreement
from backend.walls import service

database = AppGroup("database", help="The database itself.")


@database.command("open-to-logins")
def open_to_logins() -> None:
    """Let the runtime logins take on their roles; run it after each upgrade, as the owner."""
    opened = service.open_to_logins(os.environ)
    click.echo(f"Opened to {', '.join(opened)}.")


@database.command("check")
def check() -> None:
    """Look whether the schema is at head and the walls between patients stand."""
    findings = service.findings() or agreement.findings()
    click.echo("\n".join(findings) or "The schema is at head and the walls stand.")
    raise SystemExit(1 if findings else 0)
