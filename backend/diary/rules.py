"""What becomes of a write: pure decisions about one entry, in the order that writes come in.

Nothing that a patient sent is ever overwritten unseen: a write whose base is no longer current is
kept beside the current revision until the patient resolves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

MAX_AHEAD = timedelta(minutes=5)
"""How far ahead of receipt something may say it was written: clocks differ a little."""


class Outcome(StrEnum):
    """What a client is told about a write; all but `rejected` mean that it is stored."""

    CREATED = "created"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    CONFLICT_KEPT = "conflict_kept"
    REJECTED = "rejected"


class Refusal(StrEnum):
    """Why a write is rejected: by itself, never because of its neighbours."""

    INVALID = "invalid"
    WRITE_ID_REUSED = "write_id_reused"
    OTHER_PATIENT = "other_patient"
    UNKNOWN_FIELD = "unknown_field"
    WITHDRAWN = "withdrawn"
    FUTURE_DAY = "future_day"


EntryKey = date | UUID
"""A diary day, or a moment's id."""


@dataclass(slots=True)
class Standing:
    """How an entry stands: its current revision and the conflicts that nobody resolved yet."""

    revision: int
    withdrawn: bool
    content_hash: bytes
    newest: int
    """The highest revision number, conflicts included."""

    open_conflicts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """A write that was received before: where it went and what it said."""

    entry: EntryKey
    content_hash: bytes
    revision: int
    conflict: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a write wants, without its content."""

    entry: EntryKey
    content_hash: bytes
    withdraws: bool = False
    base_revision: int = 0
    base_write_id: UUID | None = None
    resolves: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, and the revision that carries (or already carried) the content."""

    outcome: Outcome
    revision: int | None = None
    base_revision: int = 0
    refusal: Refusal | None = None

    @property
    def adds_revision(self) -> bool:
        """Whether something new is to be stored."""
        return self.outcome in {Outcome.CREATED, Outcome.UPDATED, Outcome.CONFLICT_KEPT}


def rejected(refusal: Refusal) -> Decision:
    """A decision to store nothing."""
    return Decision(Outcome.REJECTED, refusal=refusal)


def decide(
    wish: Wish, *, standing: Standing | None, known: Known | None, base: Known | None
) -> Decision:
    """What becomes of one write of a batch.

    `known` is the same write id received before, `base` the write that `base_write_id` names.
    """
    if known is not None:
        return _again(wish, standing, known)
    if standing is None:
        nothing_there = wish.withdraws or wish.resolves
        return rejected(Refusal.INVALID) if nothing_there else Decision(Outcome.CREATED, 1)
    if not standing.open_conflicts >= set(wish.resolves):
        return rejected(Refusal.INVALID)
    if says_the_same(wish, standing):
        return Decision(Outcome.DUPLICATE, standing.revision)
    based_on = _base_revision(wish, base)
    number = standing.newest + 1
    if based_on == standing.revision:
        return Decision(Outcome.UPDATED, number, based_on)
    return Decision(Outcome.CONFLICT_KEPT, number, based_on)


def says_the_same(wish: Wish, standing: Standing) -> bool:
    """Whether the entry stands already as the write wants it, with nothing left to resolve."""
    if wish.resolves:
        return False
    if wish.withdraws or standing.withdrawn:
        return wish.withdraws and standing.withdrawn
    return wish.content_hash == standing.content_hash


def advance(wish: Wish, standing: Standing | None, decision: Decision) -> Standing | None:
    """How the entry stands after the decision."""
    if not decision.adds_revision or decision.revision is None:
        return standing
    if decision.outcome is Outcome.CONFLICT_KEPT and standing is not None:
        standing.newest = decision.revision
        standing.open_conflicts |= {decision.revision}
        return standing
    left = standing.open_conflicts - set(wish.resolves) if standing else frozenset()
    return Standing(decision.revision, wish.withdraws, wish.content_hash, decision.revision, left)


def _again(wish: Wish, standing: Standing | None, known: Known) -> Decision:
    if known.entry != wish.entry or known.content_hash != wish.content_hash:
        return rejected(Refusal.WRITE_ID_REUSED)
    if standing and standing.withdrawn and not wish.withdraws:
        return rejected(Refusal.WITHDRAWN)
    return Decision(Outcome.DUPLICATE, known.revision)


def _base_revision(wish: Wish, base: Known | None) -> int:
    """The revision a write was made on top of; -1 when that is nowhere in the entry's line."""
    if wish.base_write_id is None:
        return wish.base_revision
    if base is None or base.entry != wish.entry or base.conflict:
        return -1
    return base.revision


@dataclass(frozen=True, slots=True)
class Timing:
    """When an entry was written, as far as it matters."""

    utc_offset_minutes: int
    skew_seconds: int | None
    retrospective: bool
    received_late: bool
    ahead: bool
    """It claims to be written later than it came in: no clock is that wrong by accident."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The circumstances under which writes are judged."""

    received_at: datetime
    day_starts_at: time
    on_time: timedelta
    """How long after its end a day may be written and still count for endpoints."""


def timing(
    reading: Reading, *, day: date, written_at: datetime, zone: str, sent_at: datetime | None
) -> Timing:
    """Judge when something was written: what a client's clock is off by is allowed for."""
    skew = reading.received_at - sent_at if sent_at is not None else None
    written = written_at + skew if skew is not None else written_at
    ends_at = end_of_day(day, reading.day_starts_at, zone)
    offset = written_at.astimezone(zone_info(zone)).utcoffset() or timedelta()
    return Timing(
        utc_offset_minutes=round(offset.total_seconds() / 60),
        skew_seconds=None if skew is None else round(skew.total_seconds()),
        retrospective=written > ends_at + reading.on_time,
        received_late=reading.received_at > ends_at + reading.on_time,
        ahead=written > reading.received_at + MAX_AHEAD,
    )


def is_future(day: date, *, zone: str, received_at: datetime) -> bool:
    """Whether that calendar day hasn't begun yet in the zone."""
    return day > received_at.astimezone(zone_info(zone)).date()


@lru_cache(10_000)
def end_of_day(day: date, starts_at: time, zone: str) -> datetime:
    """When a diary day ends: at the next day's start hour, in the zone it was written in."""
    end = datetime.combine(day + timedelta(days=1), starts_at, zone_info(zone))
    # In UTC, where 48 hours later is 48 hours later, also across a change of the clocks.
    return end.astimezone(UTC)


@lru_cache(1000)
def zone_info(name: str) -> ZoneInfo:
    """The zone of that name."""
    return ZoneInfo(name)
