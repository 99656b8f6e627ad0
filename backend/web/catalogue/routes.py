"""The catalogue, and what a clinic adds to it, over HTTP."""

from typing import Any

from flask import Response, request

from backend.accounts.models import Clinic
from backend.accounts.rules import Actor, Role
from backend.catalogue import queries, signing
from backend.catalogue.service import catalogue
from backend.catalogue.signing import SignableText
from backend.web.api import PREFIX, Blueprint
from backend.web.catalogue.schemas import (
    ClinicSchema,
    SignableTextSchema,
    SignableTextsSchema,
    WordingSchema,
)

blp = Blueprint(
    "catalogue",
    __name__,
    url_prefix=PREFIX,
    description="What may be asked and answered, and what a clinic adds",
)


@blp.get("/catalogue", allow="anyone")
@blp.response(200, {"type": "object"}, description="The whole catalogue of its version.")
@blp.alt_response(304, description="It is still the one that If-None-Match names.")
def show_catalogue() -> Response:
    """Every item, scale, text and threshold; cacheable for a day."""
    response = Response(catalogue().document, content_type="application/json")
    response.set_etag(catalogue().etag)
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.make_conditional(request)
    return response


@blp.get("/clinic", allow="signed_in")
@blp.response(200, ClinicSchema)
def show_clinic(*, actor: Actor) -> Clinic:
    """One's own clinic, and whom its patients call in a crisis."""
    return queries.get_clinic(actor.clinic_id)


@blp.get("/clinic/texts", allow=Role.SPECIALIST)
@blp.response(200, SignableTextsSchema)
def list_signable_texts(*, actor: Actor) -> dict[str, Any]:
    """The texts for patients that wait for, or have, a specialist's signature."""
    return {"items": signing.signable_texts(actor.clinic_id)}


@blp.put("/clinic/texts/<flag_id>/signature", allow=Role.SPECIALIST)
@blp.arguments(WordingSchema)
@blp.response(200, SignableTextSchema)
def sign_text(body: dict[str, Any], flag_id: str, *, actor: Actor) -> SignableText:
    """Answer for exactly this wording: the clinic's patients read it from now on."""
    return signing.sign_text(actor, flag_id, **body)


@blp.delete("/clinic/texts/<flag_id>/signature", allow=Role.SPECIALIST)
@blp.response(204)
def take_back_signature(flag_id: str, *, actor: Actor) -> None:
    """Show the clinic's patients the shorter wording again."""
    signing.take_back_signature(actor, flag_id)
