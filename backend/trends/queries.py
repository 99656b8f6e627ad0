"""How trends and the figures of a patient list are read."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, text

from backend.accounts.rules import Role
from backend.catalogue.service import catalogue
from backend.database import db
from backend.trends.rules.series import Columns

OWN_TODAY = "SELECT (now() AT TIME ZONE time_zone)::date FROM accounts WHERE id = %s"

SHARED_VIEW = """
WITH shared AS MATERIALIZED (
    SELECT patient_id, categories, (now() AT TIME ZONE time_zone)::date AS today
    FROM shared_patients WHERE patient_id = %s),
noted AS (
    INSERT INTO accesses (patient_id, id, at, actor_id, actor_role, action, denied)
    SELECT patient_id, gen_random_uuid(), now(), app_uid(), 'specialist', %s, false FROM shared)
SELECT categories, today FROM shared"""
"""(patient, action): what the patient grants and the patient's day; no row: nothing is granted.

That the specialist looks is written down by the same statement, as this action.
"""

CASELOAD = text("SELECT * FROM caseload(:week, :long)")


@lru_cache(1000)
def days_of(role: Role, columns: Columns) -> str:
    """(origin, patient, first, last): each day's distance from `origin`, whether late, the items.

    With side effects two more follow: whether their list was gone through, and what it says.
    """
    if role is Role.PATIENT:
        table, present = "days x", " AND NOT x.withdrawn"
        asked = "(x.side_effects_any IS NOT NULL OR x.side_effects <> '{}')"
    else:
        table, present, asked = "shared_days x", "", "x.side_effects_asked"
    picked = ["x.day - %s", "x.retrospective", *(_narrow(item) for item in columns.items)]
    picked += [asked, "x.side_effects"] if columns.side_effects else []
    return (
        f"SELECT {', '.join(picked)} FROM {table} "
        f"WHERE x.patient_id = %s AND x.day BETWEEN %s AND %s{present}"
    )


def caseload(*, week: int, long: int) -> Sequence[Row[Any]]:
    """The figures of every patient who shares with the specialist that is bound."""
    return db.session.execute(CASELOAD, {"week": week, "long": long}).all()


def _narrow(item: str) -> str:
    """The item's column, without the cost of exact decimals: its halves are exact anyway."""
    decimal = catalogue().items[item].scale.kind == "decimal"
    return f"x.{item}::float8" if decimal else f"x.{item}"
