"""Whether a database needs any work before this code can serve from it, asked cheaply."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg

from config.environment import SettingsError
from config.places import CHECKOUT

CODE = ("backend", "migrations", "wsgi.py")
REVISION = re.compile(r"^(down_)?revision\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
UNREADABLE = (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege)


def head(versions: Path = CHECKOUT / "migrations" / "versions") -> str | None:
    """The newest revision among the migrations, or None if they have no single one."""
    revisions: dict[bool, set[str]] = {True: set(), False: set()}
    for migration in versions.glob("*.py"):
        for down, revision in REVISION.findall(migration.read_text()):
            revisions[bool(down)].add(revision)
    heads = revisions[False] - revisions[True]
    return heads.pop() if len(heads) == 1 else None


def reach(owner_url: str) -> str | None:
    """The database's identity and its schema's revision; None before the first migration.

    Raises a SettingsError with the server's own words if it can't be reached.
    """
    try:
        with psycopg.connect(owner_url, connect_timeout=5) as connection:
            return _identity(connection)
    except psycopg.OperationalError as problem:
        raise SettingsError(
            f"The database of MIGRATION_DATABASE_URL can't be reached: {problem}"
        ) from None


def state(identity: str | None) -> str | None:
    """What to write down once this code is deployed on that database; None if it surely isn't."""
    newest = head()
    if identity is None or newest is None or not identity.endswith(f" {newest}"):
        return None
    digest = hashlib.sha256(identity.encode())
    for file in _files():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _identity(connection: psycopg.Connection) -> str | None:
    try:
        row = connection.execute(
            "SELECT d.oid, v.version_num FROM pg_database d, alembic_version v"
            " WHERE d.datname = current_database()"
        ).fetchone()
    except UNREADABLE:
        return None
    return f"{row[0]} {row[1]}" if row else None


def _files() -> Iterator[Path]:
    for part in CODE:
        path = CHECKOUT / part
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]
