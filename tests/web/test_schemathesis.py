"""The whole API against its own document, with requests that nobody thought of.

Two people ask, a patient and the specialist with whom everything is shared, each freshly signed in
for each request: what ends a sign-in doesn't end the run.
"""

import copy
from collections import Counter

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from backend.web.docs import document
from tests.builders import Person, a_grant, a_patient, a_specialist, acting, token_of
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

EXEMPT: dict[tuple[str, str], str] = {}
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


def broken_words(api) -> tuple[list[str], Counter[str]]:
    """What was answered otherwise than the document says; and how often each operation was asked."""
    found, asked = [], Counter()
    for event in from_schema(api).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            found.append(repr(event))
        if not isinstance(event, events.ScenarioFinished):
            continue
        asked[event.recorder.label] += len(event.recorder.interactions)
        found += [
            f"{event.recorder.label}: {check.name}: {check.failure_info.failure} {check.failure_info.code_sample}"
            for checks in event.recorder.checks.values()
            for check in checks
            if check.status is Status.FAILURE and (check.name, event.recorder.label) not in EXEMPT
        ]
    return found, asked


class TestApi:
    def test_keeps_its_word_to_a_patient(self, app, patient):
        self._keeps_its_word(app, patient, patient)

    def test_keeps_its_word_to_a_specialist(self, app, patient, specialist):
        self._keeps_its_word(app, patient, specialist)

    def _keeps_its_word(self, app, patient: Person, person: Person) -> None:
        api = an_api(app, patient, person)
        found, asked = broken_words(api)
        operations = [result.ok().label for result in api.get_all_operations()]

        assert set(asked) >= set(operations)
        open("/tmp/st.txt", "w").write(str(asked) + "\n=====\n".join(found))
        assert found == []
