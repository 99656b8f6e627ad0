"""G11: within 24 hours of a dose nothing is widened, and narrowing always works."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import a_specialist
from tests.ward import Chart, a_chart, a_desk, at, given_body, order_body


@pytest.fixture
def patient(app) -> Chart:
    return a_chart(time_zone="UTC")


def session(patient: Chart, ended_hours_ago: float) -> None:
    desk, order_id = a_desk(patient.patient, categories=["pain"]), uuid4()
    desk.record(f"orders/{order_id}", order_body())
    ended_at = at(ended_hours_ago / 24)
    body = given_body(order_id, ended_at - timedelta(hours=1))
    body["given"]["discharged_at"] = ended_at.isoformat()
    desk.record(f"sessions/{uuid4()}", body)


def dose(patient: Chart, days_ago: float) -> None:
    moment = at(days_ago)
    body = {
        "taken_at": moment.isoformat(),
        "time_zone": "UTC",
        "day": str(moment.date()),
        "drug": "ketamine_racemic",
        "route": "po",
        "dose_mg": 50,
        "as_planned": True,
    }
    patient.record(f"doses/{uuid4()}", body)


def share(patient: Chart):
    body = {"share_code": a_specialist().share_code, "categories": ["pain"], "covers_team": False}
    return patient.post("grants", body)


def decide(patient: Chart, **items: bool):
    version = patient.read("consents")["version"]
    return patient.put("consents", {"version": version, "items": items, "cards": []})


def refused(answer):
    assert (answer.status_code, answer.json["code"]) == (409, "dosed_recently"), answer.text
    return datetime.fromisoformat(answer.json["until"])


class TestAfterASession:
    def test_nothing_is_granted_until_24_hours_after_its_end(self, patient) -> None:
        session(patient, ended_hours_ago=2)
        until = refused(share(patient))
        assert abs(until - (at(0) + timedelta(hours=22))) < timedelta(minutes=1)

    def test_nothing_is_agreed_to(self, patient) -> None:
        session(patient, ended_hours_ago=2)
        refused(decide(patient, c_registry=True))
        assert "given_at" not in patient.read("consents")["items"]["c_registry"]

    def test_ending_and_withdrawing_work(self, patient) -> None:
        session(patient, ended_hours_ago=2)
        (grant,) = patient.read("grants")["items"]
        ended = patient.client.delete(f"{patient.base}/grants/{grant['id']}")
        assert (ended.status_code, decide(patient, c_share=False).status_code) == (204, 200)

    def test_withdrawing_and_agreeing_at_once_changes_nothing(self, patient) -> None:
        session(patient, ended_hours_ago=2)
        refused(decide(patient, c_share=False, c_registry=True))
        assert "withdrawn_at" not in patient.read("consents")["items"]["c_share"]

    def test_sharing_less_than_before_works(self, patient) -> None:
        specialist = a_specialist()
        body = {"share_code": specialist.share_code, "covers_team": True}
        wide = patient.post("grants", {**body, "categories": ["pain", "mood"]})
        assert wide.status_code == 201
        session(patient, ended_hours_ago=2)
        wider = ["pain", "mood", "notes"]
        refused(patient.post("grants", {**body, "categories": wider}))
        for narrower in ({"categories": ["pain"]}, {"categories": ["pain"], "covers_team": False}):
            assert patient.post("grants", {**body, **narrower}).status_code == 201
        refused(patient.post("grants", {**body, "categories": ["mood"], "covers_team": False}))
        live = [item for item in patient.read("grants")["items"] if item["live"]]
        mine = [item for item in live if item["id"] != wide.json["id"]]
        assert [(item["categories"], item["covers_team"]) for item in mine][:1] == [
            (["pain"], False)
        ]
        assert wide.json["id"] not in {item["id"] for item in live}

    def test_saying_again_what_stands_is_no_widening(self, patient) -> None:
        session(patient, ended_hours_ago=2)
        assert decide(patient, c_share=True).status_code == 200

    def test_a_day_later_it_is_as_before(self, patient) -> None:
        session(patient, ended_hours_ago=24.1)
        assert share(patient).status_code == 201
        assert decide(patient, c_registry=True).status_code == 200


class TestAfterADoseAtHome:
    def test_nothing_is_widened(self, patient) -> None:
        dose(patient, days_ago=0.5)
        refused(share(patient))
        refused(decide(patient, c_registry=True))

    def test_who_doses_on_most_days_isnt_kept_from_sharing_for_ever(self, patient) -> None:
        for days_ago in (0.5, 1.5, 2.5):
            dose(patient, days_ago)
        refused(share(patient))
        dose(patient, days_ago=3.5)
        assert share(patient).status_code == 201

    def test_a_dose_struck_out_doesnt_count(self, patient) -> None:
        dose(patient, days_ago=0.5)
        (listed,) = patient.read("doses")["items"]
        body = {name: listed[name] for name in ("taken_at", "time_zone", "day", "drug", "route",
                                                "dose_mg", "as_planned")}  # fmt: skip
        body |= {"status": "entered_in_error", "reason": "not taken"}
        patient.record(f"doses/{listed['id']}", body, based_on=1)
        assert share(patient).status_code == 201
