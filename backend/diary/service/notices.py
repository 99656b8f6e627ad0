"""What a patient is told at once when an answer is a warning sign."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.catalogue.service import catalogue
from backend.database import Run
from backend.diary import queries


def notices(run: Run, red_flags: Iterable[str]) -> list[dict[str, Any]]:
    """One notice per red flag: the catalogue's words and the clinic's crisis contacts.

    A text that tells a patient to hold a dose stays in its shorter form until a specialist of the
    clinic has signed its present wording.
    """
    contacts, signed = run(queries.CRISIS, ()).fetchone() or ([], None)
    return [_notice(side_effect, contacts, signed or {}) for side_effect in red_flags]


def _notice(
    side_effect: str, contacts: list[dict[str, Any]], signed: Mapping[str, str]
) -> dict[str, Any]:
    flag = catalogue().flag_for_side_effect(side_effect)
    return {
        "id": flag.id,
        "severity": flag.severity,
        "text": flag.shown_message(signed=signed.get(flag.id) == flag.wording_hash.hex()),
        "crisis_contacts": contacts,
    }
