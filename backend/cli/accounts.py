"""Commands on clinics and the people in them."""

from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from backend import clock
from backend.accounts import service
from backend.accounts.rules import Role
from backend.cli.operating import operating

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
    with operating():
        invited = service.invite(
            clinic_id=clinic_id,
            role=Role(role),
            now=clock.now(),
            public_url=current_app.config["SETTINGS"].public_url,
        )
    click.echo(f"{invited.code}\n{invited.link}")


@accounts.command("reset-code")
@click.argument("email")
def reset_code(email: str) -> None:
    """Print a reset code of an hour; its owner needs one of the own recovery codes as well."""
    with operating():
        handed_out = service.operator_reset_code(email, now=clock.now())
    click.echo(handed_out.code)


def _contact(text: str) -> dict[str, str]:
    name, _, phone = (part.strip() for part in text.partition("="))
    if not (name and phone):
        raise click.BadParameter("write NAME=PHONE", param_hint="--contact")
    return {"name": name, "phone": phone}
