import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from backend.demo.service import COORDINATOR
from config import Settings, embedded, postgres
from config.embedded import EmbeddedPostgresError
from config.kept_secrets import load_or_make, write_privately
from config.places import CHECKOUT, prepare

SMALL = {"shared_buffers_mb": 16}
RULES = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "max_connections": "100",
    "shared_buffers": "16MB",
}
JOIN_AND_WAIT = """
import sys, pathlib
from config import embedded
cluster = embedded.start(pathlib.Path(sys.argv[1]), shared_buffers_mb=16)
print("joined", flush=True)
sys.stdin.read()
cluster.stop()
"""


def another_user(folder: Path) -> subprocess.Popen:
    """A process that has joined the cluster and stays until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", JOIN_AND_WAIT, str(folder)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "joined\n"
    return process


def ends(condition, *, within_s=60.0) -> bool:
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end(process: subprocess.Popen) -> int:
    process.stdin.close()
    process.stdout.close()
    return process.wait(60)


def forget(secrets: Path, *names: str) -> None:
    """Make the file one of an earlier version, which didn't know these."""
    kept = json.loads(secrets.read_text())
    write_privately(
        secrets,
        {
            part: {name: value for name, value in values.items() if name not in names}
            for part, values in kept.items()
        },
    )


def drop_login(folder: Path, login: str) -> None:
    cluster = embedded.start(folder, **SMALL)
    with cluster._as_superuser() as connection:
        connection.execute(f"DROP ROLE {login}")
    forget(folder / "secrets.json", login)
    cluster.stop()


class TestStart:
    def test_listens_on_nothing_but_a_socket_that_only_its_user_reaches(self, cluster):
        server = postgres.server_process(prepare(cluster.folder))

        assert server.net_connections(kind="inet") == []
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700

    def test_keeps_what_was_committed_and_patients_words_out_of_the_log(self, cluster):
        with psycopg.connect(cluster.database().owner) as connection:
            shown = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in RULES}

        assert shown == RULES

    def test_keeps_its_secrets_from_other_users(self, cluster):
        assert stat.S_IMODE((cluster.folder / "secrets.json").stat().st_mode) == 0o600

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to somebody else")
    def test_runs_as_somebody_else_for_root(self, cluster):
        assert postgres.server_process(prepare(cluster.folder)).uids().effective != 0

    def test_says_what_helps_when_the_secrets_are_gone(self, folder):
        embedded.start(folder, **SMALL).stop()
        (folder / "secrets.json").unlink()

        with pytest.raises(EmbeddedPostgresError, match=r"secrets\.json is gone"):
            embedded.start(folder, **SMALL)

    def test_begins_anew_where_a_first_start_was_cut_short(self, folder):
        place = prepare(folder)
        (folder / "data.unfinished").mkdir()
        (folder / "password.unfinished").touch()

        cluster = embedded.start(folder, **SMALL)
        cluster.stop()

        assert (place.data / "PG_VERSION").exists()


class TestSecrets:
    def test_of_an_earlier_version_are_kept_and_joined_by_what_is_new(self, folder):
        first = embedded.start(folder, **SMALL)
        before = first.environment()
        first.stop()
        forget(folder / "secrets.json", "tidemark_worker", "VAPID_KEYS", "VAPID_SUBJECT")
        drop_login(folder, "tidemark_worker")

        second = embedded.start(folder, **SMALL)
        after = second.environment()
        with psycopg.connect(after["WORKER_DATABASE_URL"]) as connection:
            found = connection.execute("SELECT current_user").fetchone()
        second.stop()
        third = embedded.start(folder, **SMALL)
        again = third.environment()
        third.stop()

        new = {"WORKER_DATABASE_URL", "VAPID_KEYS"}
        assert found == ("tidemark_worker",)
        assert {name for name in after if before[name] != after[name]} == new
        assert again == after
        assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
        assert list(folder.glob(".secrets*")) == []

    def test_are_good_settings(self, cluster):
        settings = Settings.from_env(cluster.environment())

        assert len(settings.vapid_keys) == 1
        assert settings.vapid_subject == f"mailto:{COORDINATOR[0]}"
        assert settings.worker_database_url == cluster.database().worker

    def test_are_written_only_when_some_were_missing(self, cluster):
        kept = cluster.folder / "secrets.json"
        before = kept.stat().st_mtime_ns

        load_or_make(kept)

        assert kept.stat().st_mtime_ns == before


