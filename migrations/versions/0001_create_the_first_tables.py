"""Make the tables of people, consent, the audit and the diary.

Revision: 0001, after None.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


class Xid8(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **_):
        return "xid8"


revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "access_seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_access_seals")),
        sa.UniqueConstraint("access_id", name=op.f("uq_access_seals_access_id")),
    )
    op.create_table(
        "accesses",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "written_by", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_accesses")),
    )
    op.create_index("ix_accesses_patient_id_at", "accesses", ["patient_id", "at"], unique=False)
    op.create_index("ix_accesses_sealing", "accesses", ["written_by", "at", "id"], unique=False)
    op.create_index(
        "uq_accesses_hourly",
        "accesses",
        ["patient_id", "actor_id", "action", "hour"],
        unique=True,
        postgresql_where=sa.text("hour IS NOT NULL"),
    )
    op.create_table(
        "attempts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=False),
        sa.Column("window_began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_hash", name=op.f("pk_attempts")),
    )
    op.create_table(
        "clinics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("crisis_contacts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinics")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "patient", "specialist", "coordinator", name="role", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day_starts_at", sa.Time(), nullable=False),
        sa.Column("share_code", sa.Text(), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_pending_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_accounts_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email_hash", name=op.f("uq_accounts_email_hash")),
        sa.UniqueConstraint("share_code", name=op.f("uq_accounts_share_code")),
    )
    op.create_index(op.f("ix_accounts_clinic_id"), "accounts", ["clinic_id"], unique=False)
    op.create_table(
        "consent_events",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("cards", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["accounts.id"], name=op.f("fk_consent_events_patient_id_accounts")
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_consent_events")),
    )
    op.create_table(
        "consents",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needed_to_write", sa.Boolean(), nullable=False),
        sa.Column("needed_to_share", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["accounts.id"], name=op.f("fk_consents_patient_id_accounts")
        ),
        sa.PrimaryKeyConstraint("patient_id", "item", name=op.f("pk_consents")),
    )
    op.create_table(
        "days",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pain_average", sa.SmallInteger(), nullable=True),
        sa.Column("pain_worst", sa.SmallInteger(), nullable=True),
        sa.Column("pain_interference", sa.SmallInteger(), nullable=True),
        sa.Column("sleep_quality", sa.SmallInteger(), nullable=True),
        sa.Column("mood", sa.SmallInteger(), nullable=True),
        sa.Column("anxiety", sa.SmallInteger(), nullable=True),
        sa.Column("fatigue", sa.SmallInteger(), nullable=True),
        sa.Column("side_effects_any", sa.SmallInteger(), nullable=True),
        sa.Column("ketamine_home", sa.SmallInteger(), nullable=True),
        sa.Column("rescue_doses", sa.SmallInteger(), nullable=True),
        sa.Column("ps_back_to_normal", sa.SmallInteger(), nullable=True),
        sa.Column("ps_fall", sa.SmallInteger(), nullable=True),
        sa.Column("ps_drove", sa.SmallInteger(), nullable=True),
        sa.Column("ps_relief", sa.SmallInteger(), nullable=True),
        sa.Column("pain_now", sa.SmallInteger(), nullable=True),
        sa.Column("pain_least", sa.SmallInteger(), nullable=True),
        sa.Column("sleep_hours", sa.Numeric(precision=3, scale=1), nullable=True),
        sa.Column("missing_reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("write_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("side_effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("other_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("utc_offset_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("day_starts_at", sa.Time(), nullable=False),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("received_late", sa.Boolean(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=True),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("skew_seconds", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "pain_average BETWEEN 0 AND 10 AND "
            "pain_worst BETWEEN 0 AND 10 AND "
            "pain_interference BETWEEN 0 AND 10 AND "
            "sleep_quality BETWEEN 0 AND 10 AND "
            "mood BETWEEN 0 AND 10 AND "
            "anxiety BETWEEN 0 AND 10 AND "
            "fatigue BETWEEN 0 AND 10 AND "
            "side_effects_any BETWEEN 0 AND 1 AND "
            "ketamine_home BETWEEN 0 AND 3 AND "
            "rescue_doses BETWEEN 0 AND 40 AND "
            "ps_back_to_normal BETWEEN 0 AND 2 AND "
            "ps_fall BETWEEN 0 AND 1 AND "
            "ps_drove BETWEEN 0 AND 1 AND "
            "ps_relief BETWEEN 0 AND 100 AND "
            "pain_now BETWEEN 0 AND 10 AND "
            "pain_least BETWEEN 0 AND 10 AND "
            "sleep_hours BETWEEN 0 AND 24",
            name=op.f("ck_days_within_scales"),
        ),
        sa.PrimaryKeyConstraint(
            "patient_id",
            "day",
            name=op.f("pk_days"),
            postgresql_include=["pain_average", "retrospective", "withdrawn", "missing_reason"],
        ),
    )
    op.create_table(
        "grants",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("specialist_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("covers_team", sa.Boolean(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "categories <@ ARRAY['pain', 'side_effects', 'mood', 'substance', 'notes'] AND cardinality(categories) > 0",
            name=op.f("ck_grants_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_grants_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["accounts.id"], name=op.f("fk_grants_patient_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["specialist_id"], ["accounts.id"], name=op.f("fk_grants_specialist_id_accounts")
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_grants")),
    )
    op.create_index(
        "ix_grants_readers",
        "grants",
        ["specialist_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_grants_team",
        "grants",
        ["clinic_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL AND covers_team"),
    )
    op.create_index(
        "uq_grants_live",
        "grants",
        ["patient_id", "specialist_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "patient", "specialist", "coordinator", name="role", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_invitations_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["accounts.id"], name=op.f("fk_invitations_invited_by_accounts")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_clinic_id"), "invitations", ["clinic_id"], unique=False)
    op.create_table(
        "moments",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pain_now", sa.SmallInteger(), nullable=True),
        sa.Column("mood", sa.SmallInteger(), nullable=True),
        sa.Column("anxiety", sa.SmallInteger(), nullable=True),
        sa.Column("fatigue", sa.SmallInteger(), nullable=True),
        sa.Column("rescue_doses", sa.SmallInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("write_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("side_effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("other_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("utc_offset_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("day_starts_at", sa.Time(), nullable=False),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("received_late", sa.Boolean(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=True),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("skew_seconds", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "pain_now BETWEEN 0 AND 10 AND "
            "mood BETWEEN 0 AND 10 AND "
            "anxiety BETWEEN 0 AND 10 AND "
            "fatigue BETWEEN 0 AND 10 AND "
            "rescue_doses BETWEEN 0 AND 40",
            name=op.f("ck_moments_within_scales"),
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name=op.f("pk_moments")),
    )
    op.create_index("ix_moments_patient_id_day", "moments", ["patient_id", "day"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "repeated_writes",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("write_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("moment_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("patient_id", "write_id", name=op.f("pk_repeated_writes")),
    )
    op.create_table(
        "reset_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("proof IN ('email', 'clinic')", name=op.f("ck_reset_codes_proof")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reset_codes_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["accounts.id"], name=op.f("fk_reset_codes_issued_by_accounts")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_reset_codes")),
    )
    op.create_index(op.f("ix_reset_codes_account_id"), "reset_codes", ["account_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("write_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("side_effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("red_flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("resolves", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("moment_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("other_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("missing_reason", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("utc_offset_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("day_starts_at", sa.Time(), nullable=False),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("received_late", sa.Boolean(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=True),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("skew_seconds", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("patient_id", "seq", name=op.f("pk_revisions")),
    )
    op.create_index(
        "ix_revisions_red_flags",
        "revisions",
        ["patient_id", "received_at"],
        unique=False,
        postgresql_where=sa.text("red_flags <> '{}'"),
    )
    op.create_index(
        "uq_revisions_day",
        "revisions",
        ["patient_id", "day", "revision"],
        unique=True,
        postgresql_where=sa.text("moment_id IS NULL"),
    )
    op.create_index(
        "uq_revisions_moment",
        "revisions",
        ["patient_id", "moment_id", "revision"],
        unique=True,
        postgresql_where=sa.text("moment_id IS NOT NULL"),
    )
    op.create_index(
        "uq_revisions_write",
        "revisions",
        ["patient_id", "write_id"],
        unique=True,
        postgresql_where=sa.text("device_id IS NOT NULL"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_account_id"), "sign_ins", ["account_id"], unique=False)
    op.create_table(
        "text_signatures",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("flag_id", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_text_signatures_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["accounts.id"], name=op.f("fk_text_signatures_signed_by_accounts")
        ),
        sa.PrimaryKeyConstraint("clinic_id", "flag_id", name=op.f("pk_text_signatures")),
    )
    op.create_table(
        "totp_uses",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_totp_uses_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "step", name=op.f("pk_totp_uses")),
    )


def downgrade() -> None:
    op.drop_table("totp_uses")
    op.drop_table("text_signatures")
    op.drop_index(op.f("ix_sign_ins_account_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index("uq_revisions_write", table_name="revisions")
    op.drop_index(
        "uq_revisions_moment",
        table_name="revisions",
        postgresql_where=sa.text("moment_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_revisions_day", table_name="revisions", postgresql_where=sa.text("moment_id IS NULL")
    )
    op.drop_index(
        "ix_revisions_red_flags",
        table_name="revisions",
        postgresql_where=sa.text("red_flags <> '{}'"),
    )
    op.drop_table("revisions")
    op.drop_index(op.f("ix_reset_codes_account_id"), table_name="reset_codes")
    op.drop_table("reset_codes")
    op.drop_table("repeated_writes")
    op.drop_table("recovery_codes")
    op.drop_index("ix_moments_patient_id_day", table_name="moments")
    op.drop_table("moments")
    op.drop_index(op.f("ix_invitations_clinic_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(
        "uq_grants_live", table_name="grants", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index(
        "ix_grants_team",
        table_name="grants",
        postgresql_where=sa.text("ended_at IS NULL AND covers_team"),
    )
    op.drop_index(
        "ix_grants_readers", table_name="grants", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_table("grants")
    op.drop_table("days")
    op.drop_table("consents")
    op.drop_table("consent_events")
    op.drop_index(op.f("ix_accounts_clinic_id"), table_name="accounts")
    op.drop_table("accounts")
    op.drop_table("clinics")
    op.drop_table("attempts")
    op.drop_index(
        "uq_accesses_hourly", table_name="accesses", postgresql_where=sa.text("hour IS NOT NULL")
    )
    op.drop_index("ix_accesses_sealing", table_name="accesses")
    op.drop_index("ix_accesses_patient_id_at", table_name="accesses")
    op.drop_table("accesses")
    op.drop_table("access_seals")
