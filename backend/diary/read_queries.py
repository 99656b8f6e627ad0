"""How entries are read: PostgreSQL builds the JSON, the process passes it on.

Texts are sealed, so their place in the JSON holds a mark (`@` and the write they came with), and
the sealed texts come beside it. No other string of a document can look like the mark with its
key, because quotes inside strings are escaped.

The same statements read the tables (for the patient) and the shared views (for a specialist,
with the granted items only: what isn't granted isn't there, not even as null).
"""

from collections.abc import Iterable
from functools import cache

from backend.catalogue.service import catalogue
from backend.diary.columns import DAY_ITEMS, MOMENT_ITEMS

_TIMES = """
    x.written_at, x.received_at, x.time_zone, x.utc_offset_minutes,
    to_char(x.day_starts_at, 'HH24:MI') AS day_starts_at,
    x.retrospective, x.received_late, x.offline"""
_OWN_TIMES = f"{_TIMES}, x.device_id, x.skew_seconds"
_NOTE = "CASE WHEN x.note_sealed IS NOT NULL THEN '@' || x.write_id END AS note"
_OTHER = "CASE WHEN x.other_text_sealed IS NOT NULL THEN '@' || x.write_id END AS other_text"
_TEXTS = """
    json_agg(json_build_array(x.write_id, encode(x.note_sealed, 'hex'),
                              encode(x.other_text_sealed, 'hex')))
        FILTER (WHERE x.note_sealed IS NOT NULL OR x.other_text_sealed IS NOT NULL)"""


def _answers(items: Iterable[str]) -> str:
    columns = ", ".join(f"x.{item}" for item in items)
    return f"(SELECT a FROM (SELECT {columns}) a) AS answers" if columns else "'{}'::json AS answers"


def _granted(items: tuple[str, ...], categories: frozenset[str]) -> tuple[str, ...]:
    return tuple(item for item in items if catalogue().items[item].category in categories)


def _shared_parts(categories: frozenset[str]) -> str:
    parts = ["x.side_effects"]
    parts += [_NOTE] if "notes" in categories else []
    parts += [_OTHER] if "side_effects" in categories else []
    return ", ".join(parts)


@cache
def day_document(categories: frozenset[str] | None) -> str:
    """The columns of a day's document; None: the patient's own."""
    if categories is None:
        return (
            f"x.day, x.revision, x.withdrawn, {_answers(DAY_ITEMS)}, x.side_effects, {_NOTE}, "
            f"{_OTHER}, x.missing_reason, {_OWN_TIMES}"
        )
    return (
        f"x.day, x.revision, {_answers(_granted(DAY_ITEMS, categories))}, "
        f"{_shared_parts(categories)}, x.missing_reason, {_TIMES}"
    )


@cache
def moment_document(categories: frozenset[str] | None) -> str:
    """The columns of a moment's document; None: the patient's own."""
    if categories is None:
        return (
            f"x.id, x.at, x.day, x.revision, x.withdrawn, {_answers(MOMENT_ITEMS)}, "
            f"x.side_effects, {_NOTE}, {_OTHER}, {_OWN_TIMES}"
        )
    return (
        f"x.id, x.at, x.day, x.revision, {_answers(_granted(MOMENT_ITEMS, categories))}, "
        f"{_shared_parts(categories)}, {_TIMES}"
    )


def _page(document: str, table: str, where: str, order: str, position: str) -> str:
    """One row: data key, documents as text, how many, whether more follow, position, texts."""
    keys = "accounts" if not table.startswith("shared") else "shared_patients"
    own = "id" if keys == "accounts" else "patient_id"
    return f"""
SELECT p.data_key, d.body, d.n, d.more, d.position, d.texts
FROM {keys} p LEFT JOIN LATERAL (
    SELECT string_agg((SELECT row_to_json(e)::text FROM (SELECT {document}) e), ',') AS body,
           count(*) AS n, count(*) > 0 AND count(*) = count(x.follows) AS more,
           (array_agg({position}))[count(*)] AS position, {_TEXTS} AS texts
    FROM (SELECT *, lead(true) OVER (ORDER BY {order}) AS follows FROM {table} x
          WHERE x.patient_id = %s AND {where} ORDER BY {order} LIMIT %s) x
) d ON true
WHERE p.{own} = %s"""


