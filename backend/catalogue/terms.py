"""The terms in which all of the catalogue speaks: scales for answers, flags for what they mean."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

ScaleKind = Literal["integer", "decimal", "choice", "text"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """The values an item may take: a range with a step, a list of choices, or text."""

    id: str
    kind: ScaleKind
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[int, ...] = ()
    max_length: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """A safety rule with its words for the patient, None where the patient sees nothing."""

    id: str
    severity: str
    message: str | None
    unsigned_message: str | None = None
    """The wording without the advice to hold a dose, None where nothing needs a signature."""

    @property
    def needs_signature(self) -> bool:
        """Whether the full message waits for a specialist's signature."""
        return self.unsigned_message is not None

    @property
    def wording_hash(self) -> bytes:
        """SHA-256 of the full message: what a signature stands under."""
        return sha256((self.message or "").encode()).digest()

    def shown_message(self, *, signed: bool) -> str | None:
        """The words for the patient, with the advice to hold a dose only if `signed`."""
        return self.message if signed or not self.needs_signature else self.unsigned_message
