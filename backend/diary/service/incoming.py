"""A write on its way in: what it says, what it wants, and the row that it would become."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from backend import vault
from backend.diary.bodies import DaySaid, MomentSaid, WithdrawWrite, content_bytes, red_flags
from backend.diary.rules import Decision, EntryKey, Reading, Timing, Wish, is_future, timing

WITHDRAWN = b"withdrawn"
NOTE = "diary.note"
OTHER_TEXT = "diary.other_text"


@dataclass(slots=True)
class Incoming:
    """A write that could be read; `said` is None when it withdraws the entry."""

    write_id: UUID
    wish: Wish
    said: DaySaid | MomentSaid | None
    day: date
    zone: str
    written_at: datetime
    timing: Timing
    is_future: bool
    device_id: str | None
    offline: bool | None
    at: datetime | None = None

    @property
    def moment_id(self) -> UUID | None:
        """The moment's id; None for a day."""
        return self.wish.entry if isinstance(self.wish.entry, UUID) else None

    @property
    def own_day(self) -> date | None:
        """The diary day that names the entry; None for a moment, whatever day it lies on."""
        return None if self.moment_id else self.day

    @property
    def flagged(self) -> tuple[str, ...]:
        """The red-flag side effects that it reports."""
        return red_flags(self.said.side_effects) if self.said else ()


def incoming(  # noqa: PLR0913 - a write comes with all of these
    said: DaySaid | MomentSaid,
    *,
    entry: EntryKey,
    write_id: UUID,
    reading: Reading,
    sent_at: datetime | None,
    device_id: str | None = None,
    base_revision: int = 0,
    base_write_id: UUID | None = None,
) -> Incoming:
    """A note about a day or a moment."""
    moment = said if isinstance(said, MomentSaid) else None
    day = moment.day if moment else entry
    if not isinstance(day, date):
        raise TypeError("a day's entry is named by its date")
    judged = timing(
        reading, day=day, written_at=said.written_at, zone=said.time_zone, sent_at=sent_at
    )
    return Incoming(
        write_id=write_id,
        wish=Wish(
            entry=entry,
            content_hash=vault.content_hash(content_bytes(said)),
            base_revision=base_revision,
            base_write_id=base_write_id,
            resolves=said.resolves,
        ),
        said=said,
        day=day,
        zone=said.time_zone,
        written_at=said.written_at,
        timing=judged,
        is_future=is_future(day, zone=said.time_zone, received_at=reading.received_at),
        device_id=device_id,
        offline=said.offline,
        at=moment.at if moment else None,
    )


def withdrawal(
    write: WithdrawWrite,
    *,
    reading: Reading,
    sent_at: datetime | None,
    zone: str,
    device_id: str | None = None,
    known_day: date | None = None,
) -> Incoming:
    """The wish to take an entry back; `known_day` is the day of the moment that it names."""
    written_at = write.written_at or reading.received_at
    zone = write.time_zone or zone
    day = write.day or known_day or reading.received_at.date()
    return Incoming(
        write_id=write.write_id,
        wish=Wish(
            entry=write.id or day,
            content_hash=vault.content_hash(WITHDRAWN),
            withdraws=True,
            base_revision=write.base_revision or 0,
            base_write_id=write.base_write_id,
        ),
        said=None,
        day=day,
        zone=zone,
        written_at=written_at,
        timing=timing(reading, day=day, written_at=written_at, zone=zone, sent_at=sent_at),
        is_future=False,
        device_id=device_id,
        offline=None,
    )


def row(
    write: Incoming,
    decision: Decision,
    *,
    patient_id: UUID,
    seq: int,
    reading: Reading,
    sealed: tuple[str | None, str | None],
) -> dict[str, Any]:
    """The revision that the write becomes, with the columns of its day or moment beside."""
    said = write.said
    answers = msgspec.to_builtins(said.answers) if said else {}
    return {
        "patient_id": patient_id,
        "seq": seq,
        "day": write.day,
        "id": write.moment_id,
        "moment_id": write.moment_id,
        "at": write.at and write.at.astimezone(UTC),
        "revision": decision.revision,
        "base_revision": max(decision.base_revision, 0),
        "write_id": write.write_id,
        "content_hash": as_bytea(write.wish.content_hash),
        "withdrawn": said is None,
        "conflict": decision.outcome == "conflict_kept",
        "answers": answers,
        "side_effects": said.side_effects if said else {},
        "red_flags": write.flagged,
        "resolves": write.wish.resolves,
        "missing_reason": said.missing_reason if isinstance(said, DaySaid) else None,
        "reason": said.reason if said else None,
        "note_sealed": sealed[0],
        "other_text_sealed": sealed[1],
        "written_at": write.written_at.astimezone(UTC),
        "received_at": reading.received_at,
        "time_zone": write.zone,
        "utc_offset_minutes": write.timing.utc_offset_minutes,
        "day_starts_at": reading.day_starts_at,
        "retrospective": write.timing.retrospective,
        "received_late": write.timing.received_late,
        "offline": write.offline,
        "device_id": write.device_id,
        "skew_seconds": write.timing.skew_seconds,
        **answers,
    }


def sealed_texts(
    write: Incoming, *, patient_id: UUID, data_key: bytes
) -> tuple[str | None, str | None]:
    """The note and the other text under the patient's key, for this write only."""
    if write.said is None:
        return None, None
    note, other = write.said.note, write.said.other_text

    def seal(place: str, plain: str) -> str:
        place = text_place(place, write.write_id)
        return as_bytea(vault.seal(data_key, patient_id, place, plain))

    return (seal(NOTE, note) if note else None, seal(OTHER_TEXT, other) if other else None)


def as_bytea(value: bytes) -> str:
    """Bytes as PostgreSQL reads them from JSON."""
    return "\\x" + value.hex()


def text_place(column: str, write_id: UUID) -> str:
    """To what a sealed text belongs: one column of what one write left."""
    return f"{column}|{write_id}"
