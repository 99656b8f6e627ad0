"""How each route is called in the matrix, and what it answers to those whom it lets in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.access.policy import Action
from backend.accounts.rules import Role
from backend.catalogue.service import catalogue
from config.client import DIST
from tests.access import care
from tests.access.worlds import (
    COORDINATORS,
    EVERYBODY,
    SELF,
    SHARED_WITH,
    SIGNED_IN,
    SPECIALISTS,
    World,
)
from tests.builders import a_specialist
from tests.phone import day_write, said, said_of
from tests.reminders.post import USUAL, a_browser

MAY = {
    "anyone": EVERYBODY,
    "signed_in": SIGNED_IN,
    Role.SPECIALIST: SPECIALISTS,
    Role.COORDINATOR: COORDINATORS,
    Action.WRITE_DIARY: SELF,
    Action.READ_DIARY: SELF | SHARED_WITH,
    Action.FOLLOW_CHANGES: SELF,
    Action.READ_TRENDS: SELF | SHARED_WITH,
    Action.READ_TREATMENT: SELF | SHARED_WITH,
    Action.RECORD_TREATMENT: SHARED_WITH,
    Action.READ_DOSES: SELF | SHARED_WITH,
    Action.LOG_DOSE: SELF,
    Action.READ_PHENOTYPE: SELF | SHARED_WITH,
    Action.RECORD_PHENOTYPE: SHARED_WITH,
    Action.READ_INSTRUMENTS: SELF | SHARED_WITH,
    Action.ANSWER_INSTRUMENTS: SELF,
    Action.RECORD_SCORES: SHARED_WITH,
    Action.READ_COGNITION: SELF | SHARED_WITH,
    Action.DO_COGNITION: SELF,
    Action.READ_DUE: SELF | SHARED_WITH,
    Action.DECIDE_DUE: SELF,
    Action.DECIDE_CONSENT: SELF,
    Action.DECIDE_SHARING: SELF,
    Action.PLAN_REMINDERS: SELF,
    Action.CALL_FOR_HELP: SELF,
    Action.READ_CALLS: SELF | SHARED_WITH,
    Action.ANSWER_CALL: SHARED_WITH,
    Action.READ_NOTES: SELF | SHARED_WITH,
    Action.WRITE_NOTE: SHARED_WITH,
    Action.SEE_REVIEW: SELF | SHARED_WITH,
    Action.MARK_REVIEWED: SHARED_WITH,
    Action.SEE_ACCESSES: SELF,
    Action.TAKE_OWN_DATA: SELF,
    Role.PATIENT: SELF | {"other patient"},
}
"""Who may: written down a second time, so that a change of the policy is made twice."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request for the matrix."""

    method: str
    rule: str
    allow: Any
    parameters: frozenset[str]

    @property
    def of_a_patient(self) -> bool:
        """Whether it names the patient whom it is about."""
        return "patient_id" in self.parameters

    @property
    def changes(self) -> bool:
        """Whether it is meant to change something."""
        return self.method != "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    def send(self, client: FlaskClient, world: World, **instead: Any) -> TestResponse:
        """Ask, naming what belongs to X wherever a name is due."""
        known = {name: fill(world) for name, fill in PARAMETERS.items()} | instead
        path = "/".join(
            str(known[part.strip("<>").split(":")[-1]]) if part.startswith("<") else part
            for part in self.rule.split("/")
        )
        headers = {"If-Match": '"1"'} if self.of_a_patient and self.changes else {}
        body = BODIES.get(str(self))
        json = body(world) if body else None
        return client.open(
            path,
            method=self.method,
            json=json,
            headers=headers,
            query_string=QUERIES.get(str(self), ""),
        )


