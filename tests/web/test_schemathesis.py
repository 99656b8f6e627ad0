"""The whole API against its own document, with requests that nobody thought of.

Two people ask, a patient and the specialist with whom everything is shared, each freshly signed in
for each request: what ends a sign-in doesn't end the run.
"""

import copy

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks

from backend.web.docs import document
from tests import builders
from tests.builders import a_grant, a_patient, a_specialist, acting, token_of
from tests.phone import Phone, a_moment_id, ago, moment_write, said

EXAMPLES = 12
"""How many requests are made up for each operation, beside those of the coverage phase."""

load_all_checks()
WANTED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "unsupported_method",
    ]
)


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


@pytest.fixture(scope="module")
def api(app, patient):
    """The document, in which the patient of an address is the one who has a diary."""
    raw = copy.deepcopy(document(app))
    for path in raw["paths"].values():
        for operation in [path, *path.values()]:
            listed = operation if isinstance(operation, list) else operation.get("parameters", [])
            for parameter in listed:
                if isinstance(parameter, dict) and parameter.get("name") == "patient_id":
                    parameter["schema"] = {"type": "string", "enum": [str(patient.id)]}
    found = schemathesis.openapi.from_dict(raw)
    found.app = app
    return found


schema = schemathesis.pytest.from_fixture("api")
SEARCH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def ask(case: Case, person: builders.Person) -> None:
    with acting("r_patient", person.id) as connection:
        connection.execute("UPDATE consents SET withdrawn_at = NULL")
    case.call_and_validate(
        headers={"Authorization": f"Bearer {token_of(person)}"}, checks=WANTED
    )


class TestApi:
    @schema.parametrize()
    @SEARCH
    def test_keeps_its_word_to_a_patient(self, case, patient):
        ask(case, patient)

    @schema.parametrize()
    @SEARCH
    def test_keeps_its_word_to_a_specialist(self, case, specialist):
        ask(case, specialist)
