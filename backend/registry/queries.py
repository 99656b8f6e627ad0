"""What the registry's login reads: one view of those who consent, since their consent."""

from functools import cache

from backend.catalogue.service import catalogue
from backend.registry.rules import NO_ENTRY, SKIPPED_ITEM

COURSES = """
SELECT patient_id, consented_on, max(day), consent_version
FROM registry_days GROUP BY patient_id, consented_on, consent_version"""
"""The days released of each patient."""

# A spreadsheet takes a text that begins like this for a formula.
FORMULA = "'^[=+@\\t\\r-]'"


@cache
def days_as_csv() -> str:
    """(patients, pseudonyms, first days, last days): their days as CSV, in the order given.

    One patient after the other, so that the database reads by its key however many there are.
    """
    return f"""
COPY (
    SELECT p.pseudonym, d.*
    FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::date[])
         WITH ORDINALITY AS p(patient_id, pseudonym, first, last, place)
    CROSS JOIN LATERAL (
        SELECT {_columns()}
        FROM generate_series(0, p.last - p.first) AS calendar(n)
        LEFT JOIN (SELECT r.*, r.side_effects_any IS NOT NULL OR r.side_effects <> '{{}}' AS asked
                   FROM registry_days r WHERE r.patient_id = p.patient_id OFFSET 0) x
            ON x.day = p.first + n
        LEFT JOIN LATERAL jsonb_to_record(x.side_effects) AS s({_side_effect_types()}) ON true
    ) d
    ORDER BY p.place, d.day
) TO STDOUT (FORMAT csv)"""


def _columns() -> str:
    return ", ".join(
        (
            "p.first + n AS day",
            *(f"x.{item.id}" for item in catalogue().day_items),
            *(
                f'coalesce(s."{name}", CASE WHEN x.asked THEN 0 END)'
                for name in catalogue().side_effects
            ),
            _safe("x.missing_reason"),
            f"CASE WHEN x.day IS NULL THEN '{NO_ENTRY}' "
            f"WHEN x.{catalogue().primary_item} IS NULL THEN '{SKIPPED_ITEM}' END",
            "to_char((x.written_at AT TIME ZONE 'UTC') + x.utc_offset_minutes * "
            "interval '1 minute', 'YYYY-MM-DD\"T\"HH24:MI:SS')",
            "x.utc_offset_minutes",
            "x.retrospective::text",
            "x.received_late::text",
            "x.revision",
        )
    )


def _safe(text: str) -> str:
    return f"CASE WHEN {text} ~ {FORMULA} THEN '''' || {text} ELSE {text} END"


def _side_effect_types() -> str:
    return ", ".join(f'"{name}" smallint' for name in catalogue().side_effects)
