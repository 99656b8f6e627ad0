"""Erasing a patient: all of it, at once, for good, and of nobody else."""

from datetime import timedelta

import pytest

from backend import clock
from backend.accounts.rules import PASSWORD_ACCOUNT
from backend.accounts.service.erasing import pseudonym_of
from backend.walls import service as walls
from tests.access.worlds import a_world
from tests.accounts.erasing import (
    ACCOUNT,
    KEPT,
    TABLES,
    a_full_world,
    as_restorer,
    erase,
    everything,
    put_back,
    rows_about,
)
from tests.builders import (
    a_consent,
    a_coordinator,
    a_day,
    a_patient,
    a_sign_in,
    a_specialist,
    as_,
    fetch,
    token_of,
)
from tests.registry.releases import CONSENT_DAY, CONSENTED_AT, Found
from tests.web.accounts.desk import a_client, failures, sign_in, signed_in


@pytest.fixture
def flask(app):
    """The command line: `flask("accounts", …)` gives what it printed."""

    def run(*words: str, **given) -> str:
        said = app.test_cli_runner().invoke(args=words, **given)
        assert said.exit_code == 0, said.output
        return said.output

    return run


@pytest.fixture
def world(app):
    return a_full_world()


class TestTables:
    """So that no table is forgotten that a later migration makes."""

    def test_that_name_a_patient_are_emptied_or_kept_for_a_reason(self, app):
        emptied = {table for table, column in fetch(TABLES) if column} - KEPT.keys()

        may = "SELECT has_table_privilege('r_door', %s, 'DELETE'), EXISTS (SELECT FROM pg_policies"
        may += " WHERE tablename = %s AND 'r_door' = ANY (roles) AND cmd IN ('ALL', 'DELETE'))"
        assert {t: fetch(may, t, t)[0] for t in emptied} == dict.fromkeys(emptied, (True, True))
        assert {t: fetch(may, t, t)[0][0] for t in KEPT} == dict.fromkeys(KEPT, False)

    def test_name_no_patient_by_another_column(self, app):
        """A column that points at accounts, or could hold an id, is of staff or follows a row."""
        loose = """
        SELECT DISTINCT c.relname || '.' || a.attname
        FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (f.conkey)
        WHERE f.contype = 'f' AND f.confrelid = 'accounts'::regclass
          AND a.attname NOT IN ('patient_id', 'account_id')"""

        assert {name for (name,) in fetch(loose)} == {
            "grants.specialist_id",
            "invitations.invited_by",
            "reset_codes.issued_by",
            "text_signatures.signed_by",
        }


class TestEraseAccount:
    def test_leaves_no_row_but_the_audit(self, world, environment):
        with as_restorer(environment) as owner:
            before = rows_about(owner, world.patient.id)
        # One-time passwords are of staff; a seal follows when the chain is next sealed.
        empty = {table for table, rows in before.items() if not rows}
        assert empty <= {"totp_uses", "access_seals"}

        answer = erase(world.patient)

        assert answer.status_code == 204, answer.text
        with as_restorer(environment) as owner:
            after = rows_about(owner, world.patient.id)
        assert {table for table, rows in after.items() if rows} - {"access_seals"} == {"accesses"}
        assert after["accesses"][: len(before["accesses"])] == before["accesses"]

    def test_leaves_nothing_that_could_be_read_or_unsealed(self, world, environment):
        with as_restorer(environment) as owner:
            before = rows_about(owner, world.patient.id)
            # Sealed texts, keys and hashes of secrets; equal contents have one hash, whosever.
            hexes = {
                value.removeprefix("\\x")
                for table, rows in before.items()
                if table not in KEPT
                for row in rows
                for name, value in row.items()
                if name != "content_hash"
                and isinstance(value, str)
                and value.startswith("\\x")
                and len(value) > 30
            }
            assert len(hexes) > 20
            assert all(each in everything(owner) for each in hexes)

        erase(world.patient)

        with as_restorer(environment) as owner:
            left = everything(owner)
        assert [canary for canary in world.canaries.values() if canary in left] == []
        assert [each for each in hexes if each in left] == []

    def test_leaves_what_others_have(self, world, environment):
        other = a_world()
        before = other.stored()

        erase(world.patient)

        assert other.stored() == before

    def test_clears_the_browser(self, world):
        answer = erase(world.patient)

        assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        cookies = answer.headers.getlist("Set-Cookie")
        assert len(cookies) == 2
        assert all("Max-Age=0" in cookie for cookie in cookies)

    def test_ends_every_sign_in_at_once(self, world):
        tokens = signed_in(world.patient)
        other_phone = as_(world.patient)

        erase(world.patient)

        assert other_phone.get(ACCOUNT).status_code == 401
        renewed = a_client().post(
            "/api/v1/session/refresh", json={"refresh_token": tokens["refresh_token"]}
        )
        assert renewed.status_code == 401
        assert sign_in(world.patient).status_code == 401

    def test_takes_the_patient_from_the_specialists(self, world):
        client = as_(world.people["specialist of all"])
        listed = f'"{world.patient.id}"'
        assert listed in client.get("/api/v1/caseload").text

        erase(world.patient)

        assert listed not in client.get("/api/v1/caseload").text
        answer = client.get(f"/api/v1/patients/{world.patient.id}/diary/days")
        assert answer.status_code == 404

    def test_lets_the_address_be_invited_again(self, world):
        erase(world.patient)
        invited = as_(a_coordinator()).post("/api/v1/invitations", json={"role": "patient"}).json

        answer = a_client().post(
            "/api/v1/invitations/accept",
            json={
                "code": invited["code"],
                "email": world.patient.email,
                "password": "quite another tide of a mark",
                "name": "Somebody",
                "time_zone": "Europe/Oslo",
            },
        )

        assert answer.status_code == 201, answer.text
        assert answer.json["patient_id"] != str(world.patient.id)

    def test_keeps_the_walls_and_the_chain(self, world, app, flask):
        erase(world.patient)

        flask("audit", "seal")
        flask("audit", "verify")
        with app.app_context():
            walls._sound.clear()
            assert walls.findings() == []

    def test_leaves_the_next_release_of_the_registry_without_the_patient(
        self, app, flask, tmp_path
    ):
        patient = a_patient()
        a_consent(patient, "c_registry", given_at=CONSENTED_AT)
        a_day(patient, CONSENT_DAY, pain_average=3)
        key = app.config["SETTINGS"].registry_key
        flask("registry", "export", str(tmp_path / "before"))
        assert Found(tmp_path / "before", key).of(patient)

        erase(patient)

        flask("registry", "export", str(tmp_path / "after"))
        assert Found(tmp_path / "after", key).of(patient) == []

    def test_wants_the_password_and_counts_wrong_ones(self, app):
        patient = a_patient()

        answer = erase(patient, password="not the password at all")

        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert answer.json["fields"].keys() == {"password"}
        assert failures(PASSWORD_ACCOUNT.kind, str(patient.id)) == 1
        assert as_(patient).get(ACCOUNT).status_code == 200

    def test_wants_a_fresh_sign_in(self, app):
        patient = a_patient()
        old = a_sign_in(patient, created_at=clock.now() - timedelta(minutes=15, seconds=1))
        client = as_(None)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(patient, old)}"

        answer = erase(patient, client=client)

        assert (answer.status_code, answer.json["code"]) == (401, "sign_in")
        assert as_(patient).get(ACCOUNT).status_code == 200

    @pytest.mark.parametrize("build", [a_specialist, a_coordinator])
    def test_is_for_patients_only(self, app, build):
        person = build()

        assert erase(person).status_code == 404
        assert as_(person).get(ACCOUNT).status_code == 200


