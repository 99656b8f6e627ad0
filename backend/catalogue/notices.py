"""What a patient is told at once when an answer is a warning sign."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.catalogue import queries
from backend.catalogue.terms import Flag
from backend.database import Run


def notices(run: Run, raised: Iterable[tuple[Flag, str]]) -> list[dict[str, Any]]:
    """One notice per flag and severity: the catalogue's words and the clinic's crisis contacts.

    A text that tells a patient to hold a dose stays in its shorter form until a specialist of the
    clinic has signed its present wording.
    """
    contacts, signed = run(queries.CRISIS).fetchone() or ([], None)
    return [_notice(flag, severity, contacts, signed or {}) for flag, severity in raised]


def _notice(
    flag: Flag, severity: str, contacts: list[dict[str, Any]], signed: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "id": flag.id,
        "severity": severity,
        "text": flag.shown_message(signed=signed.get(flag.id) == flag.wording_hash.hex()),
        "crisis_contacts": contacts,
    }
