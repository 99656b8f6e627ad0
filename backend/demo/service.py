"""The demo clinic: opened once, topped up to today, always through the public API."""

import base64
from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyotp

from backend import vault
from backend.accounts.rules import Role
from backend.accounts.service.clinics import open_clinic
from backend.accounts.service.invitations import invite
from backend.demo import queries
from backend.demo.batches import Write
from backend.demo.care import is_cared_for, record_care, writes_after_sessions
from backend.demo.course import Course
from backend.demo.gateway import Client, DemoRefused, Phone
from backend.demo.patients import SimulatedPatient, simulated_patients
from backend.demo.real_diary import TIME_ZONE, real_diary_writes
from backend.demo.simulation import LONGEST_DELAY_DAYS, simulated_writes
from backend.errors import Conflict

CLINIC = "Tidemark demo clinic (simulated)"
CONTACTS = [
    {"name": "Emergency number", "phone": "112"},
    {"name": "Crisis line (demo, nobody answers)", "phone": "+00 000 000 000", "hours": "24/7"},
]
COORDINATOR = ("coordinator@example.org", "Carol Coordinator (simulated)")
SPECIALIST = ("specialist@example.org", "Dr Sam Specialist (simulated)")
REAL_PERSON = ("esm.2012@example.org", "Real diary 2012-13 (Kossakowski et al. 2017)")
REAL_DIARY_BEGAN = date(2012, 8, 13)
DEVICE = "demo-phone"

Say = Callable[[str], None]
Operating = Callable[[], AbstractContextManager[None]]
"""A transaction of the operator's."""


class NotEmpty(Conflict):
    """The database holds something that isn't the demo: nothing was added to it."""

    code = "not_empty"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What opening the demo works with: the API's client, the operator's hand, the time."""

    client: Client
    operating: Operating
    now: datetime
    say: Say


@dataclass(frozen=True, kw_only=True, slots=True)
class Demo:
    """The demo clinic as it is found or made, and the addresses that have an account."""

    opening: Opening
    clinic_id: UUID
    opened_on: date
    accounts: dict[str, queries.DemoAccount]

    def account(
        self, role: Role, email: str, name: str, zone: str, *, since: datetime | None = None
    ) -> queries.DemoAccount:
        """The account of that address, opened by an invitation if it isn't there."""
        if email not in self.accounts:
            with self.opening.operating():
                code = invite(clinic_id=self.clinic_id, role=role, now=self.opening.now).code
            Phone(self.opening.client).accept_invitation(
                code, email=email, password=password(), name=name, time_zone=zone
            )
            with self.opening.operating():
                self.accounts.update(queries.accounts_of(self.clinic_id))
                if since:
                    queries.move_enrolment(self.accounts[email].id, since)
        return self.accounts[email]

    def phone(self, email: str) -> Phone:
        """A phone on which the patient of that address is signed in."""
        phone = Phone(self.opening.client)
        phone.sign_in(email, password())
        return phone


def password() -> str:
    """The demo accounts' one password, the same for as long as the deployment keeps its keys."""
    made = vault.keyed_hash("demo", "password")
    return "tide-" + base64.b32encode(made[:10]).decode().lower()


def open_demo(opening: Opening, *, topped_up: MutableMapping[str, str]) -> list[dict[str, Any]]:
    """Open the demo clinic or top it up to today, and return its logins; raise NotEmpty.

    `topped_up` remembers, by clinic, the day up to which all diaries were completed; what an
    interrupted opening left is completed by the next.
    """
    with opening.operating():
        demo = _find_or_open(opening)
    mark = topped_up.get(str(demo.clinic_id))
    if mark != opening.now.date().isoformat():
        _complete(demo, since=date.fromisoformat(mark) if mark else None)
    topped_up[str(demo.clinic_id)] = opening.now.date().isoformat()
    with opening.operating():
        found = queries.accounts_of(demo.clinic_id).values()
        return [_login(account) for account in sorted(found, key=_shown_first)]