PARAMETERS: dict[str, Callable[[World], Any]] = {
    "patient_id": lambda world: world.patient.id,
    "sign_in_id": lambda world: world.sign_in_id,
    "grant_id": lambda world: world.grant_id,
    "moment_id": lambda world: world.moment_id,
    "day": lambda world: world.day,
    "flag_id": lambda _: next(f.id for f in catalogue().flags.values() if f.needs_signature),
    "name": lambda _: "start.js",
    "file": lambda _: "icon.svg",
    "asset": lambda _: next((DIST / "assets").iterdir()).name,
    "order_id": lambda world: world.care["order"],
    "session_id": lambda world: world.care["session"],
    "dose_id": lambda world: world.care["dose"],
    "report_id": lambda world: world.care["labs"],
    "medicine_id": lambda world: world.care["medicine"],
    "response_id": lambda world: world.care["response"],
    "score_id": lambda world: world.care["score"],
    "run_id": lambda world: world.care["run"],
    "occurrence_id": lambda world: world.care["occurrence"],
    "record_id": lambda world: world.care["waiting"],
    "press_id": lambda world: world.care["press"],
    "note_id": lambda world: world.care["specialist_note"],
    "subscription_id": lambda world: world.subscription_id,
}
P = "/api/v1/patients/<uuid:patient_id>"
QUERIES = {
    f"GET {P}/trends": "first=2026-01-01&last=2026-03-01",
}


def amended(body: dict[str, Any]) -> dict[str, Any]:
    """The body of a change that says why."""
    return {**body, "reason": "it was otherwise"}


def _sign(world: World) -> dict[str, Any]:
    flag = catalogue().flags[PARAMETERS["flag_id"](world)]
    return {"text": flag.message}


BODIES: dict[str, Callable[[World], Any]] = {
    "POST /api/v1/session": lambda w: {"email": w.patient.email, "password": "a wrong guess of it"},
    "POST /api/v1/session/refresh": lambda _: {"refresh_token": "guess"},
    "PATCH /api/v1/account": lambda _: {"time_zone": "Europe/Oslo"},
    "DELETE /api/v1/account": lambda _: {"password": "a wrong guess of it"},
    "PUT /api/v1/account/password": lambda _: {
        "password": "a wrong guess of it",
        "new_password": "quite another tide of a mark",
    },
    "PUT /api/v1/account/totp": lambda _: {"otp": "000000"},
    "POST /api/v1/invitations": lambda _: {"role": "patient"},
    "POST /api/v1/invitations/accept": lambda w: {
        "code": "AAAA-AAAA-AAAA",
        "email": w.patient.email,
        "password": "quite another tide of a mark",
        "name": "Somebody",
        "time_zone": "Europe/Oslo",
    },
    "POST /api/v1/password-reset": lambda w: {"email": w.patient.email},
    "POST /api/v1/password-reset/accept": lambda _: {
        "code": "AAAA-AAAA-AAAA",
        "password": "quite another tide of a mark",
    },
    "POST /api/v1/password-reset/codes": lambda w: {"email": w.patient.email},
    "PUT /api/v1/clinic/texts/<flag_id>/signature": _sign,
    f"PUT {P}/diary/days/<day:day>": lambda _: said(answers={"pain_average": 1}),
    f"PUT {P}/diary/moments/<uuid:moment_id>": lambda w: said_of(w.day, answers={"pain_now": 1}),
    f"POST {P}/diary/sync": lambda w: {
        "device_id": "other",
        "writes": [day_write(w.day, base_revision=1, answers={"pain_average": 1})],
    },
    f"PUT {P}/consents": lambda _: {
        "version": catalogue().consent_version,
        "items": {"c_share": False},
        "cards": [],
    },
    f"PUT {P}/orders/<uuid:order_id>": lambda _: amended(care.an_order_body()),
    f"PUT {P}/sessions/<uuid:session_id>": lambda w: amended(
        care.a_plan_body(w.care["order"], days_ahead=31)
    ),
    f"PUT {P}/doses/<uuid:dose_id>": lambda w: amended(care.a_dose_body(w.care["order"])),
    f"PUT {P}/labs/<uuid:report_id>": lambda _: amended(care.a_lab_body(value=31)),
    f"POST {P}/second-looks/<uuid:record_id>": lambda _: {"kind": "dose", "seen": "1"},
    f"PUT {P}/phenotype": lambda _: amended(care.a_phenotype_body()),
    f"PUT {P}/phenotype/substance-use": lambda _: amended(
        {**care.a_substance_body(), "cautions": []}
    ),
    f"PUT {P}/phenotype/comedications/<uuid:medicine_id>": lambda _: amended(
        care.a_medicine_body(dose=30)
    ),
    f"PUT {P}/instruments/responses/<uuid:response_id>": lambda _: amended(
        care.a_response_body(answers={**care.PHQ9, "phq9_1": 1})
    ),
    f"PUT {P}/instruments/scores/<uuid:score_id>": lambda _: amended(care.a_score_body(score=26)),
    f"PUT {P}/cognition/<uuid:run_id>": lambda _: amended({**care.a_run_body(), "pain_now": 5}),
    f"PUT {P}/due/<uuid:occurrence_id>": lambda _: {"state": "declined", "reason": "too tired"},
    f"PUT {P}/calls/<uuid:press_id>": lambda _: care.a_press_body(),
    f"PUT {P}/calls/<uuid:press_id>/answer": lambda _: {"what_was_done": "We talked."},
    f"PUT {P}/notes/<uuid:note_id>": lambda _: amended(care.a_note_body()),
    f"PUT {P}/reviewed": lambda _: {},
    "POST /api/v1/push/subscriptions": lambda _: a_browser(),
    "POST /api/v1/push/receipts": lambda _: {"token": "a guess", "event": "shown"},
    f"PUT {P}/reminders": lambda _: {**USUAL, "at": "18:00"},
    f"POST {P}/reminders/snooze": lambda _: {"minutes": 30},
    f"POST {P}/share-codes/look-up": lambda _: {"share_code": a_specialist().share_code},
    f"POST {P}/grants": lambda _: {
        "share_code": a_specialist().share_code,
        "categories": ["pain"],
        "covers_team": True,
    },
}
WITHOUT_BODY = {
    "POST /api/v1/account/totp",
    "POST /api/v1/account/recovery-codes",
    "POST /api/v1/push/test",
}
"""Routes that change something and take no body."""

