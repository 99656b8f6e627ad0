"""Whether the service is up, for a load balancer."""

from flask import Response
from marshmallow import Schema, fields

from backend.diary.service import agreement
from backend.walls import service as walls
from backend.web.api import Blueprint
from backend.web.errors import problem

blp = Blueprint("health", __name__, description="Whether the service is up")


class HealthSchema(Schema):
    """All is well."""

    status = fields.String(required=True)


@blp.get("/health/live", allow="anyone")
@blp.response(200, HealthSchema)
def live() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@blp.get("/health/ready", allow="anyone")
@blp.response(200, HealthSchema)
def ready() -> dict[str, str] | Response:
    """Whether it can store: the schema is at head, the walls stand and the catalogue agrees."""
    findings = walls.findings() or agreement.findings()
    return problem(503, "not_ready", " ".join(findings)) if findings else {"status": "ok"}
