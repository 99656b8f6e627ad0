"""How it is written down who reached for whose data, and how that is sealed and verified."""

import hmac
from collections.abc import Collection
from itertools import count
from typing import Any
from uuid import UUID

from backend import clock, vault
from backend.audit import queries, rules
from backend.audit.models import Access
from backend.audit.rules import BEFORE_ALL, GENESIS, Damage, Position, Sealed, Verdict
from backend.database import db
from backend.errors import Conflict

BATCH = 5_000


def record_access(
    *,
    actor_id: UUID,
    actor_role: str,
    patient_id: UUID,
    action: str,
    denied: bool = False,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down, in the work's own transaction, that this person reached for this patient."""
    db.session.add(
        Access(
            at=clock.now(),
            actor_id=actor_id,
            actor_role=actor_role,
            patient_id=patient_id,
            action=action,
            denied=denied,
            details=details,
        )
    )
    db.session.flush()


def record_own_change(
    patient_id: UUID, *, action: str, details: dict[str, Any] | None = None
) -> None:
    """Write down that this patient changed the own account, consents or sharing."""
    record_access(
        actor_id=patient_id,
        actor_role="patient",
        patient_id=patient_id,
        action=action,
        details=details,
    )


def record_list_access(
    *, actor_id: UUID, actor_role: str, patient_ids: Collection[UUID], action: str
) -> None:
    """Write down that these patients were listed: one row per patient, reader and hour."""
    if patient_ids:
        queries.add_listed(
            actor_id=actor_id,
            actor_role=actor_role,
            patient_ids=patient_ids,
            action=action,
            at=clock.now(),
        )


class ChainDamaged(Conflict):
    """The row that the chain ends with is gone: nothing is added until somebody looked."""

    code = "chain_damaged"


def seal() -> Sealed:
    """Chain all rows that are complete and weren't yet; gives how many and the new root."""
    queries.lock_chain()
    newest = queries.find_newest_seal()
    if newest is None:
        return _seal_after(BEFORE_ALL, number=0, root=GENESIS)
    if newest.written_by is None:
        raise ChainDamaged
    after = Position(written_by=newest.written_by, at=newest.at, id=newest.id)
    return _seal_after(after, number=newest.number, root=newest.mac)


def _seal_after(after: Position, *, number: int, root: bytes) -> Sealed:
    key, sealed_at, before = _chain_key(), clock.now(), number
    while found := queries.complete_accesses(after, limit=BATCH):
        macs = []
        for place, access in enumerate(found, start=number + 1):
            root = rules.link(key, root, number=place, sealed_at=sealed_at, access=access._mapping)
            macs.append(root)
        queries.add_seals(found, macs, first=number + 1, sealed_at=sealed_at)
        number += len(found)
        last = found[-1]
        after = Position(written_by=last.written_by, at=last.at, id=last.id)
    return Sealed(count=number - before, root=root)


def verify(*, root: bytes | None = None) -> Verdict:
    """Walk the chain to the first row that isn't as it was sealed.

    A `root` that was printed before must still be one of the links: if it isn't, the end that
    it stood for was cut off.
    """
    key = _chain_key()
    previous, walked, seen = GENESIS, 0, root in {None, GENESIS}
    for number, sealed in zip(count(1), queries.links(batch=BATCH), strict=False):
        if damage := _damage(key, previous, number, sealed):
            return Verdict(count=walked, root=previous, damage=damage)
        previous, walked = sealed.mac, number
        seen = seen or sealed.mac == root
    damage = None
    if skipped := queries.find_skipped():
        damage = Damage(number=None, access_id=skipped, what="was slipped in, or its seal is gone")
    elif not seen:
        damage = Damage(number=walked + 1, access_id=None, what="is cut off, with all after it")
    return Verdict(count=walked, root=previous, damage=damage)


def _chain_key() -> bytes:
    return vault.keyed_hash("audit chain", "")


def _damage(key: bytes, previous: bytes, number: int, sealed: Any) -> Damage | None:
    """What is wrong with this link, the one before being good."""
    if sealed.number != number:
        return Damage(number=number, access_id=None, what="is gone from the chain")
    if sealed.id is None:
        return Damage(number=number, access_id=sealed.access_id, what="was deleted")
    expected = rules.link(
        key, previous, number=number, sealed_at=sealed.sealed_at, access=sealed._mapping
    )
    if not hmac.compare_digest(expected, sealed.mac):
        return Damage(number=number, access_id=sealed.access_id, what="was changed or moved")
    return None
