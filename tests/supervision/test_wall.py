"""What the database itself keeps of calls for help, notes and reviews, without the policy."""

from uuid import uuid4

import psycopg
import pytest

from tests.builders import Person, a_grant, a_patient, a_specialist, acting, fetch
from tests.supervision.ward import DONE, note_body, pressed
from tests.ward import Chart

TABLES = ("not_safe_presses", "notes", "reviews")
REFUSED = psycopg.errors.InsufficientPrivilege
ANSWER = """UPDATE not_safe_presses SET answered_at = now(), answered_by = %s, done_sealed = ''
    WHERE patient_id = %s AND id = %s RETURNING id"""
PRESS = """INSERT INTO not_safe_presses
    (patient_id, id, content_hash, pressed_at, received_at, time_zone, answered_at, answered_by,
     done_sealed)
    VALUES (%s, gen_random_uuid(), '', now(), now(), 'UTC', %s, %s, %s)"""
NOTE = """INSERT INTO notes (patient_id, id, revision, content_hash, recorded_by, recorded_role,
    recorded_at, status, day)
    VALUES (%s, gen_random_uuid(), 1, '', %s, 'specialist', now(), 'final', '2026-01-01')"""
REVIEW = "INSERT INTO reviews VALUES (%s, %s, now())"


class Ward:
    """A patient with an answered press, an open one, a note and a review; and two strangers."""

    def __init__(self) -> None:
        self.patient, self.specialist = a_patient(), a_specialist()
        a_grant(patient=self.patient, specialist=self.specialist, categories=["pain"])
        phone, desk = Chart(self.patient), Chart(self.patient, self.specialist)
        self.answered, self.open = pressed(phone), pressed(phone)
        desk.record(f"calls/{self.answered}/answer", {"what_was_done": DONE})
        desk.record(f"notes/{uuid4()}", note_body())
        desk.record("reviewed", {})

    def count(self, table: str, person: Person) -> int:
        role = person.role.database_role
        query = f"SELECT count(*) FROM {table} WHERE patient_id = %s"
        return int(fetch(query, self.patient.id, role=role, uid=person.id)[0][0])

    def does(self, person: Person, query: str, *given: object) -> int:
        """How many rows a statement changes for this person."""
        with acting(person.role.database_role, person.id) as connection:
            return connection.execute(query, given).rowcount


@pytest.fixture(scope="module")
def ward(app) -> Ward:
    return Ward()


class TestRows:
    def test_are_seen_by_the_patient_and_whoever_supervises(self, ward) -> None:
        assert [ward.count(table, ward.specialist) for table in TABLES] == [2, 1, 1]
        assert [ward.count(table, ward.patient) for table in TABLES[:2]] == [2, 1]

    def test_are_not_seen_by_others(self, ward) -> None:
        assert [ward.count(table, a_specialist()) for table in TABLES] == [0, 0, 0]
        assert [ward.count(table, a_patient()) for table in TABLES[:2]] == [0, 0]

    def test_of_reviews_are_for_their_author_alone(self, ward) -> None:
        other = a_specialist()
        a_grant(patient=ward.patient, specialist=other)

        assert ward.count("reviews", other) == 0


class TestLastReviewDoor:
    def test_opens_to_the_patient_and_whoever_supervises(self, ward) -> None:
        for person in (ward.patient, ward.specialist):
            assert self.found_by(ward, person) == [(ward.specialist.id,)]

    def test_stays_shut_for_others(self, ward) -> None:
        for person in (a_patient(), a_specialist()):
            assert self.found_by(ward, person) == []

    def found_by(self, ward, person) -> list:
        query = "SELECT id FROM last_review(%s)"
        return fetch(query, ward.patient.id, role=person.role.database_role, uid=person.id)


class TestPress:
    def test_is_made_by_nobody_else(self, ward) -> None:
        for person in (a_patient(), ward.specialist):
            with pytest.raises(REFUSED):
                ward.does(person, PRESS, ward.patient.id, None, None, None)

    def test_comes_unanswered(self, ward) -> None:
        with pytest.raises(REFUSED):
            ward.does(
                ward.patient, PRESS, ward.patient.id, "2026-01-01", ward.specialist.id, b"well"
            )

    def test_is_not_answered_by_the_patient(self, ward) -> None:
        with pytest.raises(REFUSED):
            ward.does(ward.patient, ANSWER, ward.patient.id, ward.patient.id, ward.open)

    def test_is_not_answered_in_anothers_name(self, ward) -> None:
        with pytest.raises(REFUSED):
            ward.does(ward.specialist, ANSWER, uuid4(), ward.patient.id, ward.open)

    def test_is_not_answered_twice(self, ward) -> None:
        me = ward.specialist

        assert ward.does(me, ANSWER, me.id, ward.patient.id, ward.answered) == 0

    def test_is_not_answered_by_a_stranger(self, ward) -> None:
        stranger = a_specialist()

        assert ward.does(stranger, ANSWER, stranger.id, ward.patient.id, ward.open) == 0

    @pytest.mark.parametrize(
        "column", ["pressed_at = now()", "received_at = now()", "offline = true"]
    )
    def test_stays_as_it_was_made(self, ward, column) -> None:
        for person in (ward.patient, ward.specialist):
            with pytest.raises(REFUSED):
                ward.does(person, f"UPDATE not_safe_presses SET {column}")


class TestNotesAndReviews:
    @pytest.mark.parametrize("query", [NOTE, REVIEW])
    def test_bear_no_other_name(self, ward, query) -> None:
        with pytest.raises(REFUSED):
            ward.does(ward.specialist, query, ward.patient.id, uuid4())

    @pytest.mark.parametrize("query", [NOTE, REVIEW])
    def test_are_not_made_by_strangers_nor_by_the_patient(self, ward, query) -> None:
        for person in (a_specialist(), ward.patient):
            with pytest.raises(REFUSED):
                ward.does(person, query, ward.patient.id, person.id)

    @pytest.mark.parametrize("table", TABLES)
    def test_are_deleted_by_nobody(self, ward, table) -> None:
        for person in (ward.patient, ward.specialist):
            with pytest.raises(REFUSED):
                ward.does(person, f"DELETE FROM {table}")
