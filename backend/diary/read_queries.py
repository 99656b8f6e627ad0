"""How entries are read: PostgreSQL builds the JSON, the process passes it on.

Texts are sealed, so their place in the JSON holds a mark (`@` and the write they came with), and
the sealed texts come beside it. No other string of a document can look like the mark with its
key, because quotes inside strings are escaped.

The same statements read the tables (for the patient) and the shared views (for a specialist,
with the granted items only: what isn't granted isn't there, not even as null).
"""

from functools import cache

from backend.catalogue.service import catalogue
from backend.diary.columns import DAY_ITEMS, MOMENT_ITEMS

_TIMES = """
    x.written_at, x.received_at, x.time_zone, x.utc_offset_minutes,
    left(x.day_starts_at::text, 5) AS day_starts_at,
    x.retrospective, x.received_late, x.offline"""
_OWN_TIMES = f"{_TIMES}, x.device_id, x.skew_seconds"
_NOTE = "CASE WHEN x.note_sealed IS NOT NULL THEN '@' || x.write_id END AS note"
_OTHER = "CASE WHEN x.other_text_sealed IS NOT NULL THEN '@' || x.write_id END AS other_text"
_TEXTS = """
    json_agg(json_build_array(x.write_id, encode(x.note_sealed, 'hex'),
                              encode(x.other_text_sealed, 'hex')))
        FILTER (WHERE x.note_sealed IS NOT NULL OR x.other_text_sealed IS NOT NULL)"""


def _part(name: str, columns: str) -> str:
    """A record of these columns of x; the planner pulls it up, unlike a subquery in the list."""
    return f"CROSS JOIN LATERAL (SELECT {columns}) {name}"


def _granted(items: tuple[str, ...], categories: frozenset[str] | None) -> tuple[str, ...]:
    if categories is None:
        return items
    return tuple(item for item in items if catalogue().items[item].category in categories)


def _shared_parts(categories: frozenset[str] | None) -> str:
    categories = categories or frozenset()
    parts = ["x.side_effects"]
    parts += [_NOTE] if "notes" in categories else []
    parts += [_OTHER] if "side_effects" in categories else []
    return ", ".join(parts)


@cache
def day_document(categories: frozenset[str] | None) -> str:
    """Beside x: a day's answers a and its document e; None: the patient's own."""
    own = f"x.withdrawn, x.side_effects, {_NOTE}, {_OTHER}, x.missing_reason, {_OWN_TIMES}"
    shared = f"{_shared_parts(categories)}, x.missing_reason, {_TIMES}"
    return _document("x.day, x.revision", DAY_ITEMS, categories, own, shared)


@cache
def moment_document(categories: frozenset[str] | None) -> str:
    """Beside x: a moment's answers a and its document e; None: the patient's own."""
    own = f"x.withdrawn, x.side_effects, {_NOTE}, {_OTHER}, {_OWN_TIMES}"
    shared = f"{_shared_parts(categories)}, {_TIMES}"
    return _document("x.id, x.at, x.day, x.revision", MOMENT_ITEMS, categories, own, shared)


def _document(
    named: str, items: tuple[str, ...], categories: frozenset[str] | None, own: str, shared: str
) -> str:
    rest = own if categories is None else shared
    if not (granted := _granted(items, categories)):
        return _part("e", f"{named}, '{{}}'::json AS answers, {rest}")
    answers = _part("a", ", ".join(f"x.{item}" for item in granted))
    return f"{answers} {_part('e', f'{named}, a AS answers, {rest}')}"


def _page(document: str, table: str, where: str, order: str, last: str) -> str:
    """One row: data key, documents as text, how many, position of the last, texts, whether more.

    Whether more follow is looked up only for a full page.
    """
    keys = "accounts" if not table.startswith("shared") else "shared_patients"
    own = "id" if keys == "accounts" else "patient_id"
    myself = "AND p.id = (SELECT app_uid())" if keys == "accounts" else ""
    return f"""
SELECT p.data_key, d.body, d.n, d.last, d.texts,
    CASE WHEN d.n = %s THEN EXISTS (
        SELECT FROM {table} x WHERE x.patient_id = p.{own} AND {where} OFFSET %s) END
FROM {keys} p LEFT JOIN LATERAL (
    SELECT string_agg(row_to_json(e)::text, ',') AS body, count(*) AS n, {last} AS last,
           {_TEXTS} AS texts
    FROM (SELECT * FROM {table} x WHERE x.patient_id = %s AND {where} ORDER BY {order} LIMIT %s) x
    {document}
) d ON true
WHERE p.{own} = %s {myself}"""


@cache
def days_page(categories: frozenset[str] | None) -> str:
    """(first, last, after, limit): the days of a period, oldest first."""
    table, present = ("days", "NOT x.withdrawn") if categories is None else ("shared_days", "true")
    where = f"x.day BETWEEN %s AND %s AND x.day > %s AND {present}"
    return _page(day_document(categories), table, where, "x.day", "max(x.day)::text")


@cache
def moments_page(categories: frozenset[str] | None) -> str:
    """(first, last, after day, at, id, limit): moments, oldest first."""
    table, present = (
        ("moments", "NOT x.withdrawn") if categories is None else ("shared_moments", "true")
    )
    where = f"x.day BETWEEN %s AND %s AND (x.day, x.at, x.id) > (%s, %s, %s) AND {present}"
    last = "(array_agg(json_build_array(x.day, x.at, x.id)::text))[count(*)]"
    return _page(moment_document(categories), table, where, "x.day, x.at, x.id", last)


@cache
def one_day(categories: frozenset[str] | None) -> str:
    """(day, limit): one day, withdrawn or not."""
    table = "days" if categories is None else "shared_days"
    return _page(day_document(categories), table, "x.day = %s", "x.day", "NULL::text")


@cache
def one_moment(categories: frozenset[str] | None) -> str:
    """(id, limit): one moment, withdrawn or not."""
    table = "moments" if categories is None else "shared_moments"
    return _page(moment_document(categories), table, "x.id = %s", "x.id", "NULL::text")


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
    return _part(
        "e",
        "x.revision, x.base_revision, x.conflict, "
        f"{_OPEN.format(table=table)}, x.resolves, x.reason, x.missing_reason, {parts}",
    )


@cache
def revisions_page(categories: frozenset[str] | None) -> str:
    """(day, after, limit): a day's revisions, oldest first."""
    table = "revisions" if categories is None else "shared_revisions"
    where = "x.day = %s AND x.moment_id IS NULL AND x.revision > %s"
    document = _revision_document(categories, table)
    return _page(document, table, where, "x.revision", "max(x.revision)::text")


_BODY = _part(
    "b",
    f"x.answers, x.side_effects, {_NOTE}, {_OTHER}, x.missing_reason, x.at, x.base_revision, "
    f"x.write_id, x.resolves, x.reason, {_OWN_TIMES}",
)
_CHANGE = _part(
    "e",
    "x.seq, CASE WHEN x.moment_id IS NULL THEN 'day' ELSE 'moment' END AS kind, x.day, "
    "x.moment_id AS id, x.revision, x.withdrawn, x.conflict, b AS body",
)
CHANGES_PAGE = _page(f"{_BODY} {_CHANGE}", "revisions", "x.seq > %s", "x.seq", "max(x.seq)::text")
"""(after, limit): what changed in the diary, in the order it was stored."""
