"""Erasing while everybody is at work: what is stored is erased, and nothing comes after."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from uuid import uuid4

import psycopg
import pytest

from backend import vault
from backend.database import transaction
from backend.logins import as_operator
from backend.schedule.service import building
from tests.access.care import NEW, a_dose_body, a_lab_body, a_response_body
from tests.access.worlds import a_world
from tests.accounts.erasing import ACCOUNT
from tests.builders import PASSWORD, a_patient, acting, fetch, token_of
from tests.faults.crowd import wide_application
from tests.phone import ago, day_write
from tests.reminders.post import USUAL
from tests.web.accounts.desk import an_address

ROUNDS, PATIENCE_S = 6, 60
NUDGE = """
INSERT INTO reminders (patient_id, local_date, slot, id, day, time_zone, due_at, expires_at, state,
    next_at, attempts)
VALUES (%s, '2030-01-01', 'daily', gen_random_uuid(), '2030-01-01', 'UTC', '2030-01-01',
    '2030-01-02', 'pending', '2030-01-01', 0)"""
REFUSED = {
    "sync": {401},
    "dose": {401},
    "response": {401},
    "plan": {401},
    "consents": {401},
    "due": {401},
    "sign in": {401},
    "labs": {404},
    "overview": {404},
}
"""What each of them is answered who comes after."""


def client_of(app, person):
    client = app.test_client(use_cookies=False)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(person)}"
    client.environ_base["REMOTE_ADDR"] = an_address()
    return client


def works(app, world):
    """What goes on about the patient, by name: each a request that is made again and again."""
    patient = world.patient
    base = f"/api/v1/patients/{patient.id}"
    phone = client_of(app, patient)
    desk = client_of(app, world.people["specialist of all"])
    stranger = app.test_client(use_cookies=False)
    stranger.environ_base["REMOTE_ADDR"] = an_address()
    form = {"version": "x", "items": {}, "cards": []}

    def put(client, path, body):
        return client.put(f"{base}/{path}/{uuid4()}", json=body, headers=NEW)

    return {
        "sync": lambda: phone.post(
            f"{base}/diary/sync",
            json={"device_id": "p", "writes": [day_write(ago(9), answers={"pain_average": 3})]},
        ),
        "dose": lambda: put(phone, "doses", a_dose_body(None)),
        "response": lambda: put(phone, "instruments/responses", a_response_body()),
        "plan": lambda: phone.put(f"{base}/reminders", json=USUAL),
        "consents": lambda: phone.put(f"{base}/consents", json=form),
        "due": lambda: phone.get(f"{base}/due"),
        "sign in": lambda: stranger.post(
            "/api/v1/session", json={"email": patient.email, "password": PASSWORD}
        ),
        "labs": lambda: put(desk, "labs", a_lab_body()),
        "overview": lambda: desk.get(f"{base}/sessions"),
    }


@pytest.fixture(scope="module")
def wide(app, environment):
    with wide_application(environment) as wide:
        yield wide


class TestEraseAccount:
    @pytest.mark.parametrize("some", [("sync", "dose", "labs"), ("plan", "due", "sign in"),
                                      ("response", "overview", "consents")])  # fmt: skip
    def test_leaves_no_row_of_what_was_under_way(self, wide, some):
        statuses = {name: Counter() for name in some}
        for _ in range(ROUNDS):
            world = a_world()
            doings = works(wide, world)
            begun, over = Event(), Event()

            def keep_at(name, doings=doings, begun=begun, over=over):
                while not over.is_set():
                    statuses[name][doings[name]().status_code] += 1
                    begun.set()
                return doings[name]().status_code

            eraser = client_of(wide, world.patient)
            with ThreadPoolExecutor(len(some)) as pool:
                running = {name: pool.submit(keep_at, name) for name in some}
                assert begun.wait(PATIENCE_S)
                while (
                    answer := eraser.delete("/api/v1/account", json={"password": PASSWORD})
                ).status_code == 503:
                    pass
                over.set()
                after = {name: running[name].result() for name in some}

            assert answer.status_code == 204, answer.text
            assert {count for count, _ in world.stored().values()} == {0}
            assert all(after[name] in REFUSED[name] for name in some), after
        assert [s for each in statuses.values() for s in each if s >= 500 and s != 503] == []

    def test_lets_a_reset_code_find_nobody_afterwards(self, wide, environment):
        patient = a_patient()
        call = "SELECT * FROM issue_reset_code(%s, 'a code', 'email', '1 hour')"
        name = vault.keyed_hash("email", patient.email)
        with (
            psycopg.connect(environment["MIGRATION_DATABASE_URL"]) as asking,
            ThreadPoolExecutor(1) as pool,
        ):
            with acting("r_patient", patient.id) as erasing:
                erasing.execute("SELECT erase_account('\\x01')")
                asking.execute("SET ROLE r_anon")
                asked = pool.submit(lambda: asking.execute(call, [name]).fetchall())
                wait([asked], timeout=0.5)

            assert asked.result(PATIENCE_S) == []

    def test_waits_for_the_worker_that_has_the_plan_in_hand(self, wide):
        world = a_world()
        eraser = client_of(wide, world.patient)
        with ThreadPoolExecutor(1) as pool:
            with acting("r_worker") as worker:
                patient_id = [world.patient.id]
                held = "SELECT 1 FROM reminder_plans WHERE patient_id = %s FOR UPDATE"
                assert worker.execute(held, patient_id).fetchall()
                asked = pool.submit(eraser.delete, ACCOUNT, json={"password": PASSWORD})
                wait([asked], timeout=0.5)
                worker.execute(NUDGE, patient_id)

            assert asked.result(PATIENCE_S).status_code == 204
        assert {count for count, _ in world.stored().values()} == {0}

    def test_is_waited_for_by_the_nightly_work_on_the_schedule(self, app, wide):
        patient = a_patient()

        def rebuild():
            with app.app_context(), as_operator(), transaction():
                building.rebuild(until_days=14, patients=[patient.id])

        with ThreadPoolExecutor(1) as pool:
            with acting("r_patient", patient.id) as erasing:
                erasing.execute("SELECT erase_account('\\x02')")
                asked = pool.submit(rebuild)
                wait([asked], timeout=0.5)
            asked.result(PATIENCE_S)

        of_patient = "SELECT 1 FROM {} WHERE patient_id = %s"
        assert fetch(of_patient.format("occurrences"), patient.id) == []
        assert fetch(of_patient.format("schedules"), patient.id) == []

    def test_at_once_from_two_phones_happens_once(self, wide):
        world = a_world()
        phones = [client_of(wide, world.patient) for _ in range(2)]

        with ThreadPoolExecutor(2) as pool:
            answers = list(
                pool.map(
                    lambda phone: phone.delete("/api/v1/account", json={"password": PASSWORD}),
                    phones,
                )
            )

        assert {answer.status_code for answer in answers} <= {204, 401, 503}
        assert 204 in {answer.status_code for answer in answers}
        assert {count for count, _ in world.stored().values()} == {0}
