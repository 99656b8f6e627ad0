"""Tell on the patient list when red flags and silence came in, and when its reader last looked.

One's own review only: what somebody else has seen may have been less, by that person's grant.

Revision: 0013, after 0012.
"""

from typing import Any

from alembic import op
from alembic.script import ScriptDirectory

revision = "0013"
down_revision = "0012"

OWN = """LEFT JOIN reviews o
    ON o.patient_id = l.patient_id AND o.reviewer_id = (SELECT app_uid())"""


def caseload() -> str:
    """The figures of the patient list; red flags and silence with their moments."""
    text = before("0012").caseload()
    replaced = before("0010").replaced
    text = replaced(text, "THEN r.red_flags END)", "THEN r.red_flags END, r.received_at)")
    text = replaced(text, "silent_since date,", "silent_since date, told_at timestamptz,")
    text = replaced(text, "p.silent_since,", "p.silent_since, p.told_at,")
    text = replaced(text, "presses jsonb,", "presses jsonb, looked_at timestamptz,")
    text = replaced(text, "coalesce(c.presses, '[]'),", "coalesce(c.presses, '[]'), o.reviewed_at,")
    return replaced(text, "LEFT JOIN reviewed v", f"{OWN}\nLEFT JOIN reviewed v")


def before(number: str) -> Any:
    """What an earlier migration made."""
    script = ScriptDirectory.from_config(op.get_context().config)
    return script.get_revision(number).module


def upgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(caseload())


def downgrade() -> None:
    op.execute("DROP FUNCTION caseload(integer, integer)")
    before("0006").make_caseload(before("0012").caseload())
