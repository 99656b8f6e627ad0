"""Commands that make releases for research."""

import signal
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from backend.errors import HouseError
from backend.registry import service

registry = AppGroup("registry", help="Releases for research, of those who consented.")


@registry.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--registry", "name", default="tidemark", help="Whose pseudonyms are used.")
def export(folder: Path, name: str) -> None:
    """Write the days of those who consent into an empty FOLDER; its manifest comes last."""
    settings = current_app.config["SETTINGS"]
    if not (settings.registry_database_url and settings.registry_key):
        raise click.ClickException("REGISTRY_DATABASE_URL and REGISTRY_KEY are needed.")
    # Asked to stop, it cleans up as after any other failure.
    usual = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        release = service.export_days(
            folder,
            registry=name,
            url=settings.registry_database_url,
            key=settings.registry_key,
            progress=lambda rows, total: click.echo(f"{rows} of {total} rows", err=True),
        )
    except HouseError as refusal:
        raise click.ClickException(refusal.detail) from refusal
    finally:
        signal.signal(signal.SIGTERM, usual)
    click.echo(f"Released {release.rows} days of {release.patients} patients to {folder}.")