REFUSED_FOR_THEIR_OWN_REASON = {
    "POST /api/v1/session": {401},
    "POST /api/v1/session/refresh": {401},
    "POST /api/v1/invitations/accept": {404},
    "POST /api/v1/password-reset/accept": {404},
    "POST /api/v1/password-reset/codes": {201, 404},
    "POST /api/v1/invitations": {201, 404},
    "DELETE /api/v1/sessions/<uuid:sign_in_id>": {204, 404},
    "DELETE /api/v1/account": {422},
    "PUT /api/v1/account/password": {403, 401, 422},
    "PUT /api/v1/account/totp": {401, 404, 409, 422},
    "POST /api/v1/account/totp": {201, 404},
    "PATCH /api/v1/account": {200},
    "DELETE /api/v1/clinic/texts/<flag_id>/signature": {204, 404},
    "POST /api/v1/push/subscriptions": {201, 403},
    "DELETE /api/v1/push/subscriptions/<uuid:subscription_id>": {204, 404},
    "POST /api/v1/push/test": {202, 403, 409},
    "POST /api/v1/push/receipts": {404},
    "GET /metrics": {404},
}
"""What those are answered whom the guard lets through but whose request is a guess; else 2xx."""


MOOD, OF_SUBSTANCE, OF_TASKS = (
    (
        f"GET {P}/instruments/<uuid:response_id>",
        f"GET {P}/instruments/<uuid:response_id>/revisions",
    ),
    (
        f"GET {P}/doses/<uuid:dose_id>",
        f"GET {P}/doses/<uuid:dose_id>/revisions",
        f"GET {P}/phenotype/substance-use",
        f"GET {P}/phenotype/substance-use/revisions",
        f"PUT {P}/phenotype/substance-use",
        f"POST {P}/second-looks/<uuid:record_id>",
    ),
    (
        f"GET {P}/cognition/<uuid:run_id>",
        f"GET {P}/cognition/<uuid:run_id>/revisions",
        f"PUT {P}/instruments/scores/<uuid:score_id>",
    ),
)
NOT_OF_PAIN = {*MOOD, *OF_SUBSTANCE, *OF_TASKS}
"""What answers 404 to the specialist to whom nothing but pain is granted."""


def calls(app: Flask) -> list[Call]:
    """Every rule with every method that it takes."""
    return [
        Call(
            method=method,
            rule=rule.rule,
            allow=getattr(app.view_functions[rule.endpoint], "allow", None),
            parameters=frozenset(rule.arguments),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
    ]


def gaps(call: Call) -> list[str]:
    """What the matrix doesn't know about this rule."""
    missing = [f"{call}: what is <{name}>?" for name in call.parameters if name not in PARAMETERS]
    if call.allow not in MAY:
        missing.append(f"{call}: who is {call.allow}?")
    known = str(call) in BODIES or str(call) in WITHOUT_BODY
    if call.method in {"POST", "PUT", "PATCH"} and not known:
        missing.append(f"{call}: with which body?")
    return missing
