"""What the catalogue holds, typed: the diary's items, side effects, consents, cards, and all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Literal

from backend.catalogue.care import Battery, Phenotype, Schedule, Treatment
from backend.catalogue.instruments import Instrument
from backend.catalogue.terms import Flag, Scale

__all__ = [
    "CATEGORIES",
    "NOTE_ITEM",
    "SEVERITY_SCALE",
    "AdherenceBand",
    "Catalogue",
    "ConsentItem",
    "EvidenceCard",
    "Flag",
    "Item",
    "Kind",
    "Scale",
    "SideEffect",
]

CATEGORIES = frozenset({"pain", "side_effects", "mood", "substance", "notes"})
"""The parts of a diary that a patient grants one by one."""

SEVERITY_SCALE = "severity_0_3"
"""The scale on which every side effect is rated."""

NOTE_ITEM = "note"
"""The item that is free text; it is a field of the entry, never one of its answers."""

Kind = Literal["day", "moment"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A question of the diary and the kinds of entry that ask it."""

    id: str
    category: str
    kinds: frozenset[Kind]
    scale: Scale
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SideEffect:
    """A side effect on the tick list; `red_flag` ones bring a message on the first report."""

    id: str
    category: str
    text: str
    red_flag: bool
    free_text: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentItem:
    """One thing a patient agrees to; `needed_to` names the act that an optional one allows."""

    id: str
    text: str
    required: bool
    needed_to: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceCard:
    """One sentence or two on what is known, unsure or unknown about the treatment."""

    id: str
    kind: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdherenceBand:
    """A share of completed days (0-1) from which a label holds."""

    lowest: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The catalogue of one version; every threshold that the code applies stands here."""

    version: str

    document: bytes
    """The whole catalogue as canonical JSON, for whoever asks for all of it."""

    etag: str
    """The SHA-256 of `document` in hex, without quotes: a strong entity tag."""

    scales: Mapping[str, Scale]
    items: Mapping[str, Item]

    day_items: tuple[Item, ...]
    """What a day may answer, in the order asked, without the note."""

    moment_items: tuple[Item, ...]
    """What a moment may answer, in the order asked, without the note."""

    side_effects: Mapping[str, SideEffect]
    red_flag_ids: frozenset[str]

    measures: Mapping[str, str]
    """What a trend may show, with its category: the answers of a day and the side effects."""

    note_max_length: int
    """The longest free text, in code points."""

    flags: Mapping[str, Flag]
    first_report_flags: Mapping[str, Flag]
    """The flag that a side effect raises when it is reported for the first time."""

    consent_version: str
    consent_items: tuple[ConsentItem, ...]
    required_consents: tuple[str, ...]
    cards: tuple[EvidenceCard, ...]

    primary_item: str
    """The item of the primary outcome; a day without it is not a completed day."""

    on_time_hours: int
    """How long after its end a day may be written and still count as on time."""

    reminder_at: time
    """The wall time of reminders that is proposed to a patient."""

    second_reminder_after_minutes: int
    rolling_mean_days: int
    rolling_mean_min: int
    """How many of the `rolling_mean_days` must be observed for a mean to be shown."""

    adherence_bands: tuple[AdherenceBand, ...]
    """From the best to the worst."""

    instruments: Mapping[str, Instrument]
    treatment: Treatment
    phenotype: Phenotype
    battery: Battery
    schedule: Schedule

    @property
    def severity(self) -> Scale:
        """The scale of the side effects."""
        return self.scales[SEVERITY_SCALE]

    def flag_for_side_effect(self, side_effect: str) -> Flag:
        """The flag that a first report of the side effect raises, or KeyError if none does."""
        return self.first_report_flags[side_effect]

    def consents_needed_to(self, act: str) -> tuple[str, ...]:
        """The optional consents without which `act` (such as "grant") is refused."""
        return tuple(item.id for item in self.consent_items if item.needed_to == act)

    def adherence_band(self, share: float) -> str:
        """The label of a share of completed days between 0 and 1."""
        return next(band.label for band in self.adherence_bands if share >= band.lowest)
