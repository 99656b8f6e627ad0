"""How accounts, sign-ins and codes are found and used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Row, delete, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from backend.accounts.models import Account, Erasure, RecoveryCode, ResetCode, SignIn, TotpUse
from backend.accounts.rules import Actor, Limit, Role
from backend.database import db, direct_transaction

BIND_CLAIMS = """
SELECT set_config('role', %s, true),
       set_config('app.uid', coalesce((SELECT account_id::text FROM find_sign_in(%s)
                                       WHERE role = %s), ''), true)"""
"""For hot paths: be whom a token claims if the sign-in holds and has that role, else nobody."""

FIND_SIGN_IN = text("SELECT * FROM find_sign_in(:sign_in_id)")
FIND_LOGIN = text("SELECT * FROM find_login(:email_hash)")
ROTATE = text("SELECT * FROM rotate_refresh(:family, :presented, :grace, :idle)")
ACCEPT = text("SELECT * FROM accept_invitation(:code_hash, :new_id, :person)")
ISSUE_RESET = text("SELECT * FROM issue_reset_code(:email_hash, :code_hash, :proof, :valid)")
RESET = text("SELECT * FROM reset_password(:code_hash, :recovery_hash, :new_hash)")
HOLD = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:account_id, 1))")
ERASE = text("SELECT erase_account(:pseudonym)")
ERASE_AGAIN = text("SELECT erase_again(:patient_id, :pseudonym)")
EVER_PATIENTS = text("""
SELECT id FROM accounts WHERE role = 'patient' UNION SELECT patient_id FROM accesses""")
COUNT = "SELECT * FROM count_attempt(%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a limit stands for one subject after it was counted."""

    limit: Limit
    failures: int
    retry_after: int

    @property
    def is_over(self) -> bool:
        """Whether this was one more than is borne."""
        return self.failures > self.limit.failures


def count_attempts(counted: Sequence[tuple[Limit, bytes]], *, more: int) -> list[Tally]:
    """Add to the failures of each limit and hashed subject, in that order, and commit at once.

    On a connection of its own: the count stands whatever becomes of the request, and no row stays
    locked while a password is being hashed.
    """
    with direct_transaction() as run:
        return [
            Tally(limit, *row)
            for limit, subject in counted
            for row in run(COUNT, (limit.kind, subject, limit.within, more)).fetchall()
        ]


def run_in_session(statement: str, given: Sequence[Any] = ()) -> Any:
    """Run a hot path's statement in the request's own session, bound by the ordinary guard."""
    return db.session.connection().exec_driver_sql(statement, tuple(given))


def find_actor(sign_in_id: UUID) -> Actor | None:
    """Whose sign-in this is, if it still holds."""
    found = db.session.execute(FIND_SIGN_IN, {"sign_in_id": sign_in_id}).one_or_none()
    if found is None:
        return None
    return Actor(
        id=found.account_id,
        role=Role(found.role),
        clinic_id=found.clinic_id,
        sign_in_id=sign_in_id,
        signed_in_at=found.signed_in_at,
    )


def find_login(email_hash: bytes) -> Row[Any] | None:
    """The id, role, password_hash, totp_sealed and data_key of the address's account."""
    return db.session.execute(FIND_LOGIN, {"email_hash": email_hash}).one_or_none()


def hold(account_id: UUID) -> None:
    """Keep the account from being erased until the transaction ends; wait if it just is."""
    db.session.execute(HOLD, {"account_id": str(account_id)})


def find_account(account_id: UUID) -> Account | None:
    """The account of the person who is bound, None if it was erased."""
    return db.session.get(Account, account_id)


def get_account(account_id: UUID) -> Account:
    """The account of the person who is bound."""
    return db.session.get_one(Account, account_id)


def find_account_id(email_hash: bytes) -> UUID | None:
    """Whose address it is, for an operator."""
    return db.session.scalar(select(Account.id).where(Account.email_hash == email_hash))


def rotate_refresh(
    family: UUID, *, presented: int, grace: timedelta, idle: dict[str, str]
) -> Row[Any]:
    """The outcome (rotated, ended, reused) and the generation, account_id and role it leads to."""
    given = {"family": family, "presented": presented, "grace": grace, "idle": Jsonb(idle)}
    return db.session.execute(ROTATE, given).one()


