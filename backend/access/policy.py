"""Who may do what. All of it: no other file decides.

Every clinical row belongs to one patient, so every question has one shape: may this person do
this to this patient's data? An action is allowed when any of its rules holds. Which categories a
specialist then sees is the grant's affair, and row-level security stands behind both.
"""

from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from backend.accounts.rules import Actor, Role
from backend.audit.service import record_access
from backend.database import show_only
from backend.errors import NotFound
from backend.sharing import queries as sharing


class Action(StrEnum):
    """What can be done with a patient's data."""

    WRITE_DIARY = "diary.write"
    READ_DIARY = "diary.read"
    FOLLOW_CHANGES = "diary.changes"
    READ_TRENDS = "trends.read"
    READ_TREATMENT = "treatment.read"
    RECORD_TREATMENT = "treatment.record"
    READ_DOSES = "doses.read"
    LOG_DOSE = "doses.log"
    READ_PHENOTYPE = "phenotype.read"
    RECORD_PHENOTYPE = "phenotype.record"
    READ_INSTRUMENTS = "instruments.read"
    ANSWER_INSTRUMENTS = "instruments.answer"
    RECORD_SCORES = "instruments.score"
    READ_COGNITION = "cognition.read"
    DO_COGNITION = "cognition.do"
    READ_DUE = "due.read"
    DECIDE_DUE = "due.decide"
    DECIDE_CONSENT = "consent.decide"
    DECIDE_SHARING = "sharing.decide"
    PLAN_REMINDERS = "reminders.plan"
    CALL_FOR_HELP = "help.call"
    READ_CALLS = "help.read"
    ANSWER_CALL = "help.answer"
    READ_NOTES = "notes.read"
    WRITE_NOTE = "notes.write"
    SEE_REVIEW = "review.read"
    MARK_REVIEWED = "review.mark"
    SEE_ACCESSES = "accesses.read"
    TAKE_OWN_DATA = "own_data.take"


Rule = Callable[[Actor, UUID], bool]


def is_the_patient(actor: Actor, patient_id: UUID) -> bool:
    """Patients rule over their own data."""
    return actor.role is Role.PATIENT and actor.id == patient_id


def supervises(actor: Actor, patient_id: UUID) -> bool:
    """The specialist with whom the patient shares, or who stands in, for as long as it holds."""
    if actor.role is not Role.SPECIALIST:
        return False
    granted = sharing.granted_categories(patient_id)
    show_only(granted)
    return bool(granted)


RULES: dict[Action, tuple[Rule, ...]] = {
    Action.WRITE_DIARY: (is_the_patient,),
    Action.READ_DIARY: (is_the_patient, supervises),
    Action.FOLLOW_CHANGES: (is_the_patient,),
    Action.READ_TRENDS: (is_the_patient, supervises),
    Action.READ_TREATMENT: (is_the_patient, supervises),
    Action.RECORD_TREATMENT: (supervises,),
    Action.READ_DOSES: (is_the_patient, supervises),
    Action.LOG_DOSE: (is_the_patient,),
    Action.READ_PHENOTYPE: (is_the_patient, supervises),
    Action.RECORD_PHENOTYPE: (supervises,),
    Action.READ_INSTRUMENTS: (is_the_patient, supervises),
    Action.ANSWER_INSTRUMENTS: (is_the_patient,),
    Action.RECORD_SCORES: (supervises,),
    Action.READ_COGNITION: (is_the_patient, supervises),
    Action.DO_COGNITION: (is_the_patient,),
    Action.READ_DUE: (is_the_patient, supervises),
    Action.DECIDE_DUE: (is_the_patient,),
    Action.DECIDE_CONSENT: (is_the_patient,),
    Action.DECIDE_SHARING: (is_the_patient,),
    Action.PLAN_REMINDERS: (is_the_patient,),
    Action.CALL_FOR_HELP: (is_the_patient,),
    Action.READ_CALLS: (is_the_patient, supervises),
    Action.ANSWER_CALL: (supervises,),
    Action.READ_NOTES: (is_the_patient, supervises),
    Action.WRITE_NOTE: (supervises,),
    Action.SEE_REVIEW: (is_the_patient, supervises),
    Action.MARK_REVIEWED: (supervises,),
    Action.SEE_ACCESSES: (is_the_patient,),
    Action.TAKE_OWN_DATA: (is_the_patient,),
}


class Hidden(NotFound):
    """It doesn't exist, or not for you."""

    stands = True


def require(actor: Actor, action: Action, patient_id: UUID) -> None:
    """Return if the actor may, and write it down; else write that down and raise NotFound.

    NotFound and not Forbidden: that a person is a patient here is itself a secret.
    """
    allowed = any(rule(actor, patient_id) for rule in RULES[action])
    if not allowed or actor.id != patient_id:
        record_access(
            actor_id=actor.id,
            actor_role=actor.role,
            patient_id=patient_id,
            action=action,
            denied=not allowed,
        )
    if not allowed:
        raise Hidden


def require_category(actor: Actor, patient_id: UUID, category: str) -> None:
    """Return if a specialist is granted this category, or raise NotFound."""
    if actor.role is Role.SPECIALIST and category not in sharing.granted_categories(patient_id):
        raise Hidden


def require_role(actor: Actor, role: Role) -> None:
    """Return if the actor has this role, or raise NotFound: others needn't know what it may do."""
    if actor.role is not role:
        raise NotFound
