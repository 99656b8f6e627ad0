"""Whoever is bound stays bound through a request, and not a moment longer."""

import ast
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from backend.accounts.queries import BIND_CLAIMS
from backend.database import bind_actor, db, direct_transaction
from tests.builders import Person, a_patient, a_sign_in, as_

WHO = "SELECT current_setting('role'), current_setting('app.uid', true), pg_backend_pid()"
NOBODY = ("r_anon", "")
BACKEND = Path(__file__).parents[2] / "backend"


def bound() -> tuple[str, str]:
    role, uid, _ = db.session.execute(text(WHO)).one()
    return role, uid or ""


@pytest.fixture
def patient(app: Flask) -> Person:
    return a_patient()


@pytest.fixture
def session(app: Flask, patient: Person):
    with app.app_context():
        bind_actor("r_patient", patient.id)
        yield db.session


class TestSession:
    def test_stays_bound_after_a_commit_in_mid_request(self, session, patient):
        session.commit()

        assert bound() == ("r_patient", str(patient.id))

    def test_stays_bound_after_a_rollback(self, session, patient):
        session.rollback()

        assert bound() == ("r_patient", str(patient.id))

    @pytest.mark.parametrize("end", ["commit", "rollback"])
    def test_stays_bound_through_a_savepoint(self, session, patient, end):
        inner = session.begin_nested()
        session.execute(text("SELECT 1"))
        getattr(inner, end)()

        assert bound() == ("r_patient", str(patient.id))

    def test_stays_bound_when_a_savepoint_took_somebody_else(self, session, patient):
        other = a_patient()
        inner = session.begin_nested()
        session.execute(text("SELECT set_config('app.uid', :uid, true)"), {"uid": str(other.id)})
        inner.rollback()

        assert bound() == ("r_patient", str(patient.id))

    @pytest.mark.parametrize("end", ["commit", "rollback", "close"])
    def test_leaves_nobody_on_its_connection(self, app, session, patient, end):
        _, _, connection = session.execute(text(WHO)).one()
        getattr(session, end)()
        session.remove()

        role, uid, same = db.session.execute(text(WHO)).one()

        assert same == connection
        assert (role, uid or "") == NOBODY

    def test_begins_as_nobody(self, app):
        with app.app_context():
            assert bound() == NOBODY
            with pytest.raises(Exception, match="permission denied"):
                db.session.execute(text("SELECT * FROM days"))


class TestDirectTransaction:
    def test_leaves_nobody_on_its_connection(self, app, patient):
        sign_in_id = a_sign_in(patient)
        with app.app_context():
            with direct_transaction() as run:
                run(BIND_CLAIMS, ("r_patient", sign_in_id, "patient"))
                *who, connection = run(WHO, ()).fetchone()
                assert who == ["r_patient", str(patient.id)]
            others = [self._next() for _ in range(5)]

        assert connection in {same for _, _, same in others}
        assert {(role, uid or "") for role, uid, _ in others} == {NOBODY}

    def test_leaves_nobody_behind_when_its_block_fails(self, app, patient):
        sign_in_id = a_sign_in(patient)
        with app.app_context():
            with pytest.raises(psycopg.Error):
                self._fail_as(sign_in_id)
            others = [self._next() for _ in range(5)]

        assert {(role, uid or "") for role, uid, _ in others} == {NOBODY}

    def test_is_one_transaction_from_its_first_statement(self, app):
        number = "SELECT pg_current_xact_id()::text"
        with app.app_context():
            with direct_transaction() as run:
                numbers = {run(number, ()).fetchone()[0] for _ in range(3)}
            with direct_transaction() as run:
                numbers.add(run(number, ()).fetchone()[0])

        assert len(numbers) == 2

    def test_binds_nobody_by_a_revoked_sign_in(self, app, patient):
        with app.app_context(), direct_transaction() as run:
            run(BIND_CLAIMS, ("r_patient", patient.id, "patient"))

            assert run("SELECT app_uid()", ()).fetchone() == (None,)
            assert run("SELECT count(*) FROM accounts", ()).fetchone() == (0,)

    def _fail_as(self, sign_in_id):
        with direct_transaction() as run:
            run(BIND_CLAIMS, ("r_patient", sign_in_id, "patient"))
            run("SELECT 1 / 0", ()).fetchone()

    def _next(self):
        with direct_transaction() as run:
            return run(WHO, ()).fetchone()


class TestRequests:
    def test_do_not_inherit_whoever_asked_before(self, app, patient):
        for _ in range(5):
            assert as_(patient).get("/api/v1/account").status_code == 200
            assert as_(None).get("/api/v1/account").status_code == 401
            other = a_patient()
            seen = as_(other).get("/api/v1/account").json
            assert seen["email"] == other.email

    def test_within_one_application_context_do_not_share_who_is_bound(self, app, patient):
        with app.app_context():
            assert as_(patient).get("/api/v1/account").status_code == 200
            assert as_(None).get("/api/v1/account").status_code == 401


class TestAutocommit:
    def test_is_left_to_what_opens_its_own_transactions(self):
        named = {
            path.relative_to(BACKEND).as_posix()
            for path in BACKEND.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if "autocommit" in str(getattr(node, "value", "")).lower()
            or getattr(node, "arg", None) in {"isolation_level", "autocommit"}
        }

        assert named <= {"database.py", "trips.py"}
