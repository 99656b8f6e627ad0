"""The database as the registry's own login sees it: one snapshot, read through one view."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from backend.registry import queries
from backend.registry.rules import Course

OPTIONS = "-c role=r_registry -c timezone=UTC -c datestyle=ISO -c jit=off"


class Snapshot:
    """All that may be released, as it stood at one moment."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def courses(self) -> list[Course]:
        """The days of each patient who consents."""
        return [Course(*row) for row in self._connection.execute(queries.COURSES)]

    def days_of(self, courses: Sequence[Course], names: Mapping[UUID, str]) -> Iterator[bytes]:
        """Their days as CSV in pieces, under the names given, one patient after the other."""
        given = (
            [course.patient_id for course in courses],
            [names[course.patient_id] for course in courses],
            [course.first for course in courses],
            [course.last for course in courses],
        )
        with self._connection.cursor() as cursor, cursor.copy(queries.days_as_csv(), given) as copy:
            for piece in copy:
                yield bytes(piece)


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """Read through this login, under the registry's role, from one snapshot and without writing."""
    with psycopg.connect(url, options=OPTIONS, connect_timeout=10) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Snapshot(connection)