class TestEraseAgain:
    @pytest.fixture
    def restored(self, world, environment):
        """A patient who was erased and whom a backup brought back."""
        with as_restorer(environment) as owner:
            rows = rows_about(owner, world.patient.id)
        erase(world.patient)
        with as_restorer(environment) as owner:
            put_back(owner, rows)
        assert sum(count for count, _ in world.stored().values()) > 20
        return world

    def test_erases_whom_the_ledger_knows_and_nobody_else(self, restored, flask):
        other = a_world()
        before = other.stored()

        assert flask("accounts", "erase-again") == "Erased 1 patients again.\n"

        assert {count for count, _ in restored.stored().values()} == {0}
        assert other.stored() == before
        assert flask("accounts", "erase-again") == "Erased 0 patients again.\n"

    def test_takes_a_ledger_that_is_newer_than_the_backup(self, restored, flask, environment):
        printed = flask("accounts", "erasures")
        [mine] = [
            line for line in printed.splitlines() if pseudonym_of(restored.patient.id).hex() in line
        ]
        assert str(restored.patient.id) not in printed
        with as_restorer(environment) as owner:
            owner.execute("ALTER TABLE erasures DISABLE TRIGGER append_only")
            owner.execute("DELETE FROM erasures")
            owner.execute("ALTER TABLE erasures ENABLE TRIGGER append_only")
        assert flask("accounts", "erase-again") == "Erased 0 patients again.\n"

        said = flask("accounts", "erase-again", "--ledger", "-", input=f"{mine}\n")

        assert said == "Erased 1 patients again.\n"
        assert {count for count, _ in restored.stored().values()} == {0}
        assert mine in flask("accounts", "erasures")

    @pytest.mark.parametrize(
        "line", ["rubbish", "2026-01-01T00:00:00+00:00 abcd", "x " + "ab" * 32]
    )
    def test_refuses_what_is_no_ledger(self, app, line):
        said = app.test_cli_runner().invoke(
            args=["accounts", "erase-again", "--ledger", "-"], input=line
        )

        assert said.exit_code == 2
        assert "no line of a ledger" in said.output


class TestDoors:
    """What somebody could do who speaks SQL under the role of a person."""

    @pytest.mark.parametrize("role", ["r_anon", "r_specialist", "r_staff", "r_worker"])
    @pytest.mark.parametrize(
        "call", ["erase_account('\\x00')", "erase_again(gen_random_uuid(), '\\x00')"]
    )
    def test_are_shut_for_others(self, app, role, call):
        with pytest.raises(Exception, match="permission denied for function"):
            fetch(f"SELECT {call}", role=role)

    def test_let_patients_erase_nobody_but_themselves(self, world):
        with pytest.raises(Exception, match="permission denied"):
            fetch("SELECT erase_rows(%s)", world.patient.id, role="r_patient", uid=a_patient().id)
        with pytest.raises(Exception, match="no patient"):
            fetch("SELECT erase_account('\\x00')", role="r_patient", uid=None)

    def test_let_operators_erase_nobody_who_is_not_in_the_ledger(self, world):
        with pytest.raises(Exception, match="not in the ledger"):
            fetch(
                "SELECT erase_again(%s, %s)",
                world.patient.id,
                pseudonym_of(world.patient.id),
                role="r_operator",
            )

    @pytest.mark.parametrize("table", ["accesses", "access_seals", "erasures"])
    def test_keep_what_is_never_erased(self, app, table):
        with pytest.raises(Exception, match=r"permission denied|append-only"):
            fetch(f"DELETE FROM {table} RETURNING 1")

    def test_change_no_history_in_place(self, app):
        with pytest.raises(Exception, match="permission denied"):
            fetch("UPDATE revisions SET revision = 2 RETURNING 1")
