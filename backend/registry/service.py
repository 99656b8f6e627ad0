"""Releases for a registry: the days of those who consent, under pseudonyms, with a manifest.

The manifest is written last: a folder without one is no release, whatever else lies in it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from backend import clock
from backend.catalogue.service import catalogue
from backend.errors import Conflict, Invalid
from backend.registry import rules
from backend.registry.gateway import snapshot
from backend.registry.rules import Course

DAYS, MANIFEST = "days.csv", "manifest.json"
UNFINISHED = ".unfinished"
PATIENTS_AT_ONCE = 100

Progress = Callable[[int, int], None]
"""Told how many rows of how many are written."""


class FolderNotEmpty(Conflict):
    """A release goes into a folder of its own, which must be empty or new."""

    code = "folder_not_empty"


class ReleaseIncomplete(Conflict):
    """The database gave another number of rows than it had promised; nothing was released."""

    code = "release_incomplete"


@dataclass(frozen=True, slots=True)
class Release:
    """What was written."""

    rows: int
    patients: int


@dataclass(slots=True)
class Written:
    """A file so far: its digest, size and lines."""

    path: Path
    digest: Any
    size: int = 0
    rows: int = 0


def export_days(
    folder: Path, *, registry: str, url: str, key: bytes, progress: Progress
) -> Release:
    """Write the release of this registry into the folder, or raise and leave nothing behind."""
    if not rules.is_registry_name(registry):
        said = "A registry's name has small letters, digits and hyphens, at most 40."
        raise Invalid({"registry": [said]}, said)
    with _a_folder(folder), snapshot(url) as source:
        courses = source.courses()
        key_of_registry = rules.key_of(registry, key)
        names = {c.patient_id: rules.pseudonym(key_of_registry, c.patient_id) for c in courses}
        # In the order of the pseudonyms: that of the ids would be the same in every registry.
        courses.sort(key=lambda course: names[course.patient_id])
        columns = _columns()
        expected = sum(course.rows for course in courses)
        with _a_file(folder / DAYS) as (days, write):
            write((",".join(columns) + "\n").encode())
            for start in range(0, len(courses), PATIENTS_AT_ONCE):
                some = courses[start : start + PATIENTS_AT_ONCE]
                for piece in source.days_of(some, names):
                    write(piece)
                progress(days.rows - 1, expected)
            if days.rows - 1 != expected:
                raise ReleaseIncomplete
        manifest = _manifest(registry, courses, columns, days)
        with _a_file(folder / MANIFEST) as (_, write):
            write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return Release(rows=expected, patients=len(courses))


def _columns() -> tuple[str, ...]:
    return rules.columns((item.id for item in catalogue().day_items), catalogue().side_effects)


def _manifest(
    registry: str, courses: list[Course], columns: tuple[str, ...], days: Written
) -> dict[str, Any]:
    return {
        "registry": registry,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "catalogue_version": catalogue().version,
        "consent_versions": sorted({course.consent_version for course in courses}),
        "rows": days.rows - 1,
        "patients": len(courses),
        "columns": columns,
        "codes": rules.CODES,
        "files": [
            {
                "name": days.path.name,
                "sha256": days.digest.hexdigest(),
                "bytes": days.size,
                "rows": days.rows - 1,
            }
        ],
    }


@contextmanager
def _a_folder(folder: Path) -> Iterator[None]:
    """A folder for one release; what the block wrote is removed if it can't finish."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty
    made = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for name in (MANIFEST, DAYS):
            (folder / name).unlink(missing_ok=True)
            (folder / (name + UNFINISHED)).unlink(missing_ok=True)
        if made:
            folder.rmdir()
        raise


@contextmanager
def _a_file(path: Path) -> Iterator[tuple[Written, Callable[[bytes], None]]]:
    """A file that has its name only once all of it is on the disk; only its owner may read it."""
    unfinished = path.with_name(path.name + UNFINISHED)
    written = Written(path, sha256())
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:

        def write(piece: bytes) -> None:
            file.write(piece)
            written.digest.update(piece)
            written.size += len(piece)
            written.rows += piece.count(b"\n")

        yield written, write
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
