"""Commands on what is asked when."""

from uuid import UUID

import click
import orjson
from flask.cli import AppGroup

from backend.cli.operating import operating
from backend.schedule.rules.bursts import PROPOSED
from backend.schedule.service import building, bursts

AHEAD_DAYS = 90

schedule = AppGroup("schedule", help="What is asked of patients, and when.")


@schedule.command("rebuild")
@click.option("--days", type=click.IntRange(1, 366), default=AHEAD_DAYS, show_default=True)
def rebuild(days: int) -> None:
    """Work out every patient's open occasions for so many days ahead; a nightly job."""
    with operating():
        chunks = building.in_chunks()
    total, done = sum(map(len, chunks)), 0
    for chunk in chunks:
        # Each by itself: meanwhile nobody of them could be erased.
        with operating():
            done += building.rebuild(until_days=days, patients=chunk)
        click.echo(f"{done} of {total} patients", err=True)
    click.echo(f"Worked out what is asked of {done} patients for {days} days.")


@schedule.command("burst")
@click.argument("clinic_id", type=click.UUID)
@click.option("--hours", help="Moments asked after a session, as in 2,24,48,72.")
@click.option("--open-hours", type=int, help="For how many hours each of them stays open.")
@click.option("--daily", type=int, help="Up to which day the diary is asked every day.")
@click.option("--twice-weekly", type=int, help="Up to which day it is asked twice a week.")
def burst(
    clinic_id: UUID,
    hours: str | None,
    open_hours: int | None,
    daily: int | None,
    twice_weekly: int | None,
) -> None:
    """Show or set what a clinic asks after each session recorded from now on."""
    said = {
        "after_hours": _numbers(hours),
        "check_open_hours": open_hours,
        "daily_until_day": daily,
        "twice_weekly_until_day": twice_weekly,
    }
    wanted = {name: value for name, value in said.items() if value is not None}
    with operating():
        if wanted:
            bursts.configure(clinic_id, {**bursts.configured(clinic_id), **wanted})
        shown = bursts.configured(clinic_id)
    click.echo(orjson.dumps({name: shown[name] for name in PROPOSED}).decode())


@schedule.command("propose-burst")
@click.argument("clinic_id", type=click.UUID)
def propose_burst(clinic_id: UUID) -> None:
    """Let a clinic ask what is proposed again."""
    with operating():
        bursts.configure(clinic_id, None)


def _numbers(text: str | None) -> list[int] | None:
    if text is None:
        return None
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as flaw:
        raise click.BadParameter("write hours as in 2,24,48,72", param_hint="--hours") from flaw
