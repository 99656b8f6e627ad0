"""Writing down who reached for whose data, under the rights of those who do."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException
from sqlalchemy.exc import ProgrammingError

from backend import clock
from backend.audit.service import record_access, record_list_access
from backend.database import bind_actor, transaction
from tests.builders import a_coordinator, a_patient, a_specialist, acting, fetch


def seen(*patients):
    return fetch(
        "SELECT patient_id, actor_id, action, denied, hour FROM accesses "
        "WHERE patient_id = ANY (%s) ORDER BY at",
        [patient.id for patient in patients],
    )


@pytest.fixture
def listing(app):
    """List patients as a person, in a request's transaction."""

    def list_as(person, *patients, as_if=None):
        with app.app_context(), transaction():
            bind_actor(person.role.database_role, person.id)
            record_list_access(
                actor_id=(as_if or person).id,
                actor_role=person.role,
                patient_ids=[patient.id for patient in patients],
                action="caseload.read",
            )

    return list_as


class TestRecordListAccess:
    @pytest.mark.parametrize("person", [a_specialist, a_coordinator])
    def test_writes_a_row_for_each_patient_listed(self, app, listing, person):
        reader, patients = person(), [a_patient() for _ in range(3)]

        listing(reader, *patients)

        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        assert len(seen(*patients)) == 3
        for patient in patients:
            [row] = seen(patient)
            assert row[:4] == (patient.id, reader.id, "caseload.read", False)
            assert hour - row[4] in {timedelta(), timedelta(hours=1)}

    def test_tells_no_patient_by_its_id_of_the_others_listed(self, app, listing):
        patients = [a_patient() for _ in range(12)]
        listing(a_specialist(), *patients)

        rows = fetch(
            "SELECT id FROM accesses WHERE patient_id = ANY (%s)", [each.id for each in patients]
        )
        ids = [str(found) for (found,) in rows]
        for alike in ({found[:8] for found in ids}, {found[-8:] for found in ids}):
            assert len(alike) == 12

    def test_writes_one_row_within_an_hour_however_often_it_is_listed(self, app, listing):
        # Two lists on both sides of a full hour are two rows; three can't be on three sides.
        reader, patient, newcomer = a_specialist(), a_patient(), a_patient()
        for _ in range(5):
            listing(reader, patient)

        listing(reader, patient, newcomer)

        assert len({row[4] for row in seen(patient)}) == len(seen(patient)) <= 2
        assert len(seen(newcomer)) == 1

    def test_tells_two_readers_apart(self, app, listing):
        patient = a_patient()
        for _ in range(2):
            listing(a_specialist(), patient)

        assert len(seen(patient)) == 2

    def test_writes_nothing_for_an_empty_list(self, app, listing):
        listing(a_specialist())

    def test_can_not_be_written_in_another_persons_name(self, app, listing):
        patient = a_patient()

        with pytest.raises(ProgrammingError, match="row-level security"):
            listing(a_specialist(), patient, as_if=a_specialist())

        assert seen(patient) == []


class TestRecordAccess:
    @pytest.mark.parametrize("person", [a_patient, a_specialist, a_coordinator])
    def test_needs_no_right_to_read_what_it_wrote(self, app, person):
        reader, patient = person(), a_patient()

        with app.app_context(), transaction():
            bind_actor(reader.role.database_role, reader.id)
            record_access(
                actor_id=reader.id,
                actor_role=reader.role,
                patient_id=patient.id,
                action="diary.read",
            )

        assert [row[1] for row in seen(patient)] == [reader.id]


class TestAccesses:
    @pytest.mark.parametrize("role", ["r_specialist", "r_staff"])
    def test_can_not_be_read_by_staff(self, app, role):
        with pytest.raises(InsufficientPrivilege):
            fetch("SELECT * FROM accesses", role=role, uid=a_specialist().id)

    @pytest.mark.parametrize("role", ["r_patient", "r_specialist", "r_staff", "r_operator"])
    @pytest.mark.parametrize(
        "statement", ["UPDATE accesses SET denied = false", "DELETE FROM accesses"]
    )
    def test_can_not_be_changed_by_anybody(self, app, role, statement):
        with pytest.raises(InsufficientPrivilege), acting(role, a_patient().id) as connection:
            connection.execute(statement)

    @pytest.mark.parametrize("table", ["accesses", "access_seals", "consent_events"])
    def test_can_not_be_changed_by_the_owner_by_mistake(self, app, table):
        with pytest.raises((InsufficientPrivilege, RaiseException)), acting("none") as owner:
            owner.execute(f"DELETE FROM {table}")

    def test_keep_the_moment_in_utc(self, app, listing):
        patient = a_patient()
        listing(a_specialist(), patient)

        [(at,)] = fetch("SELECT at FROM accesses WHERE patient_id = %s", patient.id)

        assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)
