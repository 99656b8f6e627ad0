"""The whole API against its own document, with requests that nobody thought of.

Two people ask, a patient and the specialist with whom everything is shared, each freshly signed in
for each request: what ends a sign-in doesn't end the run.
"""

import copy
from collections import Counter
from itertools import chain

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from backend.web.docs import document
from tests.builders import a_grant, a_patient, a_specialist, acting, token_of
from tests.phone import Phone, a_moment_id, ago, moment_write, said

EXAMPLES = 10
"""How many requests the fuzzing makes up for each operation, beside those of other phases."""

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
CONFIG = {
    "continue-on-failure": True,
    "suppress-health-check": ["all"],
    "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
    "generation": {
        "max-examples": EXAMPLES,
        "deterministic": True,
        "database": "none",
        "no-shrink": True,
    },
    "phases": {
        "examples": {"enabled": True},
        "coverage": {"enabled": True},
        "fuzzing": {"enabled": True},
        "stateful": {"enabled": False},
    },
}

DIARY = "/api/v1/patients/{patient_id}/diary"
EXEMPT = {
    (
        "negative_data_rejection",
        f"POST {DIARY}/sync",
    ): "A batch is answered 200 with its bad writes rejected one by one.",
}
"""(check, operation) -> what the document can't say."""


@pytest.fixture(scope="module")
def patient(app):
    patient = a_patient()
    phone = Phone(patient)
    phone.put(ago(1), said(answers={"pain_average": 4}, note="rain"))
    phone.sync(moment_write(a_moment_id(), ago(1), answers={"pain_now": 4}))
    return patient


@pytest.fixture(scope="module")
def specialist(patient):
    specialist = a_specialist()
    a_grant(patient=patient, specialist=specialist)
    return specialist


def an_api(app, patient, person):
    """The document, in which the patient of an address is the one who has a diary."""
    raw = copy.deepcopy(document(app))
    for path in raw["paths"].values():
        for listed in (
            path.get("parameters", []),
            *(o.get("parameters", []) for o in path.values() if isinstance(o, dict)),
        ):
            for parameter in listed:
                if parameter.get("name") == "patient_id":
                    parameter["schema"] = {"type": "string", "enum": [str(patient.id)]}
    api = schemathesis.openapi.from_dict(raw, config=SchemathesisConfig.from_dict(CONFIG))
    api.app = app

    @api.auth(refresh_interval=None)
    class SignedIn:
        def get(self, case, context):
            with acting("r_patient", patient.id) as connection:
                connection.execute("UPDATE consents SET withdrawn_at = NULL")
            return token_of(person)

        def set(self, case, data, context):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

    return api


def broken_words(api):
    """What was answered otherwise than the document says; and how often each was asked."""
    found, asked = [], Counter()
    for event in from_schema(api).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            found.append(repr(event))
        if isinstance(event, events.ScenarioFinished):
            asked[event.recorder.label] += len(event.recorder.interactions)
            found += [*failures_in(event.recorder)]
    return found, asked


def failures_in(recorder):
    for check in chain(*recorder.checks.values()):
        failed = check.status is Status.FAILURE
        if failed and (check.name, recorder.label) not in EXEMPT:
            info = check.failure_info
            yield f"{recorder.label}: {check.name}: {info.failure}\n{info.code_sample}"


class TestApi:
    def test_keeps_its_word_to_a_patient(self, app, patient):
        self.keeps_its_word(an_api(app, patient, patient))

    def test_keeps_its_word_to_a_specialist(self, app, patient, specialist):
        # What only patients write was asked for by the patient.
        api = an_api(app, patient, specialist).exclude(method=["PUT", "POST"], path_regex="/diary/")

        self.keeps_its_word(api)

    def keeps_its_word(self, api):
        found, asked = broken_words(api)

        assert set(asked) == {result.ok().label for result in api.get_all_operations()}
        assert min(asked.values()) > 0
        assert found == []
