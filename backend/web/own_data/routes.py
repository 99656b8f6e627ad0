"""A patient's own data, to be taken along."""

from uuid import UUID

from flask import Response

from backend import clock
from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.own_data import service
from backend.web.api import PREFIX, Blueprint
from backend.web.own_data.document import attached
from backend.web.own_data.schemas import OwnDataSchema

blp = Blueprint(
    "own data",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>",
    description="All that is kept about a patient",
)


@blp.get("/own-data", allow=Action.TAKE_OWN_DATA)
@blp.response(200, OwnDataSchema)
def take_own_data(*, actor: Actor, patient_id: UUID) -> Response:
    """Everything kept about you as one document; wants a sign-in younger than 15 minutes."""
    documents, ready = service.take_own_data(actor, now=clock.now())
    return attached(documents, ready)
