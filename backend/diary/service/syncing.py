"""Taking in a phone's batch: one outcome per write, and no write ever blocks another."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from backend.database import Run, direct_transaction
from backend.diary import queries
from backend.diary.bodies import DayWrite, MomentWrite, Refused, SyncBody, WithdrawWrite, Write
from backend.diary.rules import Decision, Outcome, Refusal, Wish, decide, rejected
from backend.diary.service.incoming import Incoming, incoming, withdrawal
from backend.diary.service.notices import notices
from backend.diary.service.storing import Also, Entries, Writer, now, writer


def take_in(
    batch: SyncBody, *, patient_id: UUID, sign_in_id: UUID, also: Also
) -> list[dict[str, Any]]:
    """Store the batch and say of each write, in its order, what became of it.

    Raise SignIn or ConsentRequired, with nothing stored, if the patient may not write at all.
    """
    received_at = now()
    writes = [write for write in batch.writes if not isinstance(write, Refused)]
    write_ids = [write.write_id for write in writes]
    write_ids += [write.base_write_id for write in writes if write.base_write_id]
    days = [w.day for w in writes if not isinstance(w, MomentWrite) and w.day is not None]
    moments = [w.id for w in writes if not isinstance(w, DayWrite) and w.id is not None]
    with direct_transaction() as run:
        run(queries.BIND_AND_QUEUE, (sign_in_id, str(patient_id)))
        ids = as_array(write_ids)
        asked = (as_array(days), as_array(moments), ids, ids, patient_id)
        state = run(queries.STATE_OF_BATCH, asked).fetchone()
        by = writer(patient_id, state, received_at)
        entries = Entries.of_batch(*(state or ())[5:])
        results = [_take(run, by, entries, write, batch) for write in batch.writes]
        by.store(run, also)
    return results


def as_array(values: Iterable[date | UUID]) -> str:
    """Dates or ids as PostgreSQL reads an array of them."""
    return "{" + ",".join(map(str, values)) + "}"


def _take(
    run: Run, by: Writer, entries: Entries, write: Write | Refused, batch: SyncBody
) -> dict[str, Any]:
    if isinstance(write, Refused):
        return {"write_id": write.write_id, "outcome": Outcome.REJECTED, "code": write.code}
    read = _read(by, entries, write, batch)
    decision = _judge(run, by, entries, read)
    is_new = read.write_id not in entries.known
    if read.said is None and read.moment_id in entries.moments:
        read.day, read.at = entries.moments[read.moment_id]
    if is_new or decision.adds_revision:
        by.take(read, decision)
    entries.settle(read, decision)
    result = {"write_id": read.write_id, "outcome": decision.outcome}
    if decision.refusal:
        return {**result, "code": decision.refusal}
    result["revision"] = decision.revision
    if read.flagged:
        result["notices"] = notices(run, read.flagged)
    return result


def _read(by: Writer, entries: Entries, write: Write, batch: SyncBody) -> Incoming:
    if isinstance(write, WithdrawWrite):
        day = entries.moments[write.id][0] if write.id in entries.moments else None
        return withdrawal(
            write,
            reading=by.reading,
            sent_at=batch.sent_at,
            zone=by.zone,
            device_id=batch.device_id,
            known_day=day,
        )
    return incoming(
        write,
        entry=write.day if isinstance(write, DayWrite) else write.id,
        write_id=write.write_id,
        reading=by.reading,
        sent_at=batch.sent_at,
        device_id=batch.device_id,
        base_revision=write.base_revision or 0,
        base_write_id=write.base_write_id,
    )


def _judge(run: Run, by: Writer, entries: Entries, read: Incoming) -> Decision:
    wish: Wish = read.wish
    known = entries.known.get(read.write_id)
    # What is stored stays stored, however the phone's clock was set since.
    if known is None and read.is_future:
        return rejected(Refusal.FUTURE_DAY)
    if known is None and read.timing.ahead:
        return rejected(Refusal.INVALID)
    standing = entries.standing.get(wish.entry)
    if wish.resolves and standing is not None:
        asked = (by.patient_id, read.own_day, read.moment_id)
        stored = run(queries.OPEN_CONFLICTS, asked).fetchall()
        standing.open_conflicts |= {revision for (revision,) in stored}
        _forget_resolved_here(standing, by, wish)
    return decide(
        wish,
        standing=standing,
        known=known,
        base=entries.known.get(wish.base_write_id) if wish.base_write_id else None,
    )


def _forget_resolved_here(standing: Any, by: Writer, wish: Wish) -> None:
    """What an earlier write of the same batch resolved isn't stored yet, but no longer open."""
    for row in by.rows:
        if (row["moment_id"] or row["day"]) == wish.entry:
            standing.open_conflicts -= set(row["resolves"])
