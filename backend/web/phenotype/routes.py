"""The phenotype over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.phenotype.service import medicines, parts
from backend.records import service as records
from backend.web.api import PREFIX, Blueprint, described_change
from backend.web.paging import decode_cursor, page, page_schema
from backend.web.phenotype.schemas import (
    MedicinesArgs,
    MedicineSchema,
    MedicineWish,
    MorphineArgs,
    MorphineSchema,
    PhenotypeSchema,
    PhenotypeWish,
    SubstanceUseSchema,
    SubstanceUseWish,
)
from backend.web.records import (
    Answer,
    VersionsSchema,
    change_of,
    document_answer,
    kept_answer,
    versions_answer,
)

READ, RECORD = Action.READ_PHENOTYPE, Action.RECORD_PHENOTYPE
POSITION = (date.fromisoformat, UUID)

blp = Blueprint(
    "phenotype",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>/phenotype",
    description="What characterises the pain, and the other medicines",
)


@blp.get("", allow=READ)
@blp.response(200, PhenotypeSchema)
def show_phenotype(*, actor: Actor, patient_id: UUID) -> Answer:
    """The pain's kind, sites and history; 404 until a specialist recorded it."""
    return document_answer(parts.get_part(patient_id, parts.PAIN, reader=actor))


@blp.put("", allow=RECORD)
@described_change
@blp.arguments(PhenotypeWish)
@blp.response(200, PhenotypeSchema)
@blp.alt_response(201, schema=PhenotypeSchema, description="It is recorded.")
def note_phenotype(body: dict[str, Any], *, actor: Actor, patient_id: UUID) -> Answer:
    """Record what characterises the pain, or amend it."""
    return kept_answer(parts.keep_pain(_change(body, parts.PAIN, patient_id, actor), body))


@blp.get("/revisions", allow=READ)
@blp.response(200, VersionsSchema)
def list_versions(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of it, oldest first."""
    return versions_answer(parts.versions(patient_id, parts.PAIN, reader=actor))


@blp.get("/substance-use", allow=READ)
@blp.response(200, SubstanceUseSchema)
def show_substance_use(*, actor: Actor, patient_id: UUID) -> Answer:
    """The part that is granted with the category substance only."""
    return document_answer(parts.get_part(patient_id, parts.SUBSTANCE, reader=actor))


@blp.put("/substance-use", allow=RECORD)
@described_change
@blp.arguments(SubstanceUseWish)
@blp.response(200, SubstanceUseSchema)
@blp.alt_response(201, schema=SubstanceUseSchema, description="It is recorded.")
def note_substance_use(body: dict[str, Any], *, actor: Actor, patient_id: UUID) -> Answer:
    """Record what concerns substance use, or amend it."""
    change = _change(body, parts.SUBSTANCE, patient_id, actor)
    return kept_answer(parts.keep_substance(change, body))


@blp.get("/substance-use/revisions", allow=READ)
@blp.response(200, VersionsSchema)
def list_substance_use_versions(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of it, oldest first."""
    return versions_answer(parts.versions(patient_id, parts.SUBSTANCE, reader=actor))


@blp.put("/comedications/<uuid:medicine_id>", allow=RECORD)
@described_change
@blp.arguments(MedicineWish)
@blp.response(200, MedicineSchema)
@blp.alt_response(201, schema=MedicineSchema, description="It is recorded.")
def note_medicine(
    body: dict[str, Any], medicine_id: UUID, *, actor: Actor, patient_id: UUID
) -> Answer:
    """Record another medicine from when to when, amend it or strike it out."""
    change = change_of(
        body, kind=medicines.KIND, record_id=medicine_id, patient_id=patient_id, actor=actor
    )
    return kept_answer(medicines.keep_medicine(change, body))


@blp.get("/comedications/<uuid:medicine_id>", allow=READ)
@blp.response(200, MedicineSchema)
def show_medicine(medicine_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One medicine as it stands; its ETag is the revision."""
    return document_answer(medicines.get_medicine(patient_id, medicine_id, reader=actor))


@blp.get("/comedications", allow=READ)
@blp.arguments(MedicinesArgs, location="query")
@blp.response(200, page_schema(MedicineSchema))
def list_medicines(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The other medicines, the latest begun first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = medicines.medicines_of(
        patient_id, reader=actor, on=args["on"], before=before, limit=limit + 1
    )
    return page(found, limit=limit, position=lambda each: (each["from_on"], each["id"]))


@blp.get("/comedications/<uuid:medicine_id>/revisions", allow=READ)
@blp.response(200, VersionsSchema)
def list_medicine_versions(medicine_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a medicine, oldest first."""
    return versions_answer(records.versions(patient_id, medicines.KIND, medicine_id, reader=actor))


@blp.get("/mme", allow=READ)
@blp.arguments(MorphineArgs, location="query")
@blp.response(200, MorphineSchema)
def show_morphine_equivalents(
    args: dict[str, Any], *, actor: Actor, patient_id: UUID
) -> dict[str, Any]:
    """What the opioids of a day add up to as mg of oral morphine."""
    return medicines.morphine_equivalents(patient_id, reader=actor, **args)


def _change(body: dict[str, Any], part: str, patient_id: UUID, actor: Actor) -> Any:
    return change_of(
        body,
        kind=parts.KIND,
        record_id=parts.part_id(patient_id, part),
        patient_id=patient_id,
        actor=actor,
    )
