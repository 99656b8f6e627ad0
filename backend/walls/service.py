"""Whether the database keeps what the code relies on, asked at start-up and by the tests."""

from functools import cache
from pathlib import Path

from backend.walls import queries

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
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


def open_to_logins(*, owner_url: str, api_url: str, registry_url: str | None) -> list[str]:
    """Grant the runtime logins their roles and nothing else; gives the logins' names."""
    opened = [queries.grant_roles(owner_url, api_url, queries.API_ROLES)]
    if registry_url:
        opened.append(queries.grant_roles(owner_url, registry_url, ("r_registry",)))
    return opened
