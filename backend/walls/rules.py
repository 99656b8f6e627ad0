"""What of the database is meant to stand apart: keys, doors, views, histories, roles."""

WITHOUT_PATIENT = (
    "accounts", "clinics", "invitations", "sign_ins", "attempts", "access_seals", "reset_codes",
    "recovery_codes", "totp_uses", "text_signatures", "push_subscriptions", "push_counts",
    "erasures", "alembic_version",
)  # fmt: skip
"""Reference tables, which need not carry `patient_id` first in every key."""

DOORS = (
    "accept_invitation", "app_clinic", "bind_subscription", "caseload", "count_attempt",
    "defer_job", "drop_subscriptions", "erase_account", "erase_again", "find_login", "find_sign_in",
    "granted_to_me", "issue_reset_code", "last_review", "note_receipt", "push_figures", "replan",
    "reset_password",
    "rotate_refresh", "specialist_by_share_code", "staff_names",
)  # fmt: skip
"""The only functions that run with more rights than their caller."""

OPEN_VIEWS = (
    "registry_days", "shared_days", "shared_grants", "shared_moments", "shared_patients",
    "shared_revisions",
)  # fmt: skip
"""The only views that show rows of more than one person; each joins a live grant or consent."""

APPEND_ONLY = (
    "revisions", "repeated_writes", "consent_events", "accesses", "access_seals",
    "record_revisions", "schedule_changes", "erasures",
)  # fmt: skip
"""What is only ever added to, until its patient is erased."""

NEVER_ERASED = ("accesses", "access_seals", "erasures")
"""What not even the door that erases patients may delete."""

API_ROLES = ("r_anon", "r_patient", "r_specialist", "r_staff")