def _find_or_open(opening: Opening) -> Demo:
    clinic = queries.find_clinic(CLINIC)
    if clinic is None and queries.count_clinics():
        raise NotEmpty
    clinic_id = clinic.id if clinic else open_clinic(name=CLINIC, crisis_contacts=CONTACTS)
    return Demo(
        opening=opening,
        clinic_id=clinic_id,
        opened_on=(clinic.created_at if clinic else opening.now).date(),
        accounts=queries.accounts_of(clinic_id),
    )


def _complete(demo: Demo, *, since: date | None) -> None:
    """Enrol who isn't yet, and let everybody's diary reach to today."""
    say, now = demo.opening.say, demo.opening.now
    desk: Phone | None = None
    if since is None:
        _enrol_staff_and_the_real_person(demo)
    patients = simulated_patients()
    for number, patient in enumerate(patients, 1):
        say(f"Simulated patient {number} of {len(patients)} …")
        began = patient.enrolled_on(demo.opened_on)
        if since is None:
            morning = datetime.combine(began, time(9), ZoneInfo(patient.time_zone))
            phone = _enrolled(demo, patient.email, patient.name, patient.time_zone, morning)
        else:
            phone = demo.phone(patient.email)
        first = max(began, (since or began) - timedelta(days=LONGEST_DELAY_DAYS))
        if is_cared_for(patient):
            say("    Orders, sessions or doses, questionnaires and thinking tasks …")
            desk = desk or _desk(demo)
            record_care(Course(patient, demo.opened_on), phone, desk, since=since, now=now)
        phone.send(_writes(demo, patient, first=first), DEVICE)


def _enrol_staff_and_the_real_person(demo: Demo) -> None:
    demo.account(Role.COORDINATOR, *COORDINATOR, "Europe/Amsterdam")
    demo.account(Role.SPECIALIST, *SPECIALIST, "Europe/Amsterdam")
    demo.opening.say("A real person's diary of 2012-13 …")
    writes = real_diary_writes()
    began = datetime.combine(REAL_DIARY_BEGAN, time(5), ZoneInfo(TIME_ZONE))
    _enrolled(demo, *REAL_PERSON, TIME_ZONE, began).send(writes, DEVICE)


def _enrolled(demo: Demo, email: str, name: str, zone: str, since: datetime) -> Phone:
    """The phone of a patient who gave every consent then, and shares with the specialist."""
    account = demo.account(Role.PATIENT, email, name, zone, since=since)
    phone = demo.phone(email)
    phone.give_consents()
    phone.share_with(demo.accounts[SPECIALIST[0]].share_code or "")
    with demo.opening.operating():
        queries.move_consents(account.id, since)
    return phone


def _desk(demo: Demo) -> Phone:
    """The desk at which the specialist is signed in, with a code that nobody else needs now."""
    specialist = demo.accounts[SPECIALIST[0]]
    codes = pyotp.TOTP(specialist.totp_secret or "")
    for seconds in (-30, 30, 0):
        desk = Phone(demo.opening.client)
        moment = demo.opening.now + timedelta(seconds=seconds)
        try:
            desk.sign_in(specialist.email, password(), codes.at(moment))
        except DemoRefused:
            continue
        return desk
    raise DemoRefused("session", "no code of the specialist was taken; try again in a minute")


def _writes(demo: Demo, patient: SimulatedPatient, *, first: date) -> list[Write]:
    now = demo.opening.now
    last = now.astimezone(ZoneInfo(patient.time_zone)).date()
    days = simulated_writes(patient, opened_on=demo.opened_on, first=first, last=last, now=now)
    course = Course(patient, demo.opened_on)
    return days + writes_after_sessions(course, first=first, last=last, now=now)


def _shown_first(account: queries.DemoAccount) -> bool:
    """Staff, then the real diary, then the simulated ones."""
    return account.role is Role.PATIENT and account.email != REAL_PERSON[0]


def _login(account: queries.DemoAccount) -> dict[str, Any]:
    return {
        "role": account.role.value,
        "email": account.email,
        "password": password(),
        **({"totp_secret": account.totp_secret} if account.totp_secret else {}),
        **({"patient_id": str(account.id)} if account.role is Role.PATIENT else {}),
    }
