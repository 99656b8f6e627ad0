"""What the tests of trends share."""

from datetime import date, timedelta

from tests.builders import as_, fetch

FIRST = date(2026, 3, 10)


def trend(reader, patient, **query):
    path = f"/api/v1/patients/{patient.id}/trends"
    return as_(reader).get(path, query_string={k: str(v) for k, v in query.items()})


def series(reader, patient, measure, *, first=FIRST, last=FIRST):
    answer = trend(reader, patient, first=first, last=last, measures=measure)
    assert answer.status_code == 200, answer.text
    return answer.json["measures"][measure]


def days_after(first, n):
    return [first + timedelta(days=i) for i in range(n)]


def accesses(patient):
    return fetch("SELECT actor_id, action, denied FROM accesses WHERE patient_id = %s", patient.id)
