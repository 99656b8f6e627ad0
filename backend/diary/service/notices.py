"""What a patient is told at once about side effects that are warning signs."""

from collections.abc import Iterable
from typing import Any

from backend.catalogue import notices as catalogue_notices
from backend.catalogue.service import catalogue
from backend.database import Run


def notices(run: Run, red_flags: Iterable[str]) -> list[dict[str, Any]]:
    """One notice per red flag: the catalogue's words and the clinic's crisis contacts."""
    flags = [catalogue().flag_for_side_effect(side_effect) for side_effect in red_flags]
    return catalogue_notices.notices(run, [(flag, flag.severity) for flag in flags])
