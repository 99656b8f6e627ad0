"""Storing what patients write: one transaction a request, in two trips to the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson

from backend import clock
from backend.catalogue.service import catalogue
from backend.database import Run
from backend.diary import queries
from backend.diary.rules import Decision, EntryKey, Known, Outcome, Reading, Standing, advance
from backend.diary.service.incoming import Incoming, as_bytea, row, sealed_texts
from backend.errors import SignIn
from backend.sharing.service.consents import ConsentRequired

Also = Callable[[Run, UUID, Sequence[Mapping[str, Any]]], None]
"""What else is done for the rows that were stored, in the same transaction."""


@dataclass(slots=True)
class Writer:
    """The patient whose writes are being stored, and what gathered on the way."""

    patient_id: UUID
    reading: Reading
    zone: str
    data_key: bytes
    seq: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    repeated: list[dict[str, Any]] = field(default_factory=list)
    last_of: dict[EntryKey, dict[str, Any]] = field(default_factory=dict)

    def take(self, write: Incoming, decision: Decision) -> None:
        """Gather what the decision stores."""
        if decision.adds_revision:
            self.seq += 1
            sealed = sealed_texts(write, patient_id=self.patient_id, data_key=self.data_key)
            added = row(
                write,
                decision,
                patient_id=self.patient_id,
                seq=self.seq,
                reading=self.reading,
                sealed=sealed,
            )
            self.rows.append(added)
            if decision.outcome is not Outcome.CONFLICT_KEPT:
                self.last_of[write.wish.entry] = added
        elif decision.outcome is Outcome.DUPLICATE:
            self.repeated.append(
                {
                    "patient_id": self.patient_id,
                    "write_id": write.write_id,
                    "day": write.day,
                    "moment_id": write.moment_id,
                    "content_hash": as_bytea(write.wish.content_hash),
                    "revision": decision.revision,
                }
            )

    def store(self, run: Run, also: "Also") -> None:
        """Send everything that was gathered, and let `also` add what hangs on it."""
        if self.rows:
            stand = self.last_of.values()
            days = [entry for entry in stand if entry["moment_id"] is None]
            moments = [entry for entry in stand if entry["moment_id"] is not None]
            appended = as_json(self.rows)
            if not moments:
                run(queries.STORE_DAYS, (appended, as_json(days)))
            elif not days:
                run(queries.STORE_MOMENTS, (appended, as_json(moments)))
            else:
                run(queries.STORE_BOTH, (appended, as_json(days), as_json(moments)))
            also(run, self.patient_id, self.rows)
        if self.repeated:
            run(queries.REMEMBER_REPEATED, (as_json(self.repeated),))


def as_json(rows: list[dict[str, Any]]) -> str:
    """The rows as PostgreSQL reads them."""
    return orjson.dumps(rows).decode()


def writer(patient_id: UUID, state: Sequence[Any] | None, received_at: datetime) -> Writer:
    """The writer as the first columns of the state say, or raise SignIn or ConsentRequired."""
    if state is None:
        raise SignIn
    given, day_starts_at, zone, data_key, seq = state[:5]
    if given < len(catalogue().required_consents):
        raise ConsentRequired
    return Writer(patient_id, reading(received_at, day_starts_at), zone, bytes(data_key), seq or 0)


def reading(received_at: datetime, day_starts_at: time) -> Reading:
    """The circumstances of this request."""
    return Reading(received_at, day_starts_at, timedelta(hours=catalogue().on_time_hours))


def now() -> datetime:
    """The moment of receipt, to the millisecond."""
    moment = clock.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass(slots=True)
class Entries:
    """How the entries and writes that a batch concerns stand, kept current write by write."""

    standing: dict[EntryKey, Standing] = field(default_factory=dict)
    known: dict[UUID, Known] = field(default_factory=dict)
    moments: dict[UUID, tuple[date, datetime]] = field(default_factory=dict)

    @classmethod
    def of_batch(cls, days: Any, moments: Any, writes: Any) -> "Entries":
        """Read them from the JSON that the database made."""
        found = cls()
        for day, revision, withdrawn, digest, newest in days or ():
            found.standing[date.fromisoformat(day)] = Standing(
                revision, withdrawn, bytes.fromhex(digest), newest or revision
            )
        for moment, revision, withdrawn, digest, newest, day, at in moments or ():
            found.standing[UUID(moment)] = Standing(
                revision, withdrawn, bytes.fromhex(digest), newest or revision
            )
            found.moments[UUID(moment)] = date.fromisoformat(day), datetime.fromisoformat(at)
        for write_id, day, moment, digest, revision, conflict in writes or ():
            entry = UUID(moment) if moment else date.fromisoformat(day)
            found.known[UUID(write_id)] = Known(entry, bytes.fromhex(digest), revision, conflict)
        return found

    def settle(self, write: Incoming, decision: Decision) -> None:
        """Let the next write of the batch see what this one did."""
        entry = write.wish.entry
        standing = advance(write.wish, self.standing.get(entry), decision)
        if standing is not None:
            self.standing[entry] = standing
        if decision.revision is not None and decision.outcome is not Outcome.REJECTED:
            self.known.setdefault(
                write.write_id,
                Known(
                    entry,
                    write.wish.content_hash,
                    decision.revision,
                    decision.outcome is Outcome.CONFLICT_KEPT,
                ),
            )
        became_current = decision.outcome in {Outcome.CREATED, Outcome.UPDATED}
        if became_current and write.moment_id and write.at:
            self.moments[write.moment_id] = write.day, write.at
