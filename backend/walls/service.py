"""Whether the database keeps what the code relies on, asked at start-up and by the tests."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from backend.walls import queries
from backend.walls.rules import API_ROLES

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
ALONE = {"REGISTRY_DATABASE_URL": "r_registry", "WORKER_DATABASE_URL": "r_worker"}
"""The logins that take on a single role."""

_sound: set[str] = set()


@cache
def head() -> str:
    """The newest migration that this code comes with."""
    return max(file.name.split("_", maxsplit=1)[0] for file in MIGRATIONS.glob("[0-9]*.py"))


def findings() -> list[str]:
    """Why the database can't be used, in sentences; none when it can.

    The schema's version is asked each time; the lint over the catalogue once a process, as long
    as it finds something.
    """
    version = queries.schema_version()
    if version != head():
        return [f"The schema is at {version}, this version needs {head()}."]
    if head() not in _sound:
        if found := queries.lint():
            return found
        _sound.add(head())
    return []


def open_to_logins(env: Mapping[str, str]) -> list[str]:
    """Grant the runtime logins of this environment their roles and nothing else; their names.

    The owner and the API must have theirs in it; the registry and the workers may.
    """
    owner = env["MIGRATION_DATABASE_URL"]
    opened = [queries.grant_roles(owner, env["DATABASE_URL"], API_ROLES)]
    for name, role in ALONE.items():
        if url := env.get(name):
            opened.append(queries.grant_roles(owner, url, (role,)))
    return opened
