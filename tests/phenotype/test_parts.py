"""The phenotype over HTTP: the pain, and substance use in a part of its own."""

from typing import Any

import pytest
from flask import Flask

from backend.catalogue.service import catalogue
from backend.database import bind_actor, db
from backend.phenotype.service import sex_at_birth
from tests.builders import Person, a_grant, a_patient, a_specialist, as_, fetch
from tests.phone import NEW
from tests.ward import Chart, a_desk

KNOWN = catalogue().phenotype
SUBSTANCE = "phenotype/substance-use"
USES = {"cautions": ["sud_active"], "comorbidities": ["substance_use_disorder"]}
NOT_A_NUMBER = float("nan")


def pain(**more: Any) -> dict[str, Any]:
    return {
        "icd11_codes": ["MG30.51", "MG30.20"],
        "pain_mechanism": "neuropathic",
        "neuropathic_grade": "probable",
        "body_sites": ["lower_back", "hip_buttock_left", "foot_left"],
        "pain_duration_months": 72,
        "onset_event": "after a canary fell",
        "sex_at_birth": "female",
        "cautions": ["liver_moderate", "cv_uncontrolled"],
        "comorbidities": ["depression", "glaucoma"],
        "treatments_failed": ["gabapentinoid", "tricyclic"],
        "treatments_failed_other": "a canary patch",
        **more,
    }


@pytest.fixture
def desk(app) -> Chart:
    return a_desk(a_patient())


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


