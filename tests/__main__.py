"""`python -m tests`: everything, what waits for browsers and processes beside all the rest.

With arguments it is pytest with these.
"""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

BESIDE = ("tests/e2e", "tests/worker")
PYTEST = (sys.executable, "-m", "pytest")


def begin(place: str, said: IO[str]) -> subprocess.Popen[bytes]:
    """Start the tests of a place, which say there what becomes of them."""
    return subprocess.Popen(
        [*PYTEST, place], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
    )


def main(arguments: list[str]) -> int:
    """Run the tests; the exit code of the first run that failed."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False).returncode
    with ExitStack() as stack:
        told = [stack.enter_context(TemporaryFile("w+")) for _ in BESIDE]
        begun = [begin(place, said) for place, said in zip(BESIDE, told, strict=True)]
        try:
            others = [*PYTEST, *(f"--ignore={place}" for place in BESIDE)]
            codes = [subprocess.run(others, check=False).returncode]
            codes += [run.wait() for run in begun]
        finally:
            for run in begun:
                run.terminate()
                run.wait()
        for place, said in zip(BESIDE, told, strict=True):
            said.seek(0)
            print(f"\n{place}, beside the others:\n{said.read()}", flush=True)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    assert all(Path(place).is_dir() for place in BESIDE), "Run it from the checkout."
    raise SystemExit(main(sys.argv[1:]))
