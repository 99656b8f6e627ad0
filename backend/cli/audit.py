"""Commands on the chain over the audit rows."""

import re

import click
from flask.cli import AppGroup

from backend.audit import service
from backend.audit.rules import in_words
from backend.database import transaction
from backend.logins import as_operator

audit = AppGroup("audit", help="Who reached for whose data, sealed in a chain.")


@audit.command("seal")
def seal() -> None:
    """Chain what was written since the last time; keep the root that it prints elsewhere."""
    with as_operator(), transaction():
        sealed = service.seal()
    click.echo(f"Sealed {sealed.count} accesses. Root: {sealed.root.hex()}")


@audit.command("verify")
@click.option("--root", help="A root printed before: shows whether the chain's end was cut off.")
def verify(root: str | None) -> None:
    """Walk the chain and name the first row that isn't as it was sealed."""
    with as_operator(), transaction():
        verdict = service.verify(root=_bytes(root))
    click.echo(in_words(verdict))
    raise SystemExit(1 if verdict.damage else 0)


def _bytes(root: str | None) -> bytes | None:
    if root is None:
        return None
    if not re.fullmatch("[0-9a-f]{64}", root):
        raise click.BadParameter("a root is 64 hexadecimal digits", param_hint="--root")
    return bytes.fromhex(root)
