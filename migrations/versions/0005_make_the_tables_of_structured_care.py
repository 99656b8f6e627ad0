"""Make the tables of treatment, phenotype, questionnaires, thinking tasks and the schedule.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "cognition_runs",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("device", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcomes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("trials", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pain_now", sa.SmallInteger(), nullable=True),
        sa.Column("hours_since_session", sa.Numeric(), nullable=True),
        sa.Column("too_soon", sa.Boolean(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('final', 'entered_in_error')", name=op.f("ck_cognition_runs_status")
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_cognition_runs")),
    )
    op.create_index(
        "ix_cognition_runs_started",
        "cognition_runs",
        ["patient_id", "device_id", "started_at"],
        unique=False,
    )
    op.create_index(
        "uq_cognition_runs_occurrence",
        "cognition_runs",
        ["patient_id", "occurrence_id"],
        unique=True,
        postgresql_where=sa.text("occurrence_id IS NOT NULL"),
    )
    op.create_table(
        "comedications",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("atc", sa.Text(), nullable=False),
        sa.Column("medicine_group", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("opioid", sa.Text(), nullable=True),
        sa.Column("opioid_dose", sa.Numeric(), nullable=True),
        sa.Column("mme_per_day", sa.Numeric(), nullable=True),
        sa.Column("mme_factor", sa.Numeric(), nullable=True),
        sa.Column("mme_source", sa.Text(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('final', 'entered_in_error')", name=op.f("ck_comedications_status")
        ),
        sa.CheckConstraint("opioid_dose > 0", name=op.f("ck_comedications_above_zero")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_comedications_interval")),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_comedications")),
    )
    op.create_table(
        "held_plans",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('order', 'session')", name=op.f("ck_held_plans_kind")),
        sa.PrimaryKeyConstraint(
            "patient_id", "kind", "record_id", "content_hash", name=op.f("pk_held_plans")
        ),
    )
    op.create_index(
        "ix_held_plans_open",
        "held_plans",
        ["patient_id", "proposed_at"],
        unique=False,
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    op.create_table(
        "lab_reports",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('final', 'entered_in_error')", name=op.f("ck_lab_reports_status")
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_lab_reports")),
    )
    op.create_index("ix_lab_reports_taken", "lab_reports", ["patient_id", "taken_at"], unique=False)
    op.create_table(
        "occurrences",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state <> 'done' OR answered_at IS NOT NULL", name=op.f("ck_occurrences_answered")
        ),
        sa.CheckConstraint(
            "state IN ('due', 'done', 'declined', 'not_applicable')",
            name=op.f("ck_occurrences_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'not_applicable') OR reason IS NOT NULL",
            name=op.f("ck_occurrences_reason"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_occurrences_window")),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_occurrences")),
    )
    op.create_index(
        "ix_occurrences_bound_by_diary",
        "occurrences",
        ["patient_id", "day"],
        unique=False,
        postgresql_where=sa.text("ask IN ('diary', 'moment')"),
    )
    op.create_index(
        "ix_occurrences_window", "occurrences", ["patient_id", "closes_at"], unique=False
    )
    op.create_index("uq_occurrences_slot", "occurrences", ["patient_id", "slot"], unique=True)
    op.create_table(
        "orders",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("drug", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("planned_dose", sa.Numeric(), nullable=False),
        sa.Column("planned_dose_unit", sa.Text(), nullable=False),
        sa.Column("min_interval_days", sa.Numeric(), nullable=False),
        sa.Column("home_dosing", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("prescriber_id", sa.Uuid(), nullable=False),
        sa.Column("infusion_minutes", sa.Integer(), nullable=True),
        sa.Column("max_sessions_per_year", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("second_person", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('active', 'revoked', 'entered_in_error')", name=op.f("ck_orders_status")
        ),
        sa.CheckConstraint(
            "planned_dose > 0 AND min_interval_days > 0", name=op.f("ck_orders_above_zero")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_orders_valid")),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_orders")),
    )
    op.create_table(
        "phenotypes",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "part = 'pain' AND category IS NULL OR part = 'substance' AND category = 'substance'",
            name=op.f("ck_phenotypes_part"),
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_phenotypes")),
    )
    op.create_index("uq_phenotypes_part", "phenotypes", ["patient_id", "part"], unique=True)
    op.create_table(
        "record_revisions",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("safety", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint(
            "patient_id", "kind", "record_id", "revision", name=op.f("pk_record_revisions")
        ),
    )
    op.create_index(
        "ix_record_revisions_safety",
        "record_revisions",
        ["patient_id", "recorded_at"],
        unique=False,
        postgresql_where=sa.text("safety <> '{}'"),
    )
    op.create_table(
        "responses",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("score", sa.Numeric(), nullable=True),
        sa.Column("band", sa.Text(), nullable=True),
        sa.Column("prorated", sa.Boolean(), nullable=False),
        sa.Column("n_answered", sa.SmallInteger(), nullable=True),
        sa.Column("positive", sa.Boolean(), nullable=True),
        sa.Column("safety", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("source IN ('patient', 'specialist')", name=op.f("ck_responses_source")),
        sa.CheckConstraint(
            "status IN ('final', 'entered_in_error')", name=op.f("ck_responses_status")
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_responses")),
    )
    op.create_index(
        "ix_responses_day", "responses", ["patient_id", "instrument", "day"], unique=False
    )
    op.create_index(
        "uq_responses_occurrence",
        "responses",
        ["patient_id", "occurrence_id"],
        unique=True,
        postgresql_where=sa.text("occurrence_id IS NOT NULL"),
    )
    op.create_table(
        "schedule_changes",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_schedule_changes")),
    )
    op.create_table(
        "schedules",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("day_starts_at", sa.Time(), nullable=False),
        sa.Column("built_until", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_schedules")),
    )
    op.create_table(
        "home_doses",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("drug", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("dose_mg", sa.Numeric(), nullable=False),
        sa.Column("as_planned", sa.Boolean(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("looked_by", sa.Uuid(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('taken', 'entered_in_error')", name=op.f("ck_home_doses_status")
        ),
        sa.CheckConstraint("dose_mg > 0", name=op.f("ck_home_doses_above_zero")),
        sa.ForeignKeyConstraint(
            ["patient_id", "order_id"],
            ["orders.patient_id", "orders.id"],
            name=op.f("fk_home_doses_patient_id_order_id_orders"),
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_home_doses")),
    )
    op.create_index("ix_home_doses_taken", "home_doses", ["patient_id", "taken_at"], unique=False)
    op.create_table(
        "treatment_sessions",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("setting", sa.Text(), nullable=True),
        sa.Column("drug", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("dose_mg", sa.Numeric(), nullable=True),
        sa.Column("weight_kg", sa.Numeric(), nullable=True),
        sa.Column("weighed_on", sa.Date(), nullable=True),
        sa.Column("infusion_minutes", sa.Integer(), nullable=True),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("burst", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("confirmed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("second_person", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("looked_by", sa.Uuid(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'given' OR (ended_at >= started_at AND dose_mg > 0) IS TRUE",
            name=op.f("ck_treatment_sessions_given"),
        ),
        sa.CheckConstraint(
            "status <> 'planned' OR planned_at IS NOT NULL",
            name=op.f("ck_treatment_sessions_planned"),
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'given', 'cancelled', 'entered_in_error')",
            name=op.f("ck_treatment_sessions_status"),
        ),
        sa.ForeignKeyConstraint(
            ["patient_id", "order_id"],
            ["orders.patient_id", "orders.id"],
            name=op.f("fk_treatment_sessions_patient_id_order_id_orders"),
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_treatment_sessions")),
    )
    op.create_index(
        "ix_treatment_sessions_started",
        "treatment_sessions",
        ["patient_id", "started_at"],
        unique=False,
    )
    op.add_column(
        "clinics",
        sa.Column("burst", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("clinics", "burst")
    op.drop_index("ix_treatment_sessions_started", table_name="treatment_sessions")
    op.drop_table("treatment_sessions")
    op.drop_index("ix_home_doses_taken", table_name="home_doses")
    op.drop_table("home_doses")
    op.drop_table("schedules")
    op.drop_table("schedule_changes")
    op.drop_index(
        "uq_responses_occurrence",
        table_name="responses",
        postgresql_where=sa.text("occurrence_id IS NOT NULL"),
    )
    op.drop_index("ix_responses_day", table_name="responses")
    op.drop_table("responses")
    op.drop_index(
        "ix_record_revisions_safety",
        table_name="record_revisions",
        postgresql_where=sa.text("safety <> '{}'"),
    )
    op.drop_table("record_revisions")
    op.drop_index("uq_phenotypes_part", table_name="phenotypes")
    op.drop_table("phenotypes")
    op.drop_table("orders")
    op.drop_index("uq_occurrences_slot", table_name="occurrences")
    op.drop_index("ix_occurrences_window", table_name="occurrences")
    op.drop_index(
        "ix_occurrences_bound_by_diary",
        table_name="occurrences",
        postgresql_where=sa.text("ask IN ('diary', 'moment')"),
    )
    op.drop_table("occurrences")
    op.drop_index("ix_lab_reports_taken", table_name="lab_reports")
    op.drop_table("lab_reports")
    op.drop_index(
        "ix_held_plans_open",
        table_name="held_plans",
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    op.drop_table("held_plans")
    op.drop_table("comedications")
    op.drop_index(
        "uq_cognition_runs_occurrence",
        table_name="cognition_runs",
        postgresql_where=sa.text("occurrence_id IS NOT NULL"),
    )
    op.drop_index("ix_cognition_runs_started", table_name="cognition_runs")
    op.drop_table("cognition_runs")