def sign_ins_of(
    account_id: UUID, *, now: datetime, before: Sequence[Any] | None, limit: int
) -> Sequence[SignIn]:
    """The account's sign-ins that hold, newest first, after the position of (time, id)."""
    query = (
        select(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > now,
            SignIn.idle_expires_at > now,
        )
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(tuple_(SignIn.created_at, SignIn.id) < tuple_(*before))
    return db.session.scalars(query).all()


def revoke_sign_in(account_id: UUID, sign_in_id: UUID, *, now: datetime) -> bool:
    """End this sign-in of the account; whether it held."""
    return _changed(
        update(SignIn)
        .where(
            SignIn.account_id == account_id, SignIn.id == sign_in_id, SignIn.revoked_at.is_(None)
        )
        .values(revoked_at=now)
        .returning(SignIn.id)
    )


def revoke_other_sign_ins(account_id: UUID, *, but: UUID, now: datetime) -> None:
    """End all sign-ins of the account but one."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.id != but, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def use_totp_step(account_id: UUID, step: int) -> bool:
    """Use up the account's one-time password of this step; False if it was used before."""
    return _changed(
        insert(TotpUse)
        .values(account_id=account_id, step=step)
        .on_conflict_do_nothing()
        .returning(TotpUse.step)
    )


def forget_totp_steps(account_id: UUID, *, before: int) -> None:
    """Drop the uses of steps that are past anyway."""
    db.session.execute(
        delete(TotpUse).where(TotpUse.account_id == account_id, TotpUse.step < before)
    )


def use_recovery_code(account_id: UUID, code_hash: bytes, *, now: datetime) -> bool:
    """Use up a recovery code of the account; False if it has no such unused one."""
    return _changed(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.code_hash)
    )


def forget_recovery_codes(account_id: UUID) -> None:
    """Drop all recovery codes of the account, used or not."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def accept_invitation(code_hash: bytes, new_id: UUID, person: dict[str, str]) -> Role | None:
    """Open the account that the code invites to, and use the code up; None if either can't be."""
    given = {"code_hash": code_hash, "new_id": new_id, "person": Jsonb(person)}
    found = db.session.execute(ACCEPT, given).one_or_none()
    return Role(found.role) if found else None


def issue_reset_code(
    email_hash: bytes, code_hash: bytes, *, proof: str, valid: timedelta
) -> Row[Any] | None:
    """The id, role, email_sealed and data_key of the account that the code was stored for."""
    given = {"email_hash": email_hash, "code_hash": code_hash, "proof": proof, "valid": valid}
    return db.session.execute(ISSUE_RESET, given).one_or_none()


def reset_password(code_hash: bytes, recovery_hash: bytes | None, new_hash: str) -> Row[Any] | None:
    """The id, role and proof of the account whose password was changed by these codes."""
    given = {"code_hash": code_hash, "recovery_hash": recovery_hash, "new_hash": new_hash}
    return db.session.execute(RESET, given).one_or_none()


def void_reset_codes(account_id: UUID, *, now: datetime) -> None:
    """Make the account's open reset codes useless."""
    db.session.execute(
        update(ResetCode)
        .where(ResetCode.account_id == account_id, ResetCode.used_at.is_(None))
        .values(used_at=now)
    )


def erase_account(pseudonym: bytes) -> None:
    """Erase the patient who is bound, and remember them under this name."""
    db.session.execute(ERASE, {"pseudonym": pseudonym})


def erase_again(patient_id: UUID, pseudonym: bytes) -> int:
    """Erase a patient whom the ledger knows under this name; of how many rows. Operators only."""
    given = {"patient_id": patient_id, "pseudonym": pseudonym}
    return int(db.session.execute(ERASE_AGAIN, given).scalar_one())


def ever_patients() -> Sequence[UUID]:
    """Who is or ever was a patient, as far as accounts and audit know. For operators only."""
    return db.session.scalars(EVER_PATIENTS).all()


def erasures() -> Sequence[Erasure]:
    """The ledger of erased patients, the oldest first. For operators only."""
    return db.session.scalars(select(Erasure).order_by(Erasure.erased_at, Erasure.pseudonym)).all()


def remember_erasures(rows: Sequence[tuple[bytes, datetime]]) -> None:
    """Add to the ledger what it doesn't have. For operators only."""
    if rows:
        values = [{"pseudonym": name, "erased_at": at} for name, at in rows]
        db.session.execute(insert(Erasure).values(values).on_conflict_do_nothing())


def _changed(statement: Any) -> bool:
    """Whether the statement, which returns what it changed, changed anything."""
    found = db.session.execute(statement, execution_options={"synchronize_session": False})
    return found.first() is not None
