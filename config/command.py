"""`python -m config.command flask --app wsgi …`: an operator's command on the embedded database.

It joins the cluster that `make run` uses, or starts it meanwhile. With DATABASE_URL set the
command needs no help: it runs as it is.
"""

import os
import subprocess
import sys

from config import embedded
from config.places import EmbeddedPostgresError


def main(words: list[str]) -> int:
    """Run the module of the virtual environment that the words name; its exit code."""
    if not words:
        print("Say what to run, such as: flask --app wsgi --help", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", *words]
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    try:
        cluster = embedded.start()
    except EmbeddedPostgresError as problem:
        print(problem, file=sys.stderr)
        return 1
    try:
        env = os.environ | cluster.environment()
        return subprocess.run(command, check=False, env=env).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        cluster.stop()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
