"""What an account can be, and nothing that touches the database."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from unicodedata import normalize
from uuid import UUID

import pyotp


class Role(StrEnum):
    """The one role that an account has."""

    PATIENT = "patient"
    SPECIALIST = "specialist"
    COORDINATOR = "coordinator"

    @property
    def database_role(self) -> str:
        """The role of PostgreSQL under which such a person's requests run."""
        return DATABASE_ROLES[self]

    @property
    def is_staff(self) -> bool:
        """Whether a second factor is mandatory."""
        return self is not Role.PATIENT


DATABASE_ROLES = {
    Role.PATIENT: "r_patient",
    Role.SPECIALIST: "r_specialist",
    Role.COORDINATOR: "r_staff",
}
INVITES = {
    Role.PATIENT: frozenset[Role](),
    Role.SPECIALIST: frozenset({Role.PATIENT}),
    Role.COORDINATOR: frozenset({Role.PATIENT, Role.SPECIALIST}),
}
"""Whom each role may invite into its own clinic; coordinators come by the command line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who is asking, as the sign-in of the request shows."""

    id: UUID
    role: Role
    clinic_id: UUID
    sign_in_id: UUID
    signed_in_at: datetime
    """When the password was last given; sensitive changes want it fresh."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What an account's owner sees of it."""

    id: UUID
    role: Role
    name: str
    email: str
    time_zone: str
    day_starts_at: time
    clinic_id: UUID
    share_code: str | None
    """As it is shown, and only for specialists."""

    @property
    def patient_id(self) -> UUID | None:
        """The id of a patient's data, which is the account's own; None for staff."""
        return self.id if self.role is Role.PATIENT else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifetime:
    """How long a sign-in holds without being refreshed, and at the very most."""

    idle: timedelta
    absolute: timedelta


STAFF_LIFETIME = Lifetime(idle=timedelta(minutes=15), absolute=timedelta(hours=12))
LIFETIMES = {
    # A patient opens a diary on the own phone, perhaps after months without symptoms: being
    # signed out would cost entries, and the phone has its own lock.
    Role.PATIENT: Lifetime(idle=timedelta(days=90), absolute=timedelta(days=365)),
    # Staff sit at shared desks and see many patients: a desk left alone closes after a quarter of
    # an hour (an open one refreshes every ten minutes), and every shift begins with a sign-in.
    Role.SPECIALIST: STAFF_LIFETIME,
    Role.COORDINATOR: STAFF_LIFETIME,
}
REFRESH_GRACE = timedelta(seconds=60)
"""A lost answer or a second tab may show the token before the current one for so long."""

FRESH = timedelta(minutes=15)
"""How young a sign-in must be for changes of address, password and second factor."""

INVITATION_LIFETIME = timedelta(days=7)
RESET_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures of one kind are borne, within a window that the first one opens."""

    kind: str
    failures: int
    within: timedelta


HOUR = timedelta(hours=1)
# In the order in which their rows are locked, everywhere: from the narrowest to the widest.
# Those of an address are wide, because a clinic, or a whole town, may share one.
SIGN_IN_PAIR = Limit("sign_in.pair", 10, timedelta(minutes=15))
SIGN_IN_ADDRESS = Limit("sign_in.address", 1000, HOUR)
SIGN_IN_EMAIL = Limit("sign_in.email", 50, HOUR)
PASSWORD_ACCOUNT = Limit("password.account", 10, timedelta(minutes=15))
EMAIL_ACCOUNT = Limit("email.account", 10, HOUR)
INVITATION_ADDRESS = Limit("invitation.address", 10, HOUR)
INVITATION_ALL = Limit("invitation.all", 300, HOUR)
RESET_ADDRESS = Limit("reset.address", 10, HOUR)
RESET_ALL = Limit("reset.all", 300, HOUR)
RESET_ASKED_ADDRESS = Limit("reset_asked.address", 300, HOUR)
RESET_ASKED_EMAIL = Limit("reset_asked.email", 5, HOUR)


def address_block(address: str | None) -> str:
    """What of a client's address is counted: IPv4 whole, of IPv6 the /64 that one customer has."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def normalised_email(text: str) -> str:
    """The one spelling by which an address is found, whatever was typed."""
    spelt = normalize("NFKC", text).strip().lower()
    local, at, domain = spelt.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return spelt
    return local + at + domain


def is_email(text: str) -> bool:
    """Whether a mail server could take it as one address."""
    local, at, domain = normalised_email(text).rpartition("@")
    return bool(
        at and local and "." in domain.strip(".") and len(local) <= 64 and len(text) <= 254
    ) and not any(letter.isspace() or letter in '@<>(),;:"\\' or not letter.isprintable()
                  for letter in local + domain)  # fmt: skip


MIN_PASSWORD = 12
MAX_PASSWORD = 256


def password_flaws(
    password: str, *, common: frozenset[str], personal: Iterable[str] = ()
) -> list[str]:
    """Why a password isn't taken, in sentences; `personal` is what others know of its owner."""
    plain = password.casefold()
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return [f"Use {MIN_PASSWORD} to {MAX_PASSWORD} characters; a sentence is fine."]
    if plain in common:
        return ["Many people use this password. Choose another."]
    if plain in {form for known in personal for form in _forms(known)}:
        return ["This is your own name or address. Choose another."]
    return []


def _forms(known: str) -> tuple[str, ...]:
    plain = known.strip().casefold()
    return (plain, plain.replace(" ", ""), plain.partition("@")[0])


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code() -> str:
    """Sixty random bits in twelve characters that are hard to misread."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))


def normalised_code(text: str) -> str:
    """What a code is, however it was typed: any case, any dashes, O for 0, I or L for 1."""
    return text.upper().translate(MISREAD)


def shown_code(code: str) -> str:
    """A code as people read it: XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_share_code() -> str:
    """Eleven random characters and the one that checks them."""
    code = new_code()[:-1]
    return code + CROCKFORD[_twice(_remainder(code))]


def is_share_code(code: str) -> bool:
    """Whether a normalised code can be right: one wrong or two swapped characters never pass."""
    return len(code) == CODE_LENGTH and set(code) <= set(CROCKFORD) and _remainder(code) == 0


def _remainder(code: str) -> int:
    """The code as a polynomial over GF(32), at the generator x modulo x^5 + x^2 + 1.

    Each position has a weight of its own, as x has the order 31; so a change of one character, or
    a swap of any two different ones, always changes the sum.
    """
    total = 0
    for letter in code:
        total = _twice(total) ^ CROCKFORD.index(letter)
    return total


def _twice(element: int) -> int:
    return element << 1 ^ (0b100101 if element & 0b10000 else 0)


STEP_S = 30
TOTP_ISSUER = "Tidemark"


def totp_uri(secret: str, email: str) -> str:
    """What an authenticator app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=TOTP_ISSUER)


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The 30-second step, of the current one and its neighbours, whose code this is."""
    current = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    fitting = [
        step
        for step in (current, current - 1, current + 1)
        if compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    return fitting[0] if fitting else None
