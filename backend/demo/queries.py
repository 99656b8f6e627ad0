"""How the demo clinic is found again, as the operator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from backend import vault
from backend.accounts.models import Account, Clinic
from backend.accounts.rules import Role
from backend.database import bind_actor, db
from backend.sharing.models import Consent


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoAccount:
    """An account of the demo clinic with what its user types."""

    id: UUID
    role: Role
    email: str
    totp_secret: str | None
    share_code: str | None


def find_clinic(name: str) -> Clinic | None:
    """The clinic of that name, if there is one."""
    return db.session.scalar(select(Clinic).where(Clinic.name == name))


def count_clinics() -> int:
    """How many clinics the database holds."""
    return db.session.scalar(select(func.count()).select_from(Clinic)) or 0


def accounts_of(clinic_id: UUID) -> dict[str, DemoAccount]:
    """The clinic's accounts by address: coordinator, specialist, then the patients as they came."""
    wanted = select(Account).where(Account.clinic_id == clinic_id)
    order = [Role.COORDINATOR, Role.SPECIALIST, Role.PATIENT]
    found = sorted(
        db.session.scalars(wanted), key=lambda a: (order.index(a.role), a.created_at, a.id)
    )
    return {opened.email: opened for opened in map(_opened, found)}


def move_enrolment(account_id: UUID, at: datetime) -> None:
    """Let the account count as opened at that time: its diary is older than the database."""
    db.session.execute(update(Account).where(Account.id == account_id).values(created_at=at))


def move_consents(patient_id: UUID, at: datetime) -> None:
    """Let what the patient agreed to hold since that time, as if asked when the diary began."""
    bind_actor("r_patient", patient_id)
    db.session.execute(update(Consent).where(Consent.patient_id == patient_id).values(given_at=at))


def _opened(account: Account) -> DemoAccount:
    def unsealed(place: str, sealed: bytes) -> str:
        return vault.unseal(account.data_key, account.id, place, sealed)

    return DemoAccount(
        id=account.id,
        role=account.role,
        email=unsealed("accounts.email", account.email_sealed),
        totp_secret=unsealed("accounts.totp", account.totp_sealed) if account.totp_sealed else None,
        share_code=account.share_code,
    )
