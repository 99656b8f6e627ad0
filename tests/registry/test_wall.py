from datetime import timedelta

import psycopg
import pytest

from tests.builders import a_day, fetch
from tests.registry.releases import CONSENT_DAY, a_participant

PERMITTED = """
SELECT c.relname::text FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  AND (has_table_privilege('r_registry', c.oid, %s)
       OR has_any_column_privilege('r_registry', c.oid, %s))"""


@pytest.fixture
def login(app):
    """A connection of the registry's own login."""
    with psycopg.connect(app.config["SETTINGS"].registry_database_url) as connection:
        yield connection


class TestRegistryRole:
    @pytest.mark.usefixtures("app")
    def test_may_read_its_view_and_touch_nothing_else(self):
        changes = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"

        assert fetch(PERMITTED, "SELECT", "SELECT") == [("registry_days",)]
        assert fetch(PERMITTED, changes, "INSERT, UPDATE, REFERENCES") == []

    def test_sees_no_day_from_before_the_consent(self, app):
        patient = a_participant()
        for back in range(3):
            a_day(patient, CONSENT_DAY - timedelta(days=back), pain_average=5)

        seen = fetch(
            "SELECT day FROM registry_days WHERE patient_id = %s", patient.id, role="r_registry"
        )

        assert seen == [(CONSENT_DAY,)]

    @pytest.mark.parametrize("table", ["days", "accounts", "consents", "shared_days"])
    def test_is_refused_elsewhere(self, login, table):
        login.execute("SET ROLE r_registry")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(f"SELECT * FROM {table}")

    @pytest.mark.parametrize("role", ["r_patient", "r_specialist", "r_operator", "r_door"])
    def test_is_the_only_one_its_login_may_take_on(self, login, role):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(f"SET ROLE {role}")

    def test_lends_its_login_nothing_before_it_is_taken_on(self, login):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("SELECT * FROM public.registry_days")

    def test_is_out_of_reach_for_the_servers_login(self, app):
        with (
            psycopg.connect(app.config["SETTINGS"].database_url) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SET ROLE r_registry")

    def test_names_no_zone_note_device_or_address_in_its_view(self, app):
        columns = {name for (name,) in fetch(
            "SELECT attname::text FROM pg_attribute "
            "WHERE attrelid = 'registry_days'::regclass AND attnum > 0"
        )}  # fmt: skip

        assert not columns & {"time_zone", "note_sealed", "other_text_sealed", "device_id",
                              "write_id", "name_sealed", "email_sealed"}  # fmt: skip
