"""Consent, sharing and who looked, over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.catalogue.service import catalogue
from backend.sharing.rules import Consents, SharedWith, Specialist
from backend.sharing.service import consents, grants, share_codes, visits
from backend.web.api import PREFIX, Blueprint
from backend.web.paging import PageArgs, decode_cursor, page, page_schema
from backend.web.sharing.schemas import (
    AccessSchema,
    CodeHolderSchema,
    ConsentsSchema,
    DecisionSchema,
    GrantSchema,
    NewGrantSchema,
    ShareCodeSchema,
)

POSITION = (datetime.fromisoformat, UUID)

blp = Blueprint(
    "sharing",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>",
    description="What a patient agrees to, with whom it is shared, and who looked",
)


@blp.get("/consents", allow=Action.DECIDE_CONSENT)
@blp.response(200, ConsentsSchema)
def show_consents(*, actor: Actor, patient_id: UUID) -> Consents:
    """The consent form, and how each item stands."""
    return consents.consents(patient_id, form=catalogue())


@blp.put("/consents", allow=Action.DECIDE_CONSENT)
@blp.arguments(DecisionSchema)
@blp.response(200, ConsentsSchema)
def decide_consents(body: dict[str, Any], *, actor: Actor, patient_id: UUID) -> Consents:
    """Give or withdraw consent items one by one."""
    return consents.decide_consents(patient_id, form=catalogue(), **body)


@blp.post("/share-codes/look-up", allow=Action.DECIDE_SHARING)
@blp.arguments(ShareCodeSchema)
@blp.response(200, CodeHolderSchema)
def look_up_share_code(body: dict[str, Any], *, actor: Actor, patient_id: UUID) -> Specialist:
    """Whose share code it is."""
    return share_codes.look_up_share_code(patient_id, **body)


@blp.get("/grants", allow=Action.DECIDE_SHARING)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(GrantSchema))
def list_grants(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """With whom it is or was shared, newest first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = grants.grants(patient_id, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda grant: (grant.granted_at, grant.id))


@blp.post("/grants", allow=Action.DECIDE_SHARING)
@blp.arguments(NewGrantSchema)
@blp.response(201, GrantSchema)
def share_with(body: dict[str, Any], *, actor: Actor, patient_id: UUID) -> SharedWith:
    """Let a specialist read some categories from now on."""
    return grants.share_with(patient_id, form=catalogue(), **body)


@blp.delete("/grants/<uuid:grant_id>", allow=Action.DECIDE_SHARING)
@blp.response(204)
def end_share(grant_id: UUID, *, actor: Actor, patient_id: UUID) -> None:
    """Let the specialist read no more, from the next request on."""
    grants.end_share(patient_id, grant_id)


@blp.get("/accesses", allow=Action.SEE_ACCESSES)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(AccessSchema))
def list_accesses(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Who looked at the patient's data or changed who may, newest first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = visits.visits(patient_id, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda visit: (visit.at, visit.id))
