"""Doses taken at home, laboratory results and exposure, over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.records import service as records
from backend.treatment.service import doses, labs
from backend.treatment.service.exposure import exposure
from backend.web.api import PREFIX, Blueprint, described_change
from backend.web.paging import PageArgs, decode_cursor, page, page_schema
from backend.web.records import (
    Answer,
    VersionsSchema,
    change_of,
    document_answer,
    kept_answer,
    versions_answer,
)
from backend.web.treatment.doses_labs import (
    DoseSchema,
    DoseWish,
    ExposureArgs,
    ExposureSchema,
    LabsSchema,
    LabsWish,
)

POSITION = (datetime.fromisoformat, UUID)

blp = Blueprint(
    "measures",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>",
    description="What was taken at home, what the laboratory found, and the exposure ledger",
)


@blp.put("/doses/<uuid:dose_id>", allow=Action.LOG_DOSE)
@described_change
@blp.arguments(DoseWish)
@blp.response(200, DoseSchema)
@blp.alt_response(201, schema=DoseSchema, description="It is recorded.")
def log_dose(body: dict[str, Any], dose_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """Record a dose taken at home, amend it or strike it out."""
    change = change_of(body, kind=doses.KIND, record_id=dose_id, patient_id=patient_id, actor=actor)
    return kept_answer(doses.keep_dose(change, body))


@blp.get("/doses/<uuid:dose_id>", allow=Action.READ_DOSES)
@blp.response(200, DoseSchema)
def show_dose(dose_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One dose as it stands; its ETag is the revision."""
    return document_answer(doses.get_dose(patient_id, dose_id, reader=actor))


@blp.get("/doses", allow=Action.READ_DOSES)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(DoseSchema))
def list_doses(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The doses taken at home, the latest first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = doses.doses_of(patient_id, reader=actor, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda each: (each["taken_at"], each["id"]))


@blp.get("/doses/<uuid:dose_id>/revisions", allow=Action.READ_DOSES)
@blp.response(200, VersionsSchema)
def list_dose_versions(dose_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a dose, oldest first."""
    return versions_answer(records.versions(patient_id, doses.KIND, dose_id, reader=actor))


@blp.put("/labs/<uuid:report_id>", allow=Action.RECORD_TREATMENT)
@described_change
@blp.arguments(LabsWish)
@blp.response(200, LabsSchema)
@blp.alt_response(201, schema=LabsSchema, description="It is recorded.")
def note_labs(body: dict[str, Any], report_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """Record the results of a sample, amend them or strike them out."""
    change = change_of(
        body, kind=labs.KIND, record_id=report_id, patient_id=patient_id, actor=actor
    )
    return kept_answer(labs.keep_labs(change, body))


@blp.get("/labs/<uuid:report_id>", allow=Action.READ_TREATMENT)
@blp.response(200, LabsSchema)
def show_labs(report_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One report as it stands; its ETag is the revision."""
    return document_answer(labs.get_labs(patient_id, report_id, reader=actor))


@blp.get("/labs", allow=Action.READ_TREATMENT)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(LabsSchema))
def list_labs(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The reports, the latest sample first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = labs.labs_of(patient_id, reader=actor, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda each: (each["taken_at"], each["id"]))


@blp.get("/labs/<uuid:report_id>/revisions", allow=Action.READ_TREATMENT)
@blp.response(200, VersionsSchema)
def list_labs_versions(report_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a report, oldest first."""
    return versions_answer(records.versions(patient_id, labs.KIND, report_id, reader=actor))


@blp.get("/exposure", allow=Action.READ_TREATMENT)
@blp.arguments(ExposureArgs, location="query")
@blp.response(200, ExposureSchema)
def show_exposure(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Count and mg per drug and route over 30, 90 and 365 days and lifetime."""
    return exposure(patient_id, reader=actor, **args)
