"""How commands work on the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from backend.database import transaction
from backend.errors import HouseError
from backend.logins import as_operator


@contextmanager
def operating() -> Iterator[None]:
    """Commit the block's work as the operator, or say in one sentence why not."""
    try:
        with as_operator(), transaction():
            yield
    except HouseError as refusal:
        raise click.ClickException(_told(refusal)) from refusal


def _told(refusal: HouseError) -> str:
    """The refusal as a sentence, with those about each field."""
    fields = refusal.more.get("fields") or {}
    said = [sentence for sentences in fields.values() for sentence in sentences]
    return " ".join(said) or refusal.detail
