"""The command that runs a worker."""

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.database import AWAY, transaction
from backend.walls import service as walls
from backend.worker import Pace, work
from config import MissingSettingsError


@click.command("worker")
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="How many jobs it runs at once.",
)
@click.option("--queues", help="Names joined by commas; without it, all queues.")
@click.option(
    "--stalled-after",
    type=click.IntRange(1, 600),
    default=30,
    show_default=True,
    help="After how many seconds without a sign of life another worker takes over a job.",
)
@click.option(
    "--grace",
    type=click.IntRange(0, 600),
    default=10,
    show_default=True,
    help="For how many seconds running jobs may go on after SIGTERM.",
)
@with_appcontext
def worker(concurrency: int, queues: str | None, stalled_after: int, grace: int) -> None:
    """Run the jobs that wait, and what is done by the clock, until SIGTERM or Ctrl-C."""
    pace = Pace(
        concurrency=concurrency,
        queues=queues.split(",") if queues else None,
        stalled_after_s=stalled_after,
        grace_s=grace,
    )
    try:
        with transaction():
            findings = walls.findings()
        if findings:
            raise click.ClickException("\n".join(findings))
        work(current_app._get_current_object(), pace)  # type: ignore[attr-defined]
    except MissingSettingsError as missing:
        raise click.ClickException(str(missing)) from missing
    except AWAY as problem:
        raise click.ClickException("The database can't be reached.") from problem