@cache
def days_page(categories: frozenset[str] | None) -> str:
    """(patient, first, last, after, limit, patient): the days of a period, oldest first."""
    table, present = ("days", "NOT x.withdrawn") if categories is None else ("shared_days", "true")
    where = f"x.day BETWEEN %s AND %s AND x.day > %s AND {present}"
    return _page(day_document(categories), table, where, "x.day", "x.day::text")


@cache
def moments_page(categories: frozenset[str] | None) -> str:
    """(patient, first, last, after day, at, id, limit, patient): moments, oldest first."""
    table, present = (
        ("moments", "NOT x.withdrawn") if categories is None else ("shared_moments", "true")
    )
    where = f"x.day BETWEEN %s AND %s AND (x.day, x.at, x.id) > (%s, %s, %s) AND {present}"
    position = "json_build_array(x.day, x.at, x.id)::text"
    return _page(moment_document(categories), table, where, "x.day, x.at, x.id", position)


@cache
def one_day(categories: frozenset[str] | None) -> str:
    """(patient, day, limit, patient): one day, withdrawn or not."""
    table = "days" if categories is None else "shared_days"
    return _page(day_document(categories), table, "x.day = %s", "x.day", "x.day::text")


@cache
def one_moment(categories: frozenset[str] | None) -> str:
    """(patient, id, limit, patient): one moment, withdrawn or not."""
    table = "moments" if categories is None else "shared_moments"
    return _page(moment_document(categories), table, "x.id = %s", "x.id", "x.id::text")


_OPEN = """
    (x.conflict AND NOT EXISTS (
        SELECT FROM {table} s WHERE s.patient_id = x.patient_id
        AND s.moment_id IS NOT DISTINCT FROM x.moment_id
        AND (s.day = x.day OR s.moment_id IS NOT NULL) AND x.revision = ANY (s.resolves)
    )) AS open_conflict"""


def _revision_document(categories: frozenset[str] | None, table: str) -> str:
    parts = (
        f"x.withdrawn, x.answers, x.side_effects, {_NOTE}, {_OTHER}, {_OWN_TIMES}"
        if categories is None
        else f"x.answers, {_shared_parts(categories)}, {_TIMES}"
    )
    return (
        "x.revision, x.base_revision, x.conflict, "
        f"{_OPEN.format(table=table)}, x.resolves, x.reason, x.missing_reason, {parts}"
    )


@cache
def revisions_page(categories: frozenset[str] | None) -> str:
    """(patient, day, after, limit, patient): a day's revisions, oldest first."""
    table = "revisions" if categories is None else "shared_revisions"
    where = "x.day = %s AND x.moment_id IS NULL AND x.revision > %s"
    document = _revision_document(categories, table)
    return _page(document, table, where, "x.revision", "x.revision::text")


_CHANGE = f"""
    x.seq, CASE WHEN x.moment_id IS NULL THEN 'day' ELSE 'moment' END AS kind, x.day,
    x.moment_id AS id, x.revision, x.withdrawn, x.conflict,
    (SELECT b FROM (SELECT x.answers, x.side_effects, {_NOTE}, {_OTHER}, x.missing_reason,
        x.at, x.base_revision, x.write_id, x.resolves, x.reason, {_OWN_TIMES}) b) AS body"""

CHANGES_PAGE = _page(_CHANGE, "revisions", "x.seq > %s", "x.seq", "x.seq::text")
"""(patient, after, limit, patient): what changed in the diary, in the order it was stored."""
