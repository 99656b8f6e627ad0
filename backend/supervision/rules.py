"""What a call for help means, whatever the phone's clock says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FLAG = "not_safe_button"
"""The catalogue's rule with the words for the patient."""

AHEAD = timedelta(minutes=5)
"""How far a client's clock may be ahead of ours."""

FIRST_YEAR = 1901


@dataclass(frozen=True, slots=True)
class Called:
    """A call for help as it is kept, and whether it came for the first time."""

    document: dict[str, Any]
    is_new: bool

    @property
    def status(self) -> int:
        """201 for a new one, else 200."""
        return 201 if self.is_new else 200


def likely_moment(said: datetime, *, received_at: datetime) -> datetime:
    """When something was done: as the client said, or when it came where that can't be."""
    impossible = said.year < FIRST_YEAR or said > received_at + AHEAD
    return received_at if impossible else said
