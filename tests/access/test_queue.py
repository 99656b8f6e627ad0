"""The queue of jobs: who may work on it, and the one door through which others ask for a job."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, UndefinedFunction

SHUT = (InsufficientPrivilege, UndefinedFunction)  # who may not look into a schema finds nothing
KNOWN = "reminders.send_due"
WAITING = "SELECT task_name, args, queueing_lock FROM jobs.procrastinate_jobs WHERE status = 'todo'"


@contextmanager
def connected(url: str, role: str | None = None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url) as connection:
        if role:
            connection.execute(f"SET LOCAL ROLE {role}")
        yield connection


def ask(connection: psycopg.Connection, task: str | None = KNOWN, args: str | None = "{}") -> bool:
    return connection.execute("SELECT defer_job(%s, %s)", [task, args]).fetchone()[0]


@pytest.fixture
def api(environment, app) -> Iterator[str]:
    """The API's login, with nothing waiting in the queue before and after."""
    with psycopg.connect(environment["MIGRATION_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("DELETE FROM jobs.procrastinate_jobs")
        yield environment["DATABASE_URL"]
        owner.execute("DELETE FROM jobs.procrastinate_jobs")


@pytest.fixture
def waiting(environment):
    """What waits in the queue, as another connection sees it."""

    def look():
        with connected(environment["WORKER_DATABASE_URL"], "r_worker") as connection:
            return connection.execute(WAITING).fetchall()

    return look


class TestDoor:
    @pytest.mark.parametrize("role", ["r_patient", "r_specialist", "r_staff"])
    def test_lets_signed_in_people_ask_for_a_known_job_with_their_commit(self, api, waiting, role):
        with connected(api, role) as connection:
            assert ask(connection)
            assert waiting() == []

        assert waiting() == [(KNOWN, {}, KNOWN)]

    def test_keeps_nothing_of_a_transaction_that_is_rolled_back(self, api, waiting):
        with connected(api, "r_patient") as connection:
            assert ask(connection)
            connection.rollback()

        assert waiting() == []

    def test_lets_the_workers_ask_too(self, environment, api, waiting):
        with connected(environment["WORKER_DATABASE_URL"], "r_worker") as connection:
            assert ask(connection)

        assert len(waiting()) == 1

    @pytest.mark.parametrize("role", ["r_anon", None])
    def test_stays_shut_for_nobody(self, api, role):
        with connected(api, role) as connection, pytest.raises(SHUT):
            ask(connection)

    def test_stays_shut_for_the_registry(self, environment, api):
        url = environment["REGISTRY_DATABASE_URL"]
        with connected(url, "r_registry") as connection, pytest.raises(InsufficientPrivilege):
            ask(connection)

    @pytest.mark.parametrize(
        "task", ["schedule.rebuild", "upkeep", "builtin:procrastinate.builtin_tasks.x", "", None]
    )
    def test_refuses_every_other_job(self, api, task):
        with (
            connected(api, "r_patient") as connection,
            pytest.raises(InsufficientPrivilege, match="no job that anybody may ask for"),
        ):
            ask(connection, task)

    @pytest.mark.parametrize("args", ["[]", "1", "null", None, '{"a": "' + 1000 * "x" + '"}'])
    def test_refuses_arguments_that_no_job_takes(self, api, args):
        with connected(api, "r_patient") as connection, pytest.raises(InvalidParameterValue):
            ask(connection, args=args)

    def test_lets_nothing_pile_up(self, api, waiting):
        for expected in (True, False):
            with connected(api, "r_patient") as connection:
                assert ask(connection) is expected

        assert len(waiting()) == 1

    def test_makes_nobody_wait_for_another_ones_commit(self, api, waiting):
        answers = []

        def second() -> None:
            with connected(api, "r_staff") as connection:
                connection.execute("SET LOCAL lock_timeout = '5s'")
                answers.append(ask(connection))

        with connected(api, "r_patient") as connection:
            assert ask(connection)
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(4)
            assert answers == [False]

        assert len(waiting()) == 1

    def test_can_not_be_led_astray_by_a_temporary_table(self, api, waiting):
        with connected(api) as connection:
            connection.execute("CREATE TEMP TABLE procrastinate_jobs (queueing_lock text)")
            connection.execute("SET LOCAL ROLE r_patient")
            assert ask(connection)

        assert len(waiting()) == 1


class TestTables:
    @pytest.mark.parametrize("role", [None, "r_anon", "r_patient", "r_specialist", "r_staff"])
    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT FROM jobs.procrastinate_jobs",
            "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name) VALUES ('default', 'x')",
            "DELETE FROM jobs.procrastinate_events",
            "SELECT jobs.procrastinate_register_worker_v1()",
        ],
    )
    def test_are_shut_for_the_api(self, api, role, statement):
        with connected(api, role) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(statement)

    def test_are_shut_for_the_workers_login_until_it_takes_on_its_role(self, environment, app):
        with (
            connected(environment["WORKER_DATABASE_URL"]) as connection,
            pytest.raises(InsufficientPrivilege),
        ):
            connection.execute(WAITING)


class TestWorkersLogin:
    @pytest.mark.parametrize("role", ["r_anon", "r_patient", "r_operator", "r_registry", "r_door"])
    def test_can_not_become_anybody_else(self, environment, app, role):
        with (
            pytest.raises(InsufficientPrivilege),
            connected(environment["WORKER_DATABASE_URL"], role),
        ):
            pass

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT pain_average FROM days",
            "SELECT email_sealed FROM accounts",
            "SELECT password_hash FROM accounts",
            "UPDATE accounts SET time_zone = 'UTC'",
            "SELECT dose_mg FROM treatment_sessions",
            "UPDATE schedule_changes SET cause = 'x'",
            "DELETE FROM occurrences",
        ],
    )
    def test_sees_no_more_than_the_schedule_needs(self, environment, app, statement):
        with (
            connected(environment["WORKER_DATABASE_URL"], "r_worker") as connection,
            pytest.raises(InsufficientPrivilege),
        ):
            connection.execute(statement)
