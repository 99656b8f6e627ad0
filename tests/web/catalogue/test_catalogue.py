"""The catalogue and the own clinic over HTTP."""

import orjson
import pytest

from backend.catalogue.service import catalogue
from tests.builders import (
    CONTACTS,
    a_clinic,
    a_coordinator,
    a_patient,
    a_specialist,
    as_,
)

CATALOGUE = "/api/v1/catalogue"


class TestShowCatalogue:
    def test_gives_the_whole_document_to_anyone_to_keep_for_a_day(self, app):
        answer = as_(None).get(CATALOGUE)

        assert answer.status_code == 200
        assert answer.content_type == "application/json"
        assert answer.data == catalogue().document
        assert orjson.loads(answer.data)["catalogue"]["version"] == catalogue().version
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert answer.headers["ETag"] == f'"{catalogue().etag}"'

    @pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
    def test_sends_nothing_to_who_has_it(self, app, form):
        asked = {"If-None-Match": form.format(catalogue().etag)}

        answer = as_(None).get(CATALOGUE, headers=asked)

        assert answer.status_code == 304
        assert answer.data == b""
        assert answer.headers["ETag"] == f'"{catalogue().etag}"'

    def test_sends_it_again_to_who_has_another(self, app):
        answer = as_(None).get(CATALOGUE, headers={"If-None-Match": '"older"'})

        assert answer.status_code == 200
        assert answer.data == catalogue().document


class TestShowClinic:
    @pytest.mark.parametrize("person", [a_patient, a_specialist, a_coordinator])
    def test_shows_the_own_clinic_and_whom_to_call(self, app, person):
        clinic = a_clinic(name="Harbour Clinic")

        answer = as_(person(clinic=clinic)).get("/api/v1/clinic")

        assert answer.status_code == 200
        assert answer.json == {
            "id": str(clinic),
            "name": "Harbour Clinic",
            "crisis_contacts": CONTACTS,
        }

    def test_wants_a_sign_in(self, app):
        assert as_(None).get("/api/v1/clinic").status_code == 401