class TestPhenotype:
    def test_is_not_there_before_it_is_recorded(self, desk) -> None:
        for path in ("phenotype", "phenotype/revisions", SUBSTANCE, f"{SUBSTANCE}/revisions"):
            refused(desk.get(path), 404, "not_found")
            refused(Chart(desk.patient).get(path), 404, "not_found")

    def test_is_kept_as_it_was_said_with_index_and_levels(self, desk) -> None:
        body = pain()
        answer = desk.put("phenotype", body)
        assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
        found = answer.json
        assert found["id"] == str(desk.patient.id)
        assert found["wpi"] == 2
        assert found.pop("cautions") == [
            {"id": "liver_moderate", "level": "caution_monitor"},
            {"id": "cv_uncontrolled", "level": "contraindicated"},
        ]
        assert {name: found[name] for name in body if name != "cautions"} == {
            name: value for name, value in body.items() if name != "cautions"
        }

    def test_is_read_by_the_patient_who_cant_write_it(self, desk) -> None:
        kept = desk.record("phenotype", pain())
        patient = Chart(desk.patient)
        assert patient.read("phenotype") == kept == desk.read("phenotype")
        assert patient.get("phenotype").headers["ETag"] == '"1"'
        refused(patient.put("phenotype", pain(), based_on=1, reason="x"), 404, "not_found")
        assert len(patient.read("phenotype/revisions")["items"]) == 1

    def test_sent_twice_is_one(self, desk) -> None:
        first, again = desk.put("phenotype", pain()), desk.put("phenotype", pain())
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.headers["ETag"] == again.headers["ETag"] == '"1"'
        refused(desk.put("phenotype", pain(sex_at_birth="male")), 412, "stale")

    def test_is_amended_with_a_reason_and_keeps_the_version_before(self, desk) -> None:
        desk.record("phenotype", pain())
        changed = pain(body_sites=["neck"], onset_event=None)
        refused(desk.put("phenotype", changed, based_on=None, reason="x"), 428,
                "precondition_required")  # fmt: skip
        refused(desk.put("phenotype", changed, based_on=9, reason="x"), 412, "stale")
        assert (
            "reason"
            in refused(desk.put("phenotype", changed, based_on=1), 422, "invalid")["fields"]
        )
        found = desk.record("phenotype", changed, based_on=1, reason="the pain moved")
        assert (found["revision"], found["wpi"], found["onset_event"]) == (2, 1, None)
        first, second = desk.read("phenotype/revisions")["items"]
        assert (first["content"]["body_sites"], first["reason"]) == (pain()["body_sites"], None)
        assert (second["content"]["body_sites"], second["reason"]) == (["neck"], "the pain moved")

    def test_needs_no_more_than_the_kind_of_pain(self, desk) -> None:
        needed = ("icd11_codes", "body_sites", "pain_duration_months")
        body = {"pain_mechanism": "nociplastic", **{name: pain()[name] for name in needed}}
        found = desk.record("phenotype", body)
        assert (found["sex_at_birth"], found["neuropathic_grade"]) == ("unknown", None)
        assert (found["cautions"], found["comorbidities"]) == ([], [])
        for name in body:
            rest = {key: value for key, value in body.items() if key != name}
            assert name in refused(desk.put("phenotype", rest), 422, "invalid")["fields"]

    @pytest.mark.parametrize("months", KNOWN.duration_months)
    def test_takes_the_shortest_and_the_longest_duration(self, desk, months) -> None:
        found = desk.record("phenotype", pain(pain_duration_months=months))
        assert found["pain_duration_months"] == months

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"icd11_codes": ["MG30.99"]}, "icd11_codes.0"),
            ({"icd11_codes": []}, "icd11_codes"),
            ({"icd11_codes": ["MG30.5", "MG30.5"]}, "icd11_codes"),
            ({"icd11_codes": "MG30.5"}, "icd11_codes"),
            ({"pain_mechanism": "psychic"}, "pain_mechanism"),
            ({"neuropathic_grade": "certain"}, "neuropathic_grade"),
            ({"neuropathic_grade": None}, "neuropathic_grade"),
            ({"pain_mechanism": "mixed", "neuropathic_grade": None}, "neuropathic_grade"),
            ({"pain_mechanism": "nociceptive"}, "neuropathic_grade"),
            ({"body_sites": ["tail"]}, "body_sites.0"),
            ({"body_sites": ["neck", "chest", "neck"]}, "body_sites"),
            ({"body_sites": None}, "body_sites"),
            ({"pain_duration_months": 2}, "pain_duration_months"),
            ({"pain_duration_months": 961}, "pain_duration_months"),
            ({"pain_duration_months": -1}, "pain_duration_months"),
            ({"pain_duration_months": 12.5}, "pain_duration_months"),
            ({"pain_duration_months": "72"}, "pain_duration_months"),
            ({"pain_duration_months": True}, "pain_duration_months"),
            ({"pain_duration_months": NOT_A_NUMBER}, "pain_duration_months"),
            ({"pain_duration_months": 10**30}, "pain_duration_months"),
            ({"sex_at_birth": "f"}, "sex_at_birth"),
            ({"cautions": ["bad_luck"]}, "cautions.0"),
            ({"cautions": ["thyroid", "thyroid"]}, "cautions"),
            ({"comorbidities": ["hiccups"]}, "comorbidities.0"),
            ({"comorbidities": ["cancer", "cancer"]}, "comorbidities"),
            ({"cautions": ["sud_active"]}, "cautions.0"),
            ({"comorbidities": ["substance_use_disorder"]}, "comorbidities.0"),
            ({"treatments_failed": ["prayer"]}, "treatments_failed.0"),
            ({"onset_event": "a\0b"}, "onset_event"),
            ({"wpi": 19}, "wpi"),
        ],
    )  # fmt: skip
    def test_that_makes_no_sense_is_refused_by_field(self, desk, change, field) -> None:
        answer = desk.put("phenotype", pain(**change))
        assert field in refused(answer, 422, "invalid")["fields"]
        assert desk.get("phenotype").status_code == 404

    def test_stores_no_free_text_in_the_clear(self, desk) -> None:
        desk.record("phenotype", pain())
        for table in ("phenotypes", "record_revisions"):
            query = f"SELECT t::text FROM {table} t WHERE patient_id = %s"
            (row,) = fetch(query, desk.patient.id)
            assert "canary" not in str(row)
            assert b"canary".hex() not in str(row)

    def test_of_others_is_not_found(self, desk) -> None:
        desk.record("phenotype", pain())
        stranger = Chart(desk.patient, a_patient())
        for path in ("phenotype", "phenotype/revisions"):
            refused(stranger.get(path), 404, "not_found")
        ungranted = Chart(desk.patient, a_specialist())
        refused(ungranted.get("phenotype"), 404, "not_found")
        refused(ungranted.put("phenotype", pain()), 404, "not_found")
        assert as_(None).get(f"{desk.base}/phenotype").status_code == 401


