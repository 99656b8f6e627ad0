"""Consent over HTTP: item by item, with the cards that were shown, in the form's own version."""

from uuid import uuid4

import pytest

from backend.catalogue.service import catalogue
from tests.builders import a_coordinator, a_grant, a_patient, a_specialist, acting, as_, fetch

SHARE = "c_share"


def url(patient):
    return f"/api/v1/patients/{patient.id}/consents"


def decide(patient, items, *, cards=(), version=None):
    body = {
        "version": version or catalogue().consent_version,
        "items": items,
        "cards": list(cards),
    }
    return as_(patient).put(url(patient), json=body)


def events(patient):
    return fetch(
        "SELECT item, given, version, cards FROM consent_events WHERE patient_id = %s ORDER BY at",
        patient.id,
    )


def changes(patient):
    return fetch(
        "SELECT action, details FROM accesses WHERE patient_id = %s AND actor_id = patient_id "
        "ORDER BY at",
        patient.id,
    )


@pytest.fixture
def patient(app):
    return a_patient(consents=False)


class TestShowConsents:
    def test_shows_the_whole_form_of_its_version(self, patient):
        answer = as_(patient).get(url(patient))

        assert answer.status_code == 200
        assert answer.json["version"] == catalogue().consent_version
        assert answer.json["items"] == {
            item.id: {"text": item.text, "required": item.required}
            for item in catalogue().consent_items
        }
        assert [card["id"] for card in answer.json["cards"]] == [c.id for c in catalogue().cards]
        assert set(answer.json["cards"][0]) == {"id", "kind", "text", "source"}


class TestDecideConsents:
    def test_gives_the_items_named_and_leaves_the_others(self, patient):
        answer = decide(patient, {SHARE: True, "c_push": False})

        assert answer.status_code == 200, answer.json
        assert answer.json == as_(patient).get(url(patient)).json
        given = {name for name, item in answer.json["items"].items() if "given_at" in item}
        assert given == {SHARE}

    def test_keeps_the_cards_that_were_shown(self, patient):
        shown = [card.id for card in catalogue().cards][:3]

        decide(patient, {SHARE: True}, cards=shown)

        assert events(patient) == [(SHARE, True, catalogue().consent_version, shown)]

    def test_marks_what_the_item_is_needed_for(self, patient):
        decide(patient, {item.id: True for item in catalogue().consent_items})

        rows = fetch(
            "SELECT item, needed_to_write, needed_to_share FROM consents WHERE patient_id = %s",
            patient.id,
        )
        required = set(catalogue().required_consents)
        assert {row[0] for row in rows if row[1]} == required
        assert {row[0] for row in rows if row[2]} == {SHARE}

    def test_repeating_a_decision_changes_nothing(self, patient):
        first = decide(patient, {SHARE: True})
        again = decide(patient, {SHARE: True})
        decide(patient, {"c_push": False})

        assert again.json == first.json
        assert len(events(patient)) == 1
        assert len(changes(patient)) == 1

    def test_withdraws_and_says_when(self, patient):
        decide(patient, {SHARE: True})

        item = decide(patient, {SHARE: False}).json["items"][SHARE]

        assert item["given_at"] < item["withdrawn_at"]
        assert [event[:2] for event in events(patient)] == [(SHARE, True), (SHARE, False)]

    def test_withdrawing_one_leaves_the_others_given(self, patient):
        decide(patient, {SHARE: True, "c_use": True})

        items = decide(patient, {"c_use": False}).json["items"]

        assert "withdrawn_at" in items["c_use"]
        assert "withdrawn_at" not in items[SHARE]

    def test_giving_again_starts_anew(self, patient):
        first = decide(patient, {SHARE: True}).json["items"][SHARE]
        decide(patient, {SHARE: False})

        again = decide(patient, {SHARE: True}).json["items"][SHARE]

        assert "withdrawn_at" not in again
        assert again["given_at"] > first["given_at"]
        assert [event[1] for event in events(patient)] == [True, False, True]

    def test_asks_again_what_was_given_under_another_wording(self, patient):
        decide(patient, {SHARE: True})
        with acting("r_patient", patient.id) as connection:
            connection.execute("UPDATE consents SET version = 'older'")

        decide(patient, {SHARE: True})

        assert len(events(patient)) == 2

    def test_shows_each_change_among_the_accesses(self, patient):
        decide(patient, {SHARE: True})
        decide(patient, {SHARE: False})

        assert changes(patient) == [
            ("consent.give", {"item": SHARE}),
            ("consent.withdraw", {"item": SHARE}),
        ]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"version": "another"}, "version"),
            ({"items": {"c_nothing": True}}, "items.c_nothing"),
            ({"cards": ["no_such_card"]}, "cards"),
            ({"items": {SHARE: "true"}}, f"items.{SHARE}.value"),
            ({"items": {SHARE: None}}, f"items.{SHARE}.value"),
            ({"items": {SHARE: 1}}, f"items.{SHARE}.value"),
            ({"more": 1}, "more"),
        ],
    )
    def test_refuses_what_is_not_of_this_form(self, patient, body, field):
        good = {"version": catalogue().consent_version, "items": {SHARE: True}, "cards": []}

        answer = as_(patient).put(url(patient), json=good | body)

        assert answer.status_code == 422
        assert answer.json["code"] == "invalid"
        assert list(answer.json["fields"]) == [field]
        assert events(patient) == []

    @pytest.mark.parametrize("missing", ["version", "items", "cards"])
    def test_needs_every_part(self, patient, missing):
        body = {"version": catalogue().consent_version, "items": {}, "cards": []}
        del body[missing]

        answer = as_(patient).put(url(patient), json=body)

        assert answer.status_code == 422
        assert list(answer.json["fields"]) == [missing]


class TestConsentsOfSomebodyElse:
    @pytest.mark.parametrize("method", ["get", "put"])
    @pytest.mark.parametrize("stranger", [a_patient, a_specialist, a_coordinator])
    def test_are_hidden_from_others_whose_try_is_written_down(self, patient, method, stranger):
        who = stranger(clinic=patient.clinic_id)

        answer = getattr(as_(who), method)(url(patient), json=None if method == "get" else {})

        assert answer.status_code == 404
        assert fetch(
            "SELECT actor_role, action, denied FROM accesses WHERE patient_id = %s", patient.id
        ) == [(who.role.value, "consent.decide", True)]

    def test_are_hidden_from_a_specialist_with_whom_everything_is_shared(self, app):
        patient, specialist = a_patient(), a_specialist()
        a_grant(patient=patient, specialist=specialist)

        assert as_(specialist).get(url(patient)).status_code == 404

    def test_want_a_sign_in(self, patient):
        assert as_(None).get(url(patient)).status_code == 401
        assert as_(patient).get(f"/api/v1/patients/{uuid4()}/consents").status_code == 404
