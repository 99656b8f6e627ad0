"""What a consent form asks, who is who, and when a grant lets somebody read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

CATEGORIES = ("pain", "side_effects", "mood", "substance", "notes")
"""The parts of a diary that are granted one by one."""

GRANTING = "grant"
"""The act for which some optional consents are needed."""


class FormItem(Protocol):
    """One thing that a patient is asked to agree to."""

    @property
    def id(self) -> str:
        """Its name for programs."""

    @property
    def text(self) -> str:
        """Its words for the patient."""

    @property
    def required(self) -> bool:
        """Whether nothing may be written without it."""

    @property
    def needed_to(self) -> str | None:
        """The act that an optional one allows."""


class FormCard(Protocol):
    """What is known or not known, shown beside the items."""

    @property
    def id(self) -> str:
        """Its name for programs."""


class ConsentForm(Protocol):
    """What patients are asked today: the items and cards of one version."""

    @property
    def consent_version(self) -> str:
        """The version of the wording."""

    @property
    def consent_items(self) -> Sequence[FormItem]:
        """The items in the order asked."""

    @property
    def cards(self) -> Sequence[FormCard]:
        """The cards in the order shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentState:
    """An item of the form and how it stands for one patient."""

    text: str
    required: bool
    given_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consents:
    """The whole form as it stands for one patient."""

    version: str
    items: dict[str, ConsentState]
    cards: Sequence[FormCard]


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffMember:
    """A specialist or coordinator by name, and the name of the clinic."""

    id: UUID
    name: str
    clinic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Specialist(StaffMember):
    """A specialist as found by share code: somebody to grant to."""

    clinic_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedWith:
    """A grant as its patient sees it."""

    id: UUID
    specialist: StaffMember
    categories: Sequence[str]
    covers_team: bool
    granted_at: datetime
    expires_on: date | None
    ended_at: datetime | None

    live: bool
    """Whether it lets the specialist read now."""

    suspended: bool
    """Whether only a withdrawn consent keeps the specialist from reading."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Who reached for a patient's data, as far as the patient may know."""

    role: str
    id: UUID | None = None
    name: str | None = None
    clinic: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One time that somebody reached for a patient's data, as the patient sees it."""

    id: UUID
    at: datetime
    who: Visitor
    action: str
    denied: bool
    details: Mapping[str, Any] | None


def is_needed_to_share(item: FormItem) -> bool:
    """Whether grants are suspended while this optional item isn't given."""
    return item.needed_to == GRANTING


def needed_to_grant(items: Iterable[FormItem]) -> frozenset[str]:
    """The items that must be given before anything is shared."""
    return frozenset(item.id for item in items if item.required or is_needed_to_share(item))


def flaws_of_decision(
    form: ConsentForm, *, version: str, items: Iterable[str], cards: Iterable[str]
) -> dict[str, list[str]]:
    """What in a decision doesn't fit the form, by field; empty when all of it does."""
    asked = {item.id for item in form.consent_items}
    shown = {card.id for card in form.cards}
    flaws = {f"items.{item}": ["Not an item of the form."] for item in items if item not in asked}
    if unknown := [card for card in cards if card not in shown]:
        flaws["cards"] = [f"Not a card of the form: {card}." for card in unknown]
    if version != form.consent_version:
        flaws["version"] = [f"The form is at version {form.consent_version}."]
    return flaws


def is_narrower(
    *,
    categories: Collection[str],
    covers_team: bool,
    expires_on: date | None,
    than: Mapping[str, Any],
) -> bool:
    """Whether a grant shows less than another, for a shorter time or to fewer, and no more."""
    before = than["expires_on"]
    less = set(categories) <= set(than["categories"])
    fewer = covers_team <= than["covers_team"]
    shorter = before is None or (expires_on is not None and expires_on <= before)
    same = (set(categories), covers_team, expires_on) == (
        set(than["categories"]),
        than["covers_team"],
        before,
    )
    return less and fewer and shorter and not same


def is_over(*, ended_at: datetime | None, expires_on: date | None, today: date) -> bool:
    """Whether a grant was revoked or its last day is past, `today` being the patient's."""
    return ended_at is not None or (expires_on is not None and expires_on < today)
