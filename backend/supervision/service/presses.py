"""How a call for help is kept, whatever else holds, and how it is answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from backend import clock, vault
from backend.accounts.queries import run_in_session
from backend.accounts.rules import Actor, Role
from backend.catalogue import notices as catalogue_notices
from backend.catalogue.service import catalogue
from backend.errors import Conflict, NotFound
from backend.records import service as records
from backend.sharing.rules import StaffMember
from backend.sharing.service.grants import is_shared
from backend.sharing.service.names import staff_by_id
from backend.supervision import queries
from backend.supervision.models import Press
from backend.supervision.rules import FLAG, Called, likely_moment

SHOWN = ("id", "pressed_at", "received_at", "time_zone", "offline", "answered_at")
Staff = Mapping[UUID, StaffMember]


class PressIdReused(Conflict):
    """Another press has this id, and is kept as it was."""

    code = "write_id_reused"


class AlreadyAnswered(Conflict):
    """Somebody has answered it; the answer stands as it was given."""

    code = "already_answered"


def call_for_help(
    patient_id: UUID,
    press_id: UUID,
    *,
    pressed_at: datetime,
    time_zone: str,
    offline: bool | None,
) -> Called:
    """Keep a press and say at once whom to call; raise PressIdReused if the id names another.

    It asks for no consent and believes no clock: a moment that can't be is the one of receipt.
    """
    content = {
        "pressed_at": pressed_at.isoformat(),
        "time_zone": time_zone,
        "offline": offline,
    }
    received_at = clock.now()
    press = {
        "patient_id": patient_id,
        "id": press_id,
        "content_hash": records.hash_of(content),
        "pressed_at": likely_moment(pressed_at, received_at=received_at),
        "received_at": received_at,
        "time_zone": time_zone,
        "offline": offline,
    }
    is_new = queries.add_press(press)
    kept = _get_press(patient_id, press_id)
    if kept.content_hash != press["content_hash"]:
        raise PressIdReused
    shown = {name: getattr(kept, name) for name in ("id", "pressed_at", "received_at")}
    is_seen = is_shared(patient_id)
    return Called({**shown, "seen_by_clinic": is_seen, "notices": [notice()]}, is_new)


def notice() -> dict[str, Any]:
    """What a phone shows when the button is pressed: the words and the clinic's contacts."""
    flag = catalogue().flags[FLAG]
    [shown] = catalogue_notices.notices(run_in_session, [(flag, flag.severity)])
    return shown


def before_a_call(patient_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """What a phone keeps for the next press: the notice, and whether anybody would see it.

    Nothing for staff, who may be of another clinic than the notice's contacts.
    """
    if reader.role is not Role.PATIENT:
        return {"notice": None, "seen_by_clinic": None}
    return {"notice": notice(), "seen_by_clinic": is_shared(patient_id)}


def presses_of(
    patient_id: UUID, *, reader: Actor, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """The patient's presses with their answers, the last received first."""
    found = queries.presses_of(patient_id, before=before, limit=limit)
    staff = staff_by_id(press.answered_by for press in found if press.answered_by)
    return [_document(press, reader, staff) for press in found]


def answer_press(
    patient_id: UUID, press_id: UUID, *, by: Actor, what_was_done: str
) -> dict[str, Any]:
    """Write down what was done and give the press, or raise NotFound or AlreadyAnswered.

    The same words from the same person are the same answer, sent again.
    """
    key = records.key_for(patient_id, by)
    sealed = vault.seal(key, patient_id, _place(press_id), what_was_done)
    answered = queries.answer_press(
        patient_id, press_id, at=clock.now(), by=by.id, done_sealed=sealed
    )
    press = _get_press(patient_id, press_id)
    document = _document(press, by, staff_by_id([press.answered_by or by.id]))
    is_repeat = press.answered_by == by.id and document["what_was_done"] == what_was_done
    if not answered and not is_repeat:
        raise AlreadyAnswered
    return document


def _get_press(patient_id: UUID, press_id: UUID) -> Press:
    found = queries.find_press(patient_id, press_id)
    if found is None:
        raise NotFound
    return found


def _document(press: Press, reader: Actor, staff: Staff) -> dict[str, Any]:
    who = staff.get(press.answered_by) if press.answered_by else None
    done = None
    if press.done_sealed is not None:
        key = records.key_for(press.patient_id, reader)
        done = vault.unseal(key, press.patient_id, _place(press.id), press.done_sealed)
    return {
        **{name: getattr(press, name) for name in SHOWN},
        "answered_by": who.name if who else None,
        "what_was_done": done,
    }


def _place(press_id: UUID) -> str:
    return f"not_safe.{press_id}.done"
