"""Trends, as the patient or a specialist sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from backend.accounts.queries import BIND_CLAIMS
from backend.accounts.rules import Role
from backend.catalogue.service import catalogue
from backend.database import Run, direct_read, direct_transaction
from backend.errors import Invalid
from backend.trends import queries
from backend.trends.rules.series import (
    Columns,
    Question,
    Series,
    Span,
    Value,
    flaws,
    heads,
    series,
    severity,
    span_of,
)

Row = tuple[Any, ...]
View = tuple[Sequence[str] | None, date]
"""The granted categories (None: all), and the day that it is for the patient."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose sign-in asks, under which role; whether it holds is found out on the way."""

    account_id: UUID
    sign_in_id: UUID
    role: Role


def read_trend(
    question: Question, *, reader: Reader, patient_id: UUID, action: str
) -> bytes | None:
    """The trend as JSON; None if this reader may see nothing, or isn't signed in any more.

    That a specialist looked is written down in the same transaction, as this action.
    """
    wanted = question.measures or tuple(catalogue().measures)
    if reader.role is Role.PATIENT and question.last is not None:
        return _own_trend(question, wanted, reader=reader, patient_id=patient_id)
    with direct_transaction() as run:
        view = _view(run, question, reader, patient_id, action)
        if view is None:
            return None
        categories, today = view
        span = span_of(question, today=today)
        if said := flaws(span):
            raise Invalid(said)
        granted = _granted(wanted, None if categories is None else frozenset(categories))
        columns = _columns(granted)
        origin = span.first - timedelta(days=_series().days_before)
        asked = (origin, patient_id, origin, span.last)
        found = run(queries.days_of(reader.role, columns), asked).fetchall()
    withheld = [measure for measure in wanted if measure not in granted]
    return _document(span, _calendar(found, span), columns, withheld=withheld)


def _own_trend(
    question: Question, wanted: tuple[str, ...], *, reader: Reader, patient_id: UUID
) -> bytes | None:
    """The patient's own trend to a known day: one trip, in which the sign-in is looked up too."""
    if question.last is None or reader.account_id != patient_id:
        return None
    span = span_of(question, today=question.last)
    columns = _columns(wanted)
    origin = span.first - timedelta(days=_series().days_before)
    with direct_read() as run:
        bound = run(BIND_CLAIMS, ("r_patient", reader.sign_in_id, reader.role.value))
        asked = (origin, patient_id, origin, span.last)
        found = [] if flaws(span) else run(queries.days_of(reader.role, columns), asked).fetchall()
        signed_in = bound.fetchone()
    if signed_in is None or signed_in[1] != str(reader.account_id):
        return None
    if said := flaws(span):
        raise Invalid(said)
    return _document(span, _calendar(found, span), columns, withheld=[])


def _view(
    run: Run, question: Question, reader: Reader, patient_id: UUID, action: str
) -> View | None:
    """Bind the reader and see what may be read of this patient, or None."""
    role = reader.role
    bound = run(BIND_CLAIMS, (role.database_role, reader.sign_in_id, role.value)).fetchone()
    if bound is None or bound[1] != str(reader.account_id):
        return None
    if role is Role.SPECIALIST:
        return run(queries.SHARED_VIEW, (patient_id, action)).fetchone()
    if role is not Role.PATIENT or reader.account_id != patient_id:
        return None
    found = run(queries.OWN_TODAY, (patient_id,)).fetchone()
    return None if found is None else (None, found[0])


@lru_cache(1000)
def _granted(wanted: tuple[str, ...], categories: frozenset[str] | None) -> tuple[str, ...]:
    """The measures that may be shown."""
    of = catalogue().measures
    return tuple(name for name in wanted if categories is None or of[name] in categories)


@lru_cache(1000)
def _columns(measures: tuple[str, ...]) -> Columns:
    items = catalogue().items
    return Columns(
        tuple(measure for measure in measures if measure in items),
        tuple(measure for measure in measures if measure not in items),
    )


def _series() -> Series:
    return series(window=catalogue().rolling_mean_days, least=catalogue().rolling_mean_min)


def _calendar(found: Sequence[Row], span: Span) -> list[Row | None]:
    """A place for each day of the span, and for those before it that its means look at."""
    days: list[Row | None] = [None] * (len(span) + _series().days_before)
    for row in found:
        days[row[0]] = row
    return days


def _document(
    span: Span, rows: list[Row | None], columns: Columns, *, withheld: Sequence[str]
) -> bytes:
    shown = rows[_series().days_before :]
    days = heads(span, [place for place, row in enumerate(shown) if row and row[1]])
    measures = ",".join(
        f'"{name}":{_series().rows(values, days)}' for name, values in _values(rows, columns)
    )
    return (
        f'{{"first":"{span.first}","last":"{span.last}","measures":{{{measures}}},'
        f'"withheld":{orjson.dumps(withheld).decode()}}}'
    ).encode()


def _values(rows: list[Row | None], columns: Columns) -> Iterator[tuple[str, Sequence[Value]]]:
    """Each measure's values, one a day."""
    for place, item in enumerate(columns.items, start=2):
        yield item, [row[place] if row else None for row in rows]
    for name in columns.side_effects:
        yield name, [severity(row[-1], name, asked=row[-2]) if row else None for row in rows]
