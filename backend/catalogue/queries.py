"""What a clinic added to the catalogue: its crisis contacts and its specialists' signatures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Row, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import Uuid

from backend.accounts.models import Clinic, TextSignature
from backend.database import db

STAFF_NAMES = text("SELECT * FROM staff_names(:wanted)").bindparams(
    bindparam("wanted", type_=ARRAY(Uuid()))
)

CRISIS = """
SELECT c.crisis_contacts,
    (SELECT json_object_agg(t.flag_id, encode(t.text_hash, 'hex')) FROM text_signatures t
     WHERE t.clinic_id = c.id)
FROM clinics c WHERE c.id = app_clinic()"""
"""Whom the clinic's patients call, and which texts a specialist signed there."""


def get_clinic(clinic_id: UUID) -> Clinic:
    """The clinic of the person who is bound."""
    return db.session.get_one(Clinic, clinic_id)


def signatures_of(clinic_id: UUID) -> Sequence[TextSignature]:
    """What the clinic's specialists signed, old wordings included."""
    return db.session.scalars(
        select(TextSignature).where(TextSignature.clinic_id == clinic_id)
    ).all()


def signers(signatures: Sequence[TextSignature]) -> Sequence[Row[Any]]:
    """Who signed these: id, name_sealed, data_key."""
    wanted = list({signature.signed_by for signature in signatures})
    return db.session.execute(STAFF_NAMES, {"wanted": wanted}).all()


def put_signature(
    clinic_id: UUID, flag_id: str, *, text_hash: bytes, signed_by: UUID, signed_at: datetime
) -> None:
    """Keep one signature per clinic and text, the newest."""
    signed = {"text_hash": text_hash, "signed_by": signed_by, "signed_at": signed_at}
    db.session.execute(
        insert(TextSignature)
        .values(clinic_id=clinic_id, flag_id=flag_id, **signed)
        .on_conflict_do_update(index_elements=["clinic_id", "flag_id"], set_=signed)
    )


def drop_signature(clinic_id: UUID, flag_id: str) -> bool:
    """Whether there was one."""
    result = db.session.execute(
        delete(TextSignature).where(
            TextSignature.clinic_id == clinic_id, TextSignature.flag_id == flag_id
        )
    )
    return isinstance(result, CursorResult) and result.rowcount > 0
