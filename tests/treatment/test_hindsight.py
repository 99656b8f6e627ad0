"""What a plan may say beside what was given, and whom a plan has to pass."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.treatment.test_sessions import Clinic, codes, refused
from tests.ward import a_desk, at, given_body, plan_of, planned_body


@pytest.fixture
def clinic(app) -> Clinic:
    return Clinic()


class TestAPlanThatWasMade:
    """It stays as it was judged, whatever is sent with what was given."""

    def test_is_never_rewritten_by_what_was_given(self, clinic) -> None:
        session_id, starts_at = uuid4(), at(0.2)
        clinic.plan(starts_at, session_id)
        body = given_body(clinic.order_id, at(0.1), dose_mg=2_000)
        body |= {"plan": plan_of(starts_at, dose_mg=2_000), "reason": "it was given"}
        answer = clinic.desk.put(f"sessions/{session_id}", body, based_on=1)
        assert list(refused(answer, 422, "invalid")["fields"]) == ["plan"]

    def test_may_be_sent_along_unchanged(self, clinic) -> None:
        session_id, starts_at = uuid4(), at(0.2)
        clinic.plan(starts_at, session_id)
        body = given_body(clinic.order_id, at(0.1))
        body["plan"] = {**plan_of(starts_at), "starts_at": starts_at.isoformat()[:-6] + "Z"}
        path = f"sessions/{session_id}"
        kept = clinic.desk.record(path, body, based_on=1, reason="it was given")
        assert (kept["status"], kept["plan"]["dose_mg"], kept["unconfirmed"]) == (
            "given",
            25,
            False,
        )

    def test_is_never_rewritten_by_its_cancellation(self, clinic) -> None:
        session_id, starts_at = uuid4(), at(-3, hour=9)
        clinic.plan(starts_at, session_id)
        body = planned_body(clinic.order_id, starts_at, dose_mg=90_000)
        body |= {"status": "cancelled", "cancel_reason": "a cold"}
        answer = clinic.desk.put(f"sessions/{session_id}", body, based_on=1, reason="ill")
        assert list(refused(answer, 422, "invalid")["fields"]) == ["plan"]


class TestAPlanToldInHindsight:
    """A fact like what was given: kept at once, and marked."""

    def tell(self, clinic, **more):
        started_at = at(1, hour=9)
        body = given_body(clinic.order_id, started_at)
        body |= {"plan": plan_of(started_at, **more), "deviation_reason": "a slip of the pen"}
        return clinic.desk.put(f"sessions/{uuid4()}", body)

    def test_is_kept(self, clinic) -> None:
        answer = self.tell(clinic, dose_mg=30)
        assert (codes(answer), answer.json["unconfirmed"]) == ([], False)
        assert answer.json["plan"]["dose_mg"] == 30

    def test_beyond_the_limit_waits_for_a_second_person(self, clinic) -> None:
        answer = self.tell(clinic, dose_mg=2_000)
        assert set(codes(answer)) == {"plan_beyond_limit"}
        assert answer.json["unconfirmed"] is True
        again = given_body(clinic.order_id, at(1, hour=9), batch="K-17")
        again["deviation_reason"] = "a slip of the pen"
        path = f"sessions/{answer.json['id']}"
        amended = clinic.desk.record(path, again, based_on=1, reason="the batch")
        assert (amended["plan"]["dose_mg"], amended["unconfirmed"]) == (2_000, True)

    def test_of_another_drug_than_ordered_still_wants_the_reason(self, clinic) -> None:
        started_at = at(1, hour=9)
        body = given_body(clinic.order_id, started_at, drug="esketamine")
        body["plan"] = plan_of(started_at, drug="esketamine")
        answer = clinic.desk.put(f"sessions/{uuid4()}", body)
        assert list(refused(answer, 422, "invalid")["fields"]) == ["deviation_reason"]


class TestNeighbours:
    """The order in which sessions are entered changes nothing of what is noticed."""

    def test_too_soon_before_the_next_has_to_be_confirmed(self, app) -> None:
        clinic = Clinic(min_interval_days=7)
        clinic.plan(at(-20, hour=9))
        refusal = refused(clinic.plan(at(-19, hour=9)), 409, "confirmation_needed")
        (finding,) = refusal["findings"]
        assert (finding["quantity"], finding["value"]) == ("interval", 1)
        assert clinic.plan(at(-19, hour=9), confirmed=["interval"]).status_code == 201

    def test_given_too_soon_before_the_next_says_so(self, app) -> None:
        clinic = Clinic(min_interval_days=14)
        clinic.give(at(1, hour=9))
        assert codes(clinic.give(at(5, hour=9))) == ["interval_short"]

    def test_a_day_cut_in_two_sessions_is_judged_as_a_day(self, app) -> None:
        clinic = Clinic(min_interval_days=0.1)
        own = {"confirmed": ["rate", "rate_absolute", "dose_per_day"]}
        wish = {"dose_mg": 600, "infusion_minutes": 360, **own}
        assert clinic.plan(at(-3, hour=6), **wish).status_code == 201
        refusal = refused(clinic.plan(at(-3, hour=14), **wish), 409, "second_person_needed")
        named = {each["quantity"]: each["code"] for each in refusal["findings"]}
        assert named["dose_per_day"] == "beyond_limit"
        assert clinic.plan(at(-4, hour=14), **wish).status_code == 201

    def test_a_look_at_one_limit_lets_no_other_pass(self, app) -> None:
        clinic, session_id = Clinic(min_interval_days=0.1), uuid4()
        early, late = at(-3, hour=6), at(-3, hour=14)
        fast = {"dose_mg": 245, "confirmed": ["rate", "rate_absolute", "dose_per_day"]}
        refused(clinic.plan(late, session_id, **fast), 409, "second_person_needed")
        colleague = a_desk(clinic.desk.patient)

        def look() -> None:
            (waiting,) = colleague.read("second-looks")["items"]
            seen = {"kind": "session", "seen": waiting["tag"]}
            assert colleague.post(f"second-looks/{session_id}", seen).status_code == 204

        look()
        much = {"dose_mg": 600, "infusion_minutes": 360, "confirmed": fast["confirmed"]}
        assert clinic.plan(early, **much).status_code == 201
        refused(clinic.plan(late, session_id, **fast), 409, "second_person_needed")
        look()
        assert clinic.plan(late, session_id, **fast).status_code == 201

    def test_a_day_of_given_sessions_beyond_the_limit_waits(self, app) -> None:
        clinic = Clinic(min_interval_days=0.1)
        wish = {"dose_mg": 600, "infusion_minutes": 360}
        early = at(2, hour=4)
        first = clinic.give(early, **wish)
        second = clinic.give(early + timedelta(hours=8), **wish)
        assert (first.json["unconfirmed"], second.json["unconfirmed"]) == (False, True)


class TestStrength:
    TOPICAL = {"route": "topical", "infusion_minutes": None}  # noqa: RUF012

    @pytest.mark.parametrize("strength", [None, {"value": 100, "unit": "mg/g"}])
    def test_of_a_route_that_is_judged_by_it_is_given_in_percent(self, app, strength) -> None:
        clinic = Clinic(route="topical", planned_dose={"value": 5, "unit": "%"})
        answer = clinic.plan(product_strength=strength, **self.TOPICAL)
        assert list(refused(answer, 422, "invalid")["fields"]) == ["plan.product_strength"]

    def test_beyond_the_limit_waits(self, app) -> None:
        clinic = Clinic(route="topical", planned_dose={"value": 5, "unit": "%"})
        strength = {"value": 30, "unit": "%"}
        refused(clinic.plan(product_strength=strength, **self.TOPICAL), 409, "second_person_needed")
        body = given_body(clinic.order_id, at(1, hour=9), product_strength=strength)
        body["given"] |= self.TOPICAL
        answer = clinic.desk.put(f"sessions/{uuid4()}", body)
        assert (answer.status_code, answer.json["unconfirmed"]) == (201, True)


def test_what_is_read_can_be_sent_again(clinic) -> None:
    before = [{"name": "pregabalin", "class": "gabapentinoid"}]
    found = clinic.give(concomitant_24h=before).json
    assert found["given"]["concomitant_24h"] == before
    names = ("order_id", "status", "plan", "given", "deviation_reason", "cancel_reason")
    path = f"sessions/{found['id']}"
    again = clinic.desk.put(path, {name: found[name] for name in names}, based_on=1, reason="same")
    assert again.status_code == 200, again.text
    (*_, last) = clinic.patient.read(f"{path}/revisions")["items"]
    assert last["content"]["given"]["concomitant_24h"] == before
