"""Other medicines over HTTP: dated intervals that don't overlap."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from backend.catalogue.service import catalogue
from tests.builders import a_patient, a_specialist, fetch
from tests.ward import Chart, a_desk

DAY = date(2026, 3, 10)
MEDICINES = "phenotype/comedications"


def medicine(**more: Any) -> dict[str, Any]:
    return {
        "name": "Canary retard",
        "atc": "N02AA01",
        "from_on": "2026-03-01",
        "to_on": "2026-03-10",
        "opioid": "morphine",
        "opioid_dose": 40,
        **more,
    }


def simple(atc: str = "N06AB04", **more: Any) -> dict[str, Any]:
    return {"atc": atc, "from_on": "2026-03-01", **more}


def place() -> str:
    return f"{MEDICINES}/{uuid4()}"


@pytest.fixture
def desk(app) -> Chart:
    return a_desk(a_patient())


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


class TestMedicine:
    def test_is_kept_as_it_was_said_with_group_and_morphine_dose(self, desk) -> None:
        body = medicine(opioid="oxycodone", atc="N02AA05", opioid_dose=12.5)
        found = desk.record(place(), body)
        assert {name: found[name] for name in body} == body
        assert (found["medicine_group"], found["opioid_dose_unit"]) == ("opioid", "mg/d")
        assert (found["mme_factor"], found["mme_per_day"]) == (1.5, 18.75)
        assert found["mme_source"] == f"CDC2022, catalogue {catalogue().version}"
        assert (found["status"], found["revision"]) == ("final", 1)

    def test_needs_no_more_than_code_and_first_day(self, desk) -> None:
        found = desk.record(place(), simple())
        assert (found["medicine_group"], found["to_on"], found["name"]) == ("ssri", None, None)
        assert (found["opioid"], found["mme_per_day"], found["mme_source"]) == (None, None, None)
        assert desk.record(place(), simple("A10BA02"))["medicine_group"] == "other"

    def test_sent_twice_is_one(self, desk) -> None:
        path = place()
        first, again = desk.put(path, medicine()), desk.put(path, medicine())
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.headers["ETag"] == again.headers["ETag"] == '"1"'

    def test_is_read_by_the_patient_who_cant_write_it(self, desk) -> None:
        path, patient = place(), Chart(desk.patient)
        kept = desk.record(path, medicine())
        assert patient.read(path) == kept == desk.read(path)
        assert patient.read(MEDICINES)["items"] == [kept]
        refused(patient.put(path, medicine(), based_on=1, reason="x"), 404, "not_found")
        refused(patient.put(place(), simple()), 404, "not_found")

    def test_of_others_is_not_found(self, desk) -> None:
        path = place()
        desk.record(path, medicine())
        for person in (a_patient(), a_specialist()):
            other = Chart(desk.patient, person)
            for route in (path, f"{path}/revisions", MEDICINES, "phenotype/mme"):
                refused(other.get(route), 404, "not_found")
        elsewhere = a_desk(a_patient())
        refused(elsewhere.get(path), 404, "not_found")
        assert elsewhere.put(path, medicine()).status_code == 201
        assert len(desk.read(f"{path}/revisions")["items"]) == 1

    def test_is_amended_with_a_reason_and_keeps_the_version_before(self, desk) -> None:
        path, changed = place(), medicine(opioid_dose=60)
        desk.record(path, medicine())
        refused(desk.put(path, changed, based_on=None, reason="x"), 428, "precondition_required")
        refused(desk.put(path, changed, based_on=9, reason="x"), 412, "stale")
        refused(desk.put(path, changed, reason="x"), 412, "stale")
        assert "reason" in refused(desk.put(path, changed, based_on=1), 422, "invalid")["fields"]
        found = desk.record(path, changed, based_on=1, reason="stepped up")
        assert (found["revision"], found["mme_per_day"]) == (2, 60)
        versions = desk.read(f"{path}/revisions")["items"]
        assert [version["content"]["opioid_dose"] for version in versions] == [40, 60]
        assert [version["reason"] for version in versions] == [None, "stepped up"]

    def test_that_turns_out_to_be_no_opioid_loses_its_morphine_dose(self, desk) -> None:
        path = place()
        desk.record(path, medicine())
        found = desk.record(path, simple(), based_on=1, reason="another box")
        assert (found["medicine_group"], found["opioid_dose"]) == ("ssri", None)
        assert (found["mme_per_day"], found["mme_factor"], found["mme_source"]) == (None,) * 3

    def test_struck_out_stays_as_it_was_and_counts_no_more(self, desk) -> None:
        path = place()
        desk.record(path, medicine())
        struck = simple("A10BA02", status="entered_in_error")
        found = desk.record(path, struck, based_on=1, reason="another patient's")
        assert (found["status"], found["atc"], found["name"]) == (
            "entered_in_error", "N02AA01", "Canary retard"
        )  # fmt: skip
        refused(desk.put(path, medicine(), based_on=2, reason="x"), 409, "entered_in_error")
        assert desk.read(MEDICINES, on="2026-03-05")["items"] == []
        assert desk.read("phenotype/mme", on="2026-03-05")["mme_per_day"] == 0
        assert desk.put(place(), medicine()).status_code == 201

    def test_cant_be_struck_out_before_it_is_there(self, desk) -> None:
        answer = desk.put(place(), simple(status="entered_in_error"))
        assert "status" in refused(answer, 422, "invalid")["fields"]

    def test_stores_its_name_sealed(self, desk) -> None:
        desk.record(place(), medicine())
        for table in ("comedications", "record_revisions"):
            query = f"SELECT t::text FROM {table} t WHERE patient_id = %s"
            (row,) = fetch(query, desk.patient.id)
            assert "Canary" not in str(row)
            assert b"Canary".hex() not in str(row)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"to_on": "2026-02-28"}, "to_on"),
            ({"to_on": "9999-12-31"}, "to_on"),
            ({"from_on": "0001-01-01"}, "from_on"),
            ({"name": " "}, "name"),
            ({"from_on": "2026-02-30"}, "from_on"),
            ({"from_on": None}, "from_on"),
            ({"from_on": 20260301}, "from_on"),
            ({"atc": "N02"}, "atc"),
            ({"atc": "n02aa01"}, "atc"),
            ({"atc": "N02AA01 "}, "atc"),
            ({"atc": "N02AA01\n"}, "atc"),
            ({"atc": "N06AB04"}, "opioid"),
            ({"opioid": "heroin"}, "opioid"),
            ({"opioid": None}, "opioid"),
            ({"opioid_dose": None}, "opioid_dose"),
            ({"opioid_dose": 0}, "opioid_dose"),
            ({"opioid_dose": -5}, "opioid_dose"),
            ({"opioid_dose": "40"}, "opioid_dose"),
            ({"opioid_dose": True}, "opioid_dose"),
            ({"opioid_dose": float("nan")}, "opioid_dose"),
            ({"opioid_dose": float("inf")}, "opioid_dose"),
            ({"opioid_dose": 10_001}, "opioid_dose"),
            ({"opioid_dose": 0.00001}, "opioid_dose"),
            ({"opioid_dose": 10**30}, "opioid_dose"),
            ({"name": ""}, "name"),
            ({"name": "a\0b"}, "name"),
            ({"status": "active"}, "status"),
            ({"mme_per_day": 1}, "mme_per_day"),
            ({"opioid": "buprenorphine", "mme_factor": 30}, "mme_factor"),
            ({"medicine_group": "other"}, "medicine_group"),
        ],
    )
    def test_that_makes_no_sense_is_refused_by_field(self, desk, change, field) -> None:
        answer = desk.put(place(), medicine(**change))
        assert field in refused(answer, 422, "invalid")["fields"]
        assert desk.read(MEDICINES)["items"] == []


class TestOverlap:
    @pytest.mark.parametrize(
        ("from_on", "to_on"),
        [
            ("2026-03-10", None),
            ("2026-02-01", "2026-03-01"),
            ("2026-03-04", "2026-03-05"),
            ("2026-01-01", None),
        ],
    )
    def test_is_refused_with_the_other_record(self, desk, from_on, to_on) -> None:
        first = desk.record(place(), medicine())
        answer = desk.put(place(), medicine(from_on=from_on, to_on=to_on))
        assert refused(answer, 409, "overlapping")["record_id"] == first["id"]
        assert len(desk.read(MEDICINES)["items"]) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"from_on": "2026-03-11", "to_on": None},
            {"from_on": "2026-02-01", "to_on": "2026-02-28"},
            {"atc": "N02AA05", "opioid": "oxycodone"},
        ],
    )
    def test_is_none_beside_it_or_with_another_medicine(self, desk, change) -> None:
        desk.record(place(), medicine())
        assert desk.put(place(), medicine(**change)).status_code == 201

    def test_is_none_with_itself_or_with_another_patients(self, desk) -> None:
        path = place()
        desk.record(path, medicine())
        desk.record(path, medicine(to_on="2026-03-20"), based_on=1, reason="longer")
        assert a_desk(a_patient()).put(place(), medicine()).status_code == 201

    def test_is_refused_to_an_amendment_too(self, desk) -> None:
        first = desk.record(place(), medicine())
        path = place()
        desk.record(path, medicine(from_on="2026-03-11", to_on=None))
        changed = medicine(from_on="2026-03-10", to_on=None)
        answer = desk.put(path, changed, based_on=1, reason="a day earlier")
        assert refused(answer, 409, "overlapping")["record_id"] == first["id"]
        assert desk.read(path)["from_on"] == "2026-03-11"


class TestList:
    def test_pages_the_latest_begun_first(self, desk) -> None:
        days = [str(DAY - timedelta(days=n)) for n in (4, 1, 3, 1, 1)]
        codes = ["N06AB04", "N06AB05", "N06AB06", "A10BA02", "A02BC01"]
        for atc, day in zip(codes, days, strict=True):
            desk.record(place(), simple(atc, from_on=day))
        seen, cursor = [], None
        while True:
            found = desk.read(MEDICINES, limit=2, **({"cursor": cursor} if cursor else {}))
            seen += found["items"]
            cursor = found["next"]
            if cursor is None:
                break
        order = [(each["from_on"], each["id"]) for each in seen]
        assert len(set(order)) == 5
        assert all(earlier > later for earlier, later in pairwise(order))

    def test_of_a_day_holds_what_was_taken_then(self, desk) -> None:
        over = desk.record(place(), medicine())
        still = desk.record(place(), simple())
        for day, expected in {
            "2026-02-28": [],
            "2026-03-01": [over["id"], still["id"]],
            "2026-03-10": [over["id"], still["id"]],
            "2026-03-11": [still["id"]],
        }.items():
            listed = desk.read(MEDICINES, on=day)["items"]
            assert {each["id"] for each in listed} == set(expected), day

    @pytest.mark.parametrize("query", [{"on": "soon"}, {"cursor": "x"}, {"limit": 0}, {"at": "1"}])
    def test_refuses_what_it_cant_read(self, desk, query) -> None:
        refused(desk.get(MEDICINES, **query), 422, "invalid")
