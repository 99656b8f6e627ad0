"""`python -m tests`: everything, what waits for browsers beside all the rest.

With arguments it is pytest with these.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = "tests/e2e"


def main(arguments: list[str]) -> int:
    """Run the tests; the exit code of the first run that failed."""
    pytest = [sys.executable, "-m", "pytest"]
    if arguments:
        return subprocess.run([*pytest, *arguments], check=False).returncode
    with tempfile.TemporaryFile("w+") as said:
        browsing = subprocess.Popen(
            [*pytest, BROWSERS], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            others = subprocess.run([*pytest, f"--ignore={BROWSERS}"], check=False).returncode
            seen = browsing.wait()
        finally:
            browsing.terminate()
            browsing.wait()
        said.seek(0)
        print(f"\n{BROWSERS}, beside the others:\n{said.read()}", flush=True)
    return others or seen


if __name__ == "__main__":
    assert Path(BROWSERS).is_dir(), "Run it from the checkout."
    raise SystemExit(main(sys.argv[1:]))