class TestSubstanceUse:
    def test_is_a_record_of_its_own(self, desk) -> None:
        patient = Chart(desk.patient)
        found = desk.record(SUBSTANCE, USES)
        assert found["cautions"] == [{"id": "sud_active", "level": "no_serial_infusions"}]
        assert found["comorbidities"] == ["substance_use_disorder"]
        assert found["id"] != str(desk.patient.id)
        assert patient.read(SUBSTANCE) == found == desk.read(SUBSTANCE)
        assert desk.get("phenotype").status_code == 404

    def test_is_amended_and_keeps_the_version_before(self, desk) -> None:
        desk.record(SUBSTANCE, USES)
        none = {"cautions": [], "comorbidities": []}
        assert "reason" in refused(desk.put(SUBSTANCE, none, based_on=1), 422, "invalid")["fields"]
        refused(desk.put(SUBSTANCE, none, based_on=2, reason="x"), 412, "stale")
        assert desk.record(SUBSTANCE, none, based_on=1, reason="sober")["cautions"] == []
        versions = Chart(desk.patient).read(f"{SUBSTANCE}/revisions")["items"]
        assert [version["content"] for version in versions] == [USES, none]

    def test_without_its_category_is_not_there(self, desk) -> None:
        kept = desk.record(SUBSTANCE, USES)
        other = a_desk(desk.patient, categories=["pain", "mood", "side_effects", "notes"])
        refused(other.get(SUBSTANCE), 404, "not_found")
        refused(other.get(f"{SUBSTANCE}/revisions"), 404, "not_found")
        for based_on in (NEW, 1, '"*"', "*"):
            answer = other.put(SUBSTANCE, USES, based_on=based_on, reason="x")
            refused(answer, 404, "not_found")
        assert desk.read(SUBSTANCE) == kept
        assert other.put("phenotype", pain()).status_code == 201

    def test_cant_be_begun_without_its_category(self, app) -> None:
        other = a_desk(a_patient(), categories=["pain"])
        refused(other.put(SUBSTANCE, USES), 404, "not_found")
        assert fetch("SELECT 1 FROM phenotypes WHERE patient_id = %s", other.patient.id) == []

    def test_by_the_patient_is_not_found(self, desk) -> None:
        refused(Chart(desk.patient).put(SUBSTANCE, USES), 404, "not_found")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"cautions": ["liver_severe"]}, "cautions.0"),
            ({"comorbidities": ["depression"]}, "comorbidities.0"),
            ({"cautions": ["sud_active", "sud_active"]}, "cautions"),
            ({"cautions": True}, "cautions"),
            ({"drinks": 3}, "drinks"),
        ],
    )
    def test_takes_only_what_concerns_it(self, desk, change, field) -> None:
        assert field in refused(desk.put(SUBSTANCE, {**USES, **change}), 422, "invalid")["fields"]


class TestSexAtBirth:
    def known_to(self, app: Flask, reader: Person, patient: Person) -> str | None:
        with app.app_context():
            bind_actor(reader.role.database_role, reader.id)
            found = sex_at_birth(patient.id)
            db.session.rollback()
        return found

    @pytest.mark.parametrize(("said", "known"), [("male", "male"), ("unknown", None)])
    def test_is_what_was_recorded(self, app, desk, said, known) -> None:
        desk.record("phenotype", pain(sex_at_birth=said))
        colleague = a_specialist()
        a_grant(patient=desk.patient, specialist=colleague, categories=["pain"])
        for reader in (desk.patient, colleague):
            assert self.known_to(app, reader, desk.patient) == known

    def test_is_none_before_it_was_recorded(self, app, desk) -> None:
        assert self.known_to(app, desk.patient, desk.patient) is None

    def test_is_none_for_those_who_dont_see_it(self, app, desk) -> None:
        desk.record("phenotype", pain(sex_at_birth="male"))
        for other in (a_patient(), a_specialist()):
            assert self.known_to(app, other, desk.patient) is None
