"""Commands on clinics and the people in them."""

from datetime import datetime
from typing import TextIO
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from backend import clock
from backend.accounts import service
from backend.accounts.rules import Role
from backend.cli.operating import operating

PSEUDONYM_BYTES = 32

accounts = AppGroup("accounts", help="The people who sign in.")
clinics = AppGroup("clinics", help="Clinics and who is invited to them.")


@clinics.command("open")
@click.argument("name")
@click.option(
    "--contact",
    "contacts",
    multiple=True,
    required=True,
    metavar="NAME=PHONE",
    help="Whom the clinic's patients call in a crisis; several may be given.",
)
def open_clinic(name: str, contacts: tuple[str, ...]) -> None:
    """Open a clinic and print its id."""
    with operating():
        clinic_id = service.open_clinic(
            name=name, crisis_contacts=[_contact(contact) for contact in contacts]
        )
    click.echo(clinic_id)


@clinics.command("invite")
@click.argument("clinic_id", type=click.UUID)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def invite(clinic_id: UUID, role: str) -> None:
    """Make an invitation of seven days for one person and print its code and link."""
    settings = current_app.config["SETTINGS"]
    with operating():
        invited = service.invite(
            clinic_id=clinic_id,
            role=Role(role),
            now=clock.now(),
            public_url=settings.public_url if role == Role.PATIENT else settings.desk_url,
        )
    click.echo(f"{invited.code}\n{invited.link}")


@accounts.command("reset-code")
@click.argument("email")
def reset_code(email: str) -> None:
    """Print a reset code of an hour; its owner needs one of the own recovery codes as well."""
    with operating():
        handed_out = service.operator_reset_code(email, now=clock.now())
    click.echo(handed_out.code)


@accounts.command("erasures")
def list_erasures() -> None:
    """Print the ledger of erased patients; keep it where no restore reaches it."""
    with operating():
        lines = [f"{row.erased_at.isoformat()} {row.pseudonym.hex()}" for row in service.erasures()]
    click.echo("\n".join(lines))


@accounts.command("erase-again")
@click.option(
    "--ledger",
    type=click.File(),
    help="What `accounts erasures` printed after the backup was made; - reads the input.",
)
def erase_again(ledger: TextIO | None) -> None:
    """Erase whom a restored backup brought back; run it after each restore."""
    known = [_erasure(line) for line in ledger or () if line.strip()]
    with operating():
        erased = service.erase_again(known)
    click.echo(f"Erased {erased} patients again.")


def _erasure(line: str) -> tuple[bytes, datetime]:
    try:
        at, name = line.split()
        erased = bytes.fromhex(name), datetime.fromisoformat(at)
    except ValueError:
        erased = b"", clock.now()
    if len(erased[0]) != PSEUDONYM_BYTES or erased[1].tzinfo is None:
        raise click.BadParameter(f"no line of a ledger: {line.strip()}", param_hint="--ledger")
    return erased


def _contact(text: str) -> dict[str, str]:
    name, _, phone = (part.strip() for part in text.partition("="))
    if not (name and phone):
        raise click.BadParameter("write NAME=PHONE", param_hint="--contact")
    return {"name": name, "phone": phone}
