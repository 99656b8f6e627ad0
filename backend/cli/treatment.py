"""Commands for what waits for a second person."""

from uuid import UUID

import click
from flask.cli import AppGroup

from backend.cli.operating import operating
from backend.treatment.service import break_glass

treatment = AppGroup("treatment", help="Doses that wait for a second person.")


@treatment.command("waiting")
def waiting() -> None:
    """List what waits for a second person, the longest wait first."""
    with operating():
        found = break_glass.all_waiting()
    for row in found:
        click.echo(f"{row.since:%Y-%m-%d %H:%M} UTC  {row.kind:8} {row.patient_id} {row.id}")
    click.echo(f"{len(found)} waiting.", err=True)


@treatment.command("confirm")
@click.argument("patient_id", type=click.UUID)
@click.argument("record_id", type=click.UUID)
@click.option("--reason", required=True, help="Shown to the patient among the accesses.")
def confirm(patient_id: UUID, record_id: UUID, reason: str) -> None:
    """Confirm in an emergency what no second person of the care team can look at."""
    with operating():
        kind = break_glass.confirm_as_operator(patient_id, record_id, reason=reason)
    click.echo(f"Confirmed: {kind} {record_id}.")
