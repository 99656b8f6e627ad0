"""The JSON of all that is kept about a patient, made of what the routes answer with."""

from typing import Any

from marshmallow import Schema, fields, pre_dump

from backend.web.accounts.schemas import AccountSchema
from backend.web.cognition.schemas import RunWithTrialsSchema
from backend.web.diary.documents import ChangeSchema, DayDocument, MomentDocument
from backend.web.instruments.schemas import ResponseSchema
from backend.web.phenotype.schemas import MedicineSchema, PhenotypeSchema, SubstanceUseSchema
from backend.web.records import VersionSchema
from backend.web.reminders.schemas import (
    ReminderDeviceSchema,
    ReminderSchema,
    ShownReminderPlanSchema,
)
from backend.web.schedule.schemas import MoveSchema, OccurrenceSchema
from backend.web.sharing.schemas import AccessSchema, ConsentsSchema, GrantSchema
from backend.web.supervision.schemas import NoteSchema, PressSchema, ReviewSchema
from backend.web.treatment.doses_labs import DoseSchema, LabsSchema
from backend.web.treatment.orders import OrderSchema
from backend.web.treatment.sessions import SessionSchema


class NamedVersionSchema(VersionSchema):
    """One version of one record of any kind."""

    kind = fields.String(required=True)
    record_id = fields.UUID(required=True)

    @pre_dump
    def unpack(self, found: Any, **_: Any) -> dict[str, Any]:
        """The version with the name of its record beside it."""
        kind, record_id, version = found
        names = self.fields.keys() - {"kind", "record_id"}
        return {
            "kind": kind,
            "record_id": record_id,
            **{name: getattr(version, name) for name in names},
        }


class HeldPlanSchema(Schema):
    """A plan beyond a hard limit that waited for a second person."""

    kind = fields.String(required=True, attribute="plan.kind")
    record_id = fields.UUID(required=True, attribute="plan.record_id")
    proposed_by = fields.UUID(required=True, attribute="plan.proposed_by")
    proposed_at = fields.AwareDateTime(required=True, attribute="plan.proposed_at")
    findings = fields.List(fields.Dict(), required=True, attribute="plan.findings")
    confirmed_by = fields.UUID(required=True, allow_none=True, attribute="plan.confirmed_by")
    confirmed_at = fields.AwareDateTime(
        required=True, allow_none=True, attribute="plan.confirmed_at"
    )
    content = fields.Dict(required=True, metadata={"description": "The body that was sent."})


def _list(of: type[Schema], text: str) -> fields.List[Any]:
    return fields.List(fields.Nested(of), required=True, metadata={"description": text})


def _stored(text: str) -> fields.List[Any]:
    return fields.List(fields.Dict(), metadata={"description": text})


class OwnDataSchema(Schema):
    """All that is kept about a patient; the names at the top stay, others may come."""

    format = fields.String(required=True, metadata={"description": "tidemark-own-data/1"})
    catalogue_version = fields.String(
        required=True, metadata={"description": "Of `GET /catalogue`, which explains the ids."}
    )
    taken_at = fields.AwareDateTime(required=True)
    account = fields.Nested(AccountSchema, required=True)
    sign_ins = _stored("Where you are or were signed in.")
    consents = fields.Nested(ConsentsSchema, required=True)
    consent_events = _stored("Each decision on a consent item, with the cards shown before it.")
    grants = _list(GrantSchema, "With whom you share or shared.")
    accesses = _list(AccessSchema, "Who looked at your data or changed who may.")
    days = fields.List(fields.Nested(DayDocument))
    moments = fields.List(fields.Nested(MomentDocument))
    diary_changes = fields.List(
        fields.Nested(ChangeSchema),
        metadata={"description": "Every version of every day and moment, withdrawn ones too."},
    )
    repeated_writes = _stored("Writes that a phone sent again with what was there already.")
    orders = _list(OrderSchema, "What was ordered.")
    sessions = _list(SessionSchema, "Treatments, as planned and as given.")
    home_doses = _list(DoseSchema, "What you took at home.")
    labs = _list(LabsSchema, "Laboratory results.")
    held_plans = _list(HeldPlanSchema, "Plans that had to wait for a second person.")
    phenotype = fields.Nested(PhenotypeSchema, required=True, allow_none=True)
    substance_use = fields.Nested(SubstanceUseSchema, required=True, allow_none=True)
    comedications = _list(MedicineSchema, "Your other medicines.")
    calls_for_help = _list(PressSchema, "When you did not feel safe, and what was done.")
    notes = _list(NoteSchema, "What your specialists noted about you.")
    reviewed = fields.Nested(ReviewSchema, required=True)
    responses = _list(ResponseSchema, "Questionnaires and their scores.")
    thinking_tasks = _list(RunWithTrialsSchema, "The thinking tasks, with every trial.")
    record_versions = _list(
        NamedVersionSchema, "Every version of every record that can be amended, with its reason."
    )
    schedule = _stored("What your occasions were last worked out from.")
    occurrences = _list(OccurrenceSchema, "What was or will be asked of you, and when.")
    schedule_changes = _list(MoveSchema, "What of it was moved, and why.")
    reminder_plan = fields.Nested(ShownReminderPlanSchema, required=True)
    silence = _stored("How long you were silent, and whether your specialists were told.")
    reminders = _list(ReminderSchema, "What became of each reminder, device by device.")
    devices = _list(ReminderDeviceSchema, "The browsers that take messages.")