class TestStop:
    def test_stops_the_server_and_a_restart_keeps_the_data(self, folder):
        first = embedded.start(folder, **SMALL)
        environment = first.environment()
        with psycopg.connect(environment["MIGRATION_DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS pain")
        first.stop()
        assert postgres.server_process(prepare(folder)) is None

        second = embedded.start(folder, **SMALL)
        assert second.environment() == environment
        with psycopg.connect(environment["MIGRATION_DATABASE_URL"]) as connection:
            assert connection.execute("SELECT pain FROM kept").fetchone() == (7,)
        second.stop()

    def test_leaves_the_server_to_another_user_who_then_stops_it(self, folder):
        place = prepare(folder)
        mine = embedded.start(folder, **SMALL)
        other = another_user(folder)
        server = postgres.server_process(place)

        mine.stop()
        assert postgres.server_process(place) == server
        assert end(other) == 0
        assert postgres.server_process(place) is None

    def test_is_not_kept_from_stopping_by_a_user_who_died(self, folder):
        mine = embedded.start(folder, **SMALL)
        other = another_user(folder)
        other.kill()
        end(other)

        assert postgres.server_process(prepare(folder))
        mine.stop()
        assert postgres.server_process(prepare(folder)) is None

    def test_is_done_by_the_keeper_when_the_last_user_has_died(self, folder):
        other = another_user(folder)
        server = postgres.server_process(prepare(folder))
        other.kill()
        end(other)

        assert ends(lambda: postgres.server_process(prepare(folder)) is None)
        assert ends(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE)


class TestRecovery:
    def test_starts_after_the_server_was_killed(self, folder):
        first = embedded.start(folder, **SMALL)
        with psycopg.connect(first.database().owner) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS pain")
        server = postgres.server_process(prepare(folder))
        server.send_signal(signal.SIGKILL)
        assert ends(lambda: postgres.server_process(prepare(folder)) is None)

        second = embedded.start(folder, **SMALL)
        with psycopg.connect(second.database().owner) as connection:
            assert connection.execute("SELECT pain FROM kept").fetchone() == (7,)
        first.stop()
        second.stop()

    def test_is_not_misled_by_a_pid_file_that_names_somebody_else(self, folder):
        embedded.start(folder, **SMALL).stop()
        place = prepare(folder)
        (place.data / "postmaster.pid").write_text(f"{os.getpid()}\n{place.data}\n")

        assert postgres.server_process(place) is None
        cluster = embedded.start(folder, **SMALL)
        assert postgres.server_process(place)
        cluster.stop()


class TestLogins:
    @pytest.mark.parametrize("login", ["owner", "api", "registry", "worker"])
    def test_are_refused_with_a_wrong_password(self, cluster, login):
        url = getattr(cluster.database(), login)
        name, _, rest = url.removeprefix("postgresql://").partition(":")
        wrong = f"postgresql://{name}:wrong@{rest.partition('@')[2]}"

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)

    def test_refuse_the_superuser_without_a_password(self, cluster):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://postgres@/postgres?host={cluster.socket_folder}")

    def test_have_no_more_rights_than_a_managed_server_gives(self, cluster):
        with psycopg.connect(cluster.database().owner) as connection:
            rights = connection.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
                " FROM pg_roles WHERE rolname LIKE 'tidemark%' ORDER BY 1"
            ).fetchall()

        assert rights == [
            ("tidemark_api", False, False, False, False, False),
            ("tidemark_owner", False, False, True, True, True),
            ("tidemark_registry", False, False, False, False, False),
            ("tidemark_worker", False, False, False, False, False),
        ]

    @pytest.mark.parametrize("login", ["api", "registry", "worker"])
    def test_may_neither_read_nor_make_tables(self, cluster, login):
        urls = cluster.database()
        with psycopg.connect(urls.owner) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS days (pain int)")

        for statement in ("SELECT * FROM days", "CREATE TABLE public.mine ()"):
            with (
                psycopg.connect(getattr(urls, login)) as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute(statement)

    def test_let_the_owner_make_roles_and_lend_them(self, cluster):
        urls = cluster.database()
        with psycopg.connect(urls.owner) as connection:
            connection.execute("CREATE ROLE r_reader; GRANT r_reader TO tidemark_owner")
            connection.execute("GRANT r_reader TO tidemark_api")

        with psycopg.connect(urls.api, options="-c role=r_reader") as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("r_reader",)


class TestDatabase:
    def test_belongs_to_the_owner_and_is_made_once(self, cluster):
        assert cluster.database("another") == cluster.database("another")
        with psycopg.connect(cluster.database("another").owner) as connection:
            found = connection.execute(
                "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding)"
                " FROM pg_database WHERE datname = 'another'"
            ).fetchone()

        assert found == ("tidemark_owner", "UTF8")

    def test_takes_no_name_that_needs_quoting(self, cluster):
        with pytest.raises(ValueError, match="no name"):
            cluster.database('x"; DROP ROLE tidemark_api')
