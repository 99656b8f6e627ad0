"""A patient's own data: all of it, readable, for the patient alone."""

from datetime import timedelta
from time import perf_counter

import pytest

from backend import clock
from tests.accounts.erasing import TABLES, a_full_world
from tests.builders import a_patient, a_sign_in, as_, fetch, token_of
from tests.phone import Phone, a_moment_id, ago, day_write, moment_write, withdraw_write

PART_OF = {
    "accesses": "accesses",
    "accounts": "account",
    "cognition_runs": "thinking_tasks",
    "comedications": "comedications",
    "consent_events": "consent_events",
    "consents": "consents",
    "days": "days",
    "deliveries": "reminders",
    "grants": "grants",
    "held_plans": "held_plans",
    "home_doses": "home_doses",
    "lab_reports": "labs",
    "moments": "moments",
    "not_safe_presses": "calls_for_help",
    "notes": "notes",
    "occurrences": "occurrences",
    "orders": "orders",
    "phenotypes": "phenotype",
    "push_subscriptions": "devices",
    "record_revisions": "record_versions",
    "reminder_plans": "reminder_plan",
    "reminders": "reminders",
    "repeated_writes": "repeated_writes",
    "responses": "responses",
    "reviews": "reviewed",
    "revisions": "diary_changes",
    "schedule_changes": "schedule_changes",
    "schedules": "schedule",
    "sign_ins": "sign_ins",
    "treatment_sessions": "sessions",
}
"""Under which name each table's rows stand in the document."""

LEFT_OUT = {
    "access_seals": "hashes over rows that are in it",
    "recovery_codes": "hashes of secrets",
    "reset_codes": "hashes of secrets",
    "totp_uses": "of staff",
}


def path(patient):
    return f"/api/v1/patients/{patient.id}/own-data"


@pytest.fixture(scope="module")
def world(app):
    return a_full_world()


@pytest.fixture(scope="module")
def answer(world):
    return as_(world.patient).get(path(world.patient))


class TestTables:
    def test_are_all_in_it_or_left_out_for_a_reason(self, app):
        about = {table for table, column in fetch(TABLES) if column}

        assert about == PART_OF.keys() | LEFT_OUT.keys()


class TestTakeOwnData:
    def test_has_something_of_every_table(self, answer):
        assert answer.status_code == 200, answer.text
        assert {part for part in PART_OF.values() if not answer.json[part]} == set()
        assert answer.json["substance_use"]["cautions"]
        assert answer.json["format"] == "tidemark-own-data/1"
        assert answer.json["catalogue_version"]

    def test_shows_every_text_in_the_open_and_no_secret(self, world, answer):
        # A push address lets its bearer send to the browser: only the push service may know it.
        assert world.found_in(answer.data) == world.canaries.keys() - {"endpoint"}
        for secret in ("hash", "sealed", "data_key", "token", "\\\\x"):
            assert f'"{secret}' not in answer.text
            assert f'_{secret}"' not in answer.text

    def test_shows_what_the_routes_show(self, world, answer):
        client, base = as_(world.patient), f"/api/v1/patients/{world.patient.id}"
        for part, route in {
            "days": "diary/days",
            "moments": "diary/moments",
            "diary_changes": "diary/changes",
            "grants": "grants",
            "orders": "orders",
            "sessions": "sessions",
            "home_doses": "doses",
            "labs": "labs",
            "responses": "instruments",
            "comedications": "phenotype/comedications",
            "schedule_changes": "due/changes",
        }.items():
            assert answer.json[part] == client.get(f"{base}/{route}").json["items"], part
        assert answer.json["phenotype"] == client.get(f"{base}/phenotype").json
        assert answer.json["account"] == client.get("/api/v1/account").json
        run = answer.json["thinking_tasks"][0]
        assert run == client.get(f"{base}/cognition/{run['id']}").json

    def test_has_every_version_of_a_record(self, world, answer):
        dose = world.care["dose"]
        base = f"/api/v1/patients/{world.patient.id}/doses/{dose}/revisions"

        listed = as_(world.patient).get(base).json["items"]

        found = [v for v in answer.json["record_versions"] if v["record_id"] == str(dose)]
        assert found == [{"kind": "dose", "record_id": str(dose), **version} for version in listed]

    def test_is_a_file_whose_name_tells_nothing(self, answer):
        disposition = answer.headers["Content-Disposition"]
        assert disposition == 'attachment; filename="tidemark-own-data.json"'
        assert answer.content_type == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_keeps_what_was_withdrawn(self, app):
        patient = a_patient()
        phone = Phone(patient)
        phone.sync(day_write(ago(1), note="taken back later"))
        phone.sync(withdraw_write(ago(1), base_revision=1))

        found = as_(patient).get(path(patient)).json

        assert found["days"] == []
        assert [change["revision"] for change in found["diary_changes"]] == [1, 2]
        assert found["diary_changes"][0]["body"]["note"] == "taken back later"

    def test_is_written_down(self, world, answer):
        query = "SELECT count(*) FROM accesses WHERE patient_id = %s AND actor_id = patient_id"
        query += " AND action = 'own_data.take'"

        assert fetch(query, world.patient.id) == [(1,)]

    def test_is_there_for_somebody_who_wrote_nothing(self, app):
        patient = a_patient(consents=False)

        found = as_(patient).get(path(patient))

        assert found.status_code == 200, found.text
        assert found.json["days"] == []
        assert found.json["phenotype"] is None

    def test_wants_a_fresh_sign_in(self, app):
        patient = a_patient()
        old = a_sign_in(patient, created_at=clock.now() - timedelta(minutes=15, seconds=1))
        client = as_(None)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(patient, old)}"

        found = client.get(path(patient))

        assert (found.status_code, found.json["code"]) == (401, "sign_in")

    def test_of_three_years_comes_within_two_seconds(self, app):
        patient = a_patient()
        phone = Phone(patient)
        for first in range(0, 1_100, 100):
            some = [ago(n) for n in range(first, first + 100)]
            phone.sync(*(day_write(day, answers={"pain_average": 4}, note="rain") for day in some))
            phone.sync(
                *(
                    moment_write(a_moment_id(), day, answers={"pain_now": 3}, note="sun")
                    for day in some
                )
            )

        client = as_(patient)
        began = perf_counter()
        found = client.get(path(patient))

        assert perf_counter() - began < 2
        assert [len(found.json[part]) for part in ("days", "moments", "diary_changes")] == [
            1_100,
            1_100,
            2_200,
        ]
