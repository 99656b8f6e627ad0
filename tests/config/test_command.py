import subprocess
import sys

COMMAND = [sys.executable, "-m", "config.command"]


class TestCommand:
    def test_asks_what_to_run(self):
        done = subprocess.run(COMMAND, check=False, capture_output=True, text=True)

        assert done.returncode == 2
        assert "Say what to run" in done.stderr

    def test_runs_with_the_embedded_database_and_gives_its_exit_code(self, tmp_path):
        (tmp_path / "look.py").write_text(
            "import os, psycopg\n"
            "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
            "    print(*connection.execute('SELECT current_user').fetchone())\n"
            "raise SystemExit(7)\n"
        )
        done = subprocess.run(
            [*COMMAND, "look"],
            check=False,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{tmp_path}:."},
        )

        assert (done.stdout.strip(), done.returncode) == ("tidemark_api", 7), done.stderr
