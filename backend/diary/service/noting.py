"""Noting one day or moment, and taking it back: the change names the revision it is based on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from backend.database import Run, direct_transaction
from backend.diary import queries
from backend.diary.bodies import DayBody, MomentBody, WithdrawWrite
from backend.diary.rules import Decision, EntryKey, Outcome, Standing, says_the_same
from backend.diary.service.documents import current_document, document_of_row
from backend.diary.service.incoming import Incoming, incoming, withdrawal
from backend.diary.service.notices import notices
from backend.diary.service.storing import Also, Writer, now, writer
from backend.errors import Conflict, Invalid, NotFound, Stale
from backend.records.rules import Precondition


class Withdrawn(Conflict):
    """The entry was withdrawn since; a new write has to be based on the withdrawal."""

    code = "withdrawn"


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands after the change."""

    document: dict[str, Any]
    revision: int
    status: int
    """201 for the first entry, else 200."""


def note_entry(
    body: DayBody | MomentBody,
    *,
    entry: EntryKey,
    precondition: Precondition,
    patient_id: UUID,
    sign_in_id: UUID,
    also: Also,
) -> Noted:
    """Note the day or the moment, or raise Stale, Withdrawn, Invalid, SignIn or ConsentRequired."""
    received_at = now()
    with direct_transaction() as run:
        by, standing, _ = _open(run, entry, patient_id, sign_in_id, received_at)
        write = incoming(
            body,
            entry=entry,
            write_id=uuid7(),
            reading=by.reading,
            sent_at=body.sent_at,
        )
        _require_sound(write)
        decision = _decide(run, by, write, standing, precondition)
        if decision.adds_revision:
            _require_open(run, by, write)
            by.take(write, decision)
        document = _document(run, by, write, decision)
        if write.flagged:
            document["notices"] = notices(run, write.flagged)
        by.store(run, also)
    status = 201 if decision.outcome is Outcome.CREATED else 200
    return Noted(document, decision.revision or 0, status)


def withdraw_entry(
    entry: EntryKey,
    *,
    precondition: Precondition,
    patient_id: UUID,
    sign_in_id: UUID,
    also: Also,
) -> None:
    """Take the entry back, or raise NotFound, Stale, SignIn or ConsentRequired."""
    with direct_transaction() as run:
        by, standing, moment = _open(run, entry, patient_id, sign_in_id, now())
        if standing is None:
            raise NotFound
        wish = WithdrawWrite(
            write_id=uuid7(),
            day=entry if not isinstance(entry, UUID) else None,
            id=entry if isinstance(entry, UUID) else None,
        )
        write = withdrawal(
            wish, reading=by.reading, sent_at=None, zone=by.zone, known_day=moment and moment[0]
        )
        write.at = moment[1] if moment else None
        decision = _decide(run, by, write, standing, precondition)
        if decision.adds_revision:
            by.take(write, decision)
            by.store(run, also)


def _open(
    run: Run, entry: EntryKey, patient_id: UUID, sign_in_id: UUID, received_at: datetime
) -> tuple[Writer, Standing | None, tuple[date, datetime] | None]:
    """Wait for the patient's other writes, then see how the writer and the entry stand."""
    run(queries.BIND_AND_QUEUE, (sign_in_id, str(patient_id)))
    statement = queries.STATE_OF_MOMENT if isinstance(entry, UUID) else queries.STATE_OF_DAY
    state: Sequence[Any] | None = run(statement, (entry, patient_id)).fetchone()
    by = writer(patient_id, state, received_at)
    revision, withdrawn, digest, newest = (state or ())[5:9]
    moment = (state or ())[9:11]
    if revision is None:
        return by, None, None
    standing = Standing(revision, withdrawn, bytes(digest), newest or revision)
    return by, standing, (moment[0], moment[1]) if moment else None


def _require_sound(write: Incoming) -> None:
    if write.is_future:
        raise Invalid({"day": ["That day hasn't begun yet."]})
    if write.timing.ahead:
        raise Invalid({"written_at": ["It lies in the future."]})


def _require_open(run: Run, by: Writer, write: Incoming) -> None:
    if not write.wish.resolves:
        return
    asked = (by.patient_id, write.own_day, write.moment_id)
    found = run(queries.OPEN_CONFLICTS, asked).fetchall()
    if not {revision for (revision,) in found} >= set(write.wish.resolves):
        raise Invalid({"resolves": ["Not an open conflict of this entry."]})


def _decide(
    run: Run, by: Writer, write: Incoming, standing: Standing | None, precondition: Precondition
) -> Decision:
    """What becomes of a change whose base is named by its precondition."""
    if standing is None:
        if 0 in precondition.revisions:
            return Decision(Outcome.CREATED, 1)
        raise Stale(current=None)
    if says_the_same(write.wish, standing):
        return Decision(Outcome.DUPLICATE, standing.revision)
    if precondition.whatever or standing.revision in precondition.revisions:
        return Decision(Outcome.UPDATED, standing.newest + 1, standing.revision)
    same = _same_write(run, by, write, precondition.revisions)
    if same is not None and standing.withdrawn:
        raise Withdrawn
    if same is not None:
        return Decision(Outcome.DUPLICATE, same)
    raise Stale(current=current_document(run, by.patient_id, write.wish.entry))


def _same_write(run: Run, by: Writer, write: Incoming, bases: frozenset[int]) -> int | None:
    """The revision that this very change became before, if its answer got lost."""
    if write.wish.withdraws or not bases:
        return None
    digest = write.wish.content_hash
    asked = (by.patient_id, write.own_day, write.moment_id, list(bases), digest)
    found = run(queries.SAME_WRITE, asked).fetchone()
    return int(found[0]) if found else None


def _document(run: Run, by: Writer, write: Incoming, decision: Decision) -> dict[str, Any]:
    if decision.adds_revision:
        return document_of_row(by.rows[-1], write)
    return current_document(run, by.patient_id, write.wish.entry) or {}
