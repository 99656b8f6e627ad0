import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from config import places

# What the launcher calls, as small as it can be: the first folder on a child's path is its own.
ALEMBIC = "import sys; print('migrating', file=sys.stderr)"
FLASK = """
import json, os, signal, sys, time
if "worker" in sys.argv:
    print("worker working", file=sys.stderr, flush=True)
    if os.environ["WORKER"] == "broken":
        sys.exit(3)
    given = [n for n in ("MIGRATION_DATABASE_URL", "REGISTRY_KEY", "WORKER_DATABASE_URL")
             if n in os.environ]
    print("worker given", *given, file=sys.stderr, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    signal.pause()
if "demo" in sys.argv:
    print("writing days", file=sys.stderr, flush=True)
    time.sleep(float(os.environ["DEMO_TAKES"]))
    print(json.dumps({"accounts": [
        {"role": "specialist", "email": "s@demo", "password": "pw", "totp_secret": "A" * 32},
        {"role": "patient", "email": "p@demo", "password": "pw", "patient_id": "1"},
    ]}))
elif os.environ["LOGINS"] == "broken":
    sys.exit("the roles are gone")
"""
GRANIAN = """
import http.server, os, signal, sys
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        secrets = {"MIGRATION_DATABASE_URL", "WORKER_DATABASE_URL"} & set(os.environ)
        self.send_response(500 if secrets else 200)
        self.end_headers()
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
http.server.HTTPServer((given["--host"], int(given["--port"])), Ready).serve_forever()
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copytree(places.CHECKOUT / "config", checkout / "config")
    for name, text in (("alembic", ALEMBIC), ("flask", FLASK), ("granian", GRANIAN)):
        (checkout / f"{name}.py").write_text(text)
    (checkout / "wsgi.py").touch()
    yield checkout
    shutil.rmtree(places.home(checkout), ignore_errors=True)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(checkout: Path, **env) -> subprocess.Popen:
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    defaults = {"PORT": str(a_free_port()), "DEMO_TAKES": "0", "LOGINS": "open", "WORKER": "works"}
    return subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        cwd=checkout,
        env=keep | defaults | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen, word: str) -> str:
    said = ""
    while word not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def said_at_its_end(process: subprocess.Popen) -> str:
    said, _ = process.communicate(timeout=60)
    return said


def left_over(checkout: Path) -> list[str]:
    """The command lines of everything that still runs from this checkout or on its data."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = [process.info["cwd"] or "", *(process.info["cmdline"] or [])]
        if any(str(place) in word for place in (checkout, places.home(checkout)) for word in words):
            found.append(" ".join(words))
    return found


class TestRun:
    def test_says_what_it_does_and_ends_with_the_logins(self, checkout):
        process = launch(checkout)
        said = read_until(process, "worker given")
        demo = checkout / "var" / "demo.json"
        written = json.loads(demo.read_text())
        process.send_signal(signal.SIGINT)

        assert said_at_its_end(process) == "\nStopped.\n"
        assert process.returncode == 0
        assert "Starting PostgreSQL … " in said
        assert "    writing days" in said
        assert "not for clinical use until cleared; not for emergencies" in said
        assert f"{written['base_url']}/api/docs" in said
        assert [account["role"] for account in written["accounts"]] == ["specialist", "patient"]
        assert stat.S_IMODE(demo.stat().st_mode) == 0o600
        assert left_over(checkout) == []

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_stops_in_the_middle_of_a_step_and_leaves_nothing_running(self, checkout, number):
        process = launch(checkout, DEMO_TAKES="60")
        read_until(process, "writing days")
        process.send_signal(number)
        process.send_signal(number)

        assert said_at_its_end(process) == "\nStopped.\n"
        assert process.returncode == 0
        assert left_over(checkout) == []
        assert not (checkout / "var" / "demo.json").exists()

    def test_leaves_nothing_running_when_it_is_killed_outright(self, checkout):
        process = launch(checkout)
        read_until(process, "Ctrl-C stops")
        process.kill()
        said_at_its_end(process)

        deadline = time.monotonic() + 60
        while left_over(checkout) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left_over(checkout) == []

    def test_starts_a_worker_that_has_no_more_secrets_than_it_needs(self, checkout):
        process = launch(checkout)
        said = read_until(process, "worker given")
        process.send_signal(signal.SIGTERM)

        assert said_at_its_end(process).endswith("\nStopped.\n")
        assert "worker given WORKER_DATABASE_URL\n" in said
        assert left_over(checkout) == []

    def test_ends_with_a_sentence_when_the_worker_does(self, checkout):
        process = launch(checkout, WORKER="broken")
        said = said_at_its_end(process)

        assert process.returncode == 1
        assert said.endswith("The worker ended by itself (exit code 3).\n")
        assert left_over(checkout) == []

    def test_passes_on_the_words_of_a_step_that_fails(self, checkout):
        process = launch(checkout, LOGINS="broken")
        said = said_at_its_end(process)

        assert process.returncode == 1
        assert "    the roles are gone\n" in said
        assert "This step failed (exit code 1): flask --app wsgi database open-to-logins" in said
        assert "Traceback" not in said
        assert left_over(checkout) == []


class TestCheck:
    def test_says_in_a_sentence_that_the_port_is_in_use_before_any_work(self, checkout):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            process = launch(checkout, PORT=str(port))
            said = said_at_its_end(process)

        assert process.returncode == 1
        assert said.startswith(f"Port {port} of 127.0.0.1 is in use")
        assert said.count("\n") == 1

    @pytest.mark.parametrize(
        ("env", "sentence"),
        [
            (
                {"DATABASE_URL": "postgresql://a@db/x", "SECRET_KEY": "s" * 32},
                "LOOKUP_KEY, MIGRATION_DATABASE_URL, VAPID_KEYS, VAPID_SUBJECT and VAULT_KEYS"
                " are missing from the environment.\n",
            ),
            (
                {"MIGRATION_DATABASE_URL": "postgresql://a@db/x"},
                "DATABASE_URL is missing from the environment.\n",
            ),
            ({"PORT": "http"}, "PORT must be a whole number from 1 to 65535.\n"),
            ({"DEMO": "yes"}, "DEMO must be 0 or 1.\n"),
        ],
    )
    def test_names_the_settings_that_stop_it(self, checkout, env, sentence):
        process = launch(checkout, **env)

        assert said_at_its_end(process) == sentence
        assert process.returncode == 1
