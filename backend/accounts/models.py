"""The tables of clinics, the people who sign in, and how they do."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Enum, ForeignKey, Time
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.rules import Role
from backend.database import Base

ROLE = Enum(
    Role, native_enum=False, length=16, values_callable=lambda roles: [r.value for r in roles]
)


class Clinic(Base, kw_only=True):
    """A clinic, and whom its patients call in a crisis."""

    __tablename__ = "clinics"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    name: Mapped[str]
    crisis_contacts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    """[{name, phone, hours?}]: configuration of the clinic, never of the software."""

    created_at: Mapped[datetime]
    burst: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    """What is asked after each session from now on; None: as the schedule's rules propose."""


class Account(Base, kw_only=True):
    """A person who signs in: a patient, a specialist or a coordinator."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"), index=True)
    role: Mapped[Role] = mapped_column(ROLE)
    email_hash: Mapped[bytes] = mapped_column(unique=True)
    """Keyed hash of the normalised address: finds the account without storing the address."""

    email_sealed: Mapped[bytes]
    name_sealed: Mapped[bytes]
    data_key: Mapped[bytes]
    """The account's data key, wrapped by the deployment's key (`backend.vault`)."""

    password_hash: Mapped[str]
    time_zone: Mapped[str]
    created_at: Mapped[datetime]
    day_starts_at: Mapped[time] = mapped_column(Time(), default=time(4))
    """When this patient's diary day begins, in the patient's own zone."""

    share_code: Mapped[str | None] = mapped_column(unique=True, default=None)
    totp_sealed: Mapped[bytes | None] = mapped_column(default=None)
    totp_pending_sealed: Mapped[bytes | None] = mapped_column(default=None)
    """The secret that will replace it once its owner has shown a code of it."""


class SignIn(Base, kw_only=True):
    """One signed-in device: a family of refresh tokens, of which one generation is current."""

    __tablename__ = "sign_ins"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """The end, however active: a year for patients, twelve hours for staff."""

    idle_expires_at: Mapped[datetime]
    """The end unless refreshed before."""

    generation: Mapped[int] = mapped_column(default=1)
    rotated_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    device: Mapped[str | None] = mapped_column(default=None)
    """What the browser or app calls itself, cut to 120 characters; shown to its owner only."""


class Invitation(Base, kw_only=True):
    """A single-use code that lets somebody open an account in a clinic."""

    __tablename__ = "invitations"

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"), index=True)
    role: Mapped[Role] = mapped_column(ROLE)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class ResetCode(Base, kw_only=True):
    """A single-use code that lets an account's owner choose a new password."""

    __tablename__ = "reset_codes"
    __table_args__ = (CheckConstraint("proof IN ('email', 'clinic')", name="proof"),)

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    proof: Mapped[str]
    """email: sent to the owner's address; clinic: handed over, wants a recovery code as well."""

    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class RecoveryCode(Base, kw_only=True):
    """A printed code: for staff in place of a one-time password, for patients to reset theirs."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class TotpUse(Base, kw_only=True):
    """A time step whose one-time password was used; the key makes a second use impossible."""

    __tablename__ = "totp_uses"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    step: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)


class Attempt(Base, kw_only=True):
    """How often something failed within its window; kept apart from the request that failed."""

    __tablename__ = "attempts"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_hash: Mapped[bytes] = mapped_column(primary_key=True)
    window_began_at: Mapped[datetime]
    failures: Mapped[int]


class Erasure(Base, kw_only=True):
    """That a patient was erased, under a name that means nothing without the lookup key.

    A backup still holds who was erased after it; from here they are erased again.
    """

    __tablename__ = "erasures"

    pseudonym: Mapped[bytes] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]


class TextSignature(Base, kw_only=True):
    """A specialist's signature under a patient text that the clinic wants shown in full."""

    __tablename__ = "text_signatures"

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    flag_id: Mapped[str] = mapped_column(primary_key=True)
    text_hash: Mapped[bytes]
    """Of the wording that was signed; another wording has to be signed again."""

    signed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime]
