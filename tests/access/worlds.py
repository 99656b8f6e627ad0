"""One patient full of canaries, and everybody who may or may not come near."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from flask_jwt_extended import create_access_token

from backend.logs import AllowList
from tests import builders
from tests.access.care import cared_for
from tests.builders import (
    ALL_CATEGORIES,
    Person,
    a_clinic,
    a_consent,
    a_coordinator,
    a_grant,
    a_patient,
    a_sign_in,
    a_specialist,
    acting,
    fetch,
    token_of,
)
from tests.phone import Phone, a_moment_id, ago, day_write, moment_write
from tests.reminders.post import Phone as Browser
from tests.reminders.post import a_browser

DAY_ANSWERS = {"pain_average": 7, "mood": 4, "ketamine_home": 2, "ps_fall": 0, "sleep_hours": 6.5}
SIDE_EFFECTS = {"low_mood": 2, "craving": 1, "nausea": 3}
OF_PAIN = {
    *("pain_average", "pain_worst", "pain_interference", "sleep_quality", "fatigue"),
    *("ps_relief", "pain_now", "pain_least", "sleep_hours"),
}


@dataclass(frozen=True, kw_only=True)
class World:
    """Patient X, with what X keeps, and the others by their relation to X."""

    patient: Person
    canaries: dict[str, str]
    day: date
    moment_id: UUID
    grant_id: UUID
    sign_in_id: UUID
    subscription_id: UUID
    care: dict[str, UUID]
    """The ids of X's records of structured care, by the name that routes give them."""

    people: dict[str, Person]
    address: str = field(default_factory=lambda: f"fd00:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1")

    def client(self, relation: str) -> FlaskClient:
        """A client that is signed in, freshly, as the relation says."""
        client: FlaskClient = builders._app[0].test_client(use_cookies=False)
        client.environ_base["REMOTE_ADDR"] = self.address
        if token := TOKENS.get(relation, _token)(self.people[relation]):
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def stored(self) -> dict[str, tuple[int, str]]:
        """How many rows of X each table holds and what their text hashes to, the audit left out."""
        statement = _snapshot()
        asked = [self.patient.id] * statement.count("%s")
        return {name: (rows, digest) for name, rows, digest in fetch(statement, *asked)}

    def looked(self, relation: str, *, denied: bool) -> int:
        """How often X's audit names this person as let in, or refused."""
        query = (
            "SELECT count(*) FROM accesses WHERE patient_id = %s AND actor_id = %s AND denied = %s"
        )
        return int(fetch(query, self.patient.id, self.people[relation].id, denied)[0][0])

    def betrayed_by(self, line: str) -> bool:
        """Whether a log line says anything of X, were it only the id."""
        return bool(self.found_in(line.encode())) or str(self.patient.id) in line

    def found_in(self, raw: bytes) -> set[str]:
        """Which canaries these bytes hold."""
        text = raw.decode("utf-8", "replace").lower()
        return {name for name, canary in self.canaries.items() if canary in text}


def a_world() -> World:
    """X has written a day and a moment, shares with some people, and never did with others."""
    mark = uuid4().hex[:12]
    canaries = {
        name: f"{name.replace('_', '')}{mark}"
        for name in (
            *("note", "other_text", "name", "email", "device_id"),
            *("stop_rule", "onset", "dose_note", "endpoint", "written_of_them", "what_was_done"),
        )
    }
    home, second, far = a_clinic(), a_clinic(), a_clinic()
    patient = a_patient(
        clinic=home, name=canaries["name"].title(), email=f"{canaries['email']}@example.org"
    )
    a_consent(patient, "c_registry", "c_push")
    people: dict[str, Person] = {
        "other patient": a_patient(clinic=home),
        "specialist of all": a_specialist(clinic=home),
        "specialist of pain": a_specialist(clinic=home),
        "specialist whose grant was revoked": a_specialist(clinic=home),
        "specialist whose grant expired": a_specialist(clinic=home),
        "specialist covered by the team": a_specialist(clinic=second),
        "stand-in": a_specialist(clinic=second),
        "colleague": a_specialist(clinic=home),
        "specialist elsewhere": a_specialist(clinic=far),
        "coordinator": a_coordinator(clinic=home),
        "coordinator elsewhere": a_coordinator(clinic=far),
    }
    people |= dict.fromkeys(("self", "anonymous", "expired token", "revoked session"), patient)
    a_consent(people["other patient"], "c_cognitive")
    grant_id = _share(patient, people)
    phone = Phone(patient, device=canaries["device_id"])
    endpoint = f"http://127.0.0.1:9/wpush/{canaries['endpoint']}"
    texts = {"note": canaries["note"], "other_text": canaries["other_text"]}
    moment_id, day = a_moment_id(), ago(2)
    said = {"side_effects": SIDE_EFFECTS, **texts}
    outcomes = phone.sync(
        day_write(day, answers=DAY_ANSWERS, **said),
        moment_write(moment_id, day, answers={"pain_now": 8, "mood": 3}, **said),
    )
    assert [result["outcome"] for result in outcomes] == ["created", "created"], outcomes
    return World(
        patient=patient,
        canaries=canaries,
        day=day,
        moment_id=moment_id,
        grant_id=grant_id,
        sign_in_id=a_sign_in(patient),
        subscription_id=Browser(patient, a_browser(endpoint)).id,
        care=cared_for(patient, people["specialist of all"], canaries),
        people=people,
    )


def _share(patient: Person, people: dict[str, Person]) -> UUID:
    def grant(relation: str, **values: Any) -> UUID:
        return a_grant(patient=patient, specialist=people[relation], **values)

    grant("specialist of pain", categories=["pain"])
    grant("specialist whose grant was revoked", ended_at=builders.clock.now())
    grant("specialist whose grant expired", expires_on=ago(3))
    grant("specialist covered by the team", covers_team=True)
    # Somebody else's patient: a specialist isn't a stranger to every list.
    a_grant(patient=people["other patient"], specialist=people["specialist elsewhere"])
    a_grant(patient=people["other patient"], specialist=people["colleague"], covers_team=True)
    return grant("specialist of all")


def _token(person: Person) -> str:
    return token_of(person)


def _expired(person: Person) -> str:
    with builders._app[0].app_context():
        claims = {"sid": str(a_sign_in(person)), "role": person.role.value}
        return str(
            create_access_token(
                identity=str(person.id),
                additional_claims=claims,
                expires_delta=timedelta(seconds=-1),
            )
        )


def _revoked(person: Person) -> str:
    sign_in_id = a_sign_in(person)
    with acting(person.role.database_role, person.id) as connection:
        connection.execute("UPDATE sign_ins SET revoked_at = now() WHERE id = %s", [sign_in_id])
    return token_of(person, sign_in_id)


TOKENS: dict[str, Callable[[Person], str]] = {
    "anonymous": lambda _: "",
    "expired token": _expired,
    "revoked session": _revoked,
}

NOBODY = frozenset(TOKENS)
SELF = frozenset({"self"})
READERS = frozenset({"specialist of all", "specialist covered by the team", "stand-in"})
SHARED_WITH = READERS | {"specialist of pain"}
FORMER = frozenset({"specialist whose grant was revoked", "specialist whose grant expired"})
SPECIALISTS = SHARED_WITH | FORMER | {"colleague", "specialist elsewhere"}
COORDINATORS = frozenset({"coordinator", "coordinator elsewhere"})
SIGNED_IN = SELF | {"other patient"} | SPECIALISTS | COORDINATORS
EVERYBODY = NOBODY | SIGNED_IN

SEES = {
    "note": SELF | READERS,
    "other_text": SELF | READERS,
    "name": SELF | SHARED_WITH,
    "email": SELF,
    "device_id": SELF,
    "stop_rule": SELF | SHARED_WITH,
    "onset": SELF | SHARED_WITH,
    "dose_note": SELF | READERS,
    "endpoint": frozenset(),
    "written_of_them": SELF | SHARED_WITH,
    "what_was_done": SELF | SHARED_WITH,
}
"""Who may be told which of the canaries; a text goes with its category, the name with any."""

assert set(ALL_CATEGORIES) > {"pain"}


@cache
def _snapshot() -> str:
    """A statement that counts and hashes one person's rows of every table that has any."""
    columns = fetch(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' "
        "AND c.relkind = 'r' AND NOT c.relname = ANY (%s) "
        "AND a.attname IN ('patient_id', 'account_id') ORDER BY 1",
        ["accesses", "access_seals"],
    )
    assert len(columns) >= 10, columns
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
        f"FROM {table} t WHERE {column} = %s"
        for table, column in [*columns, ("accounts", "id")]
    )


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that is logged meanwhile, as it would be written and with all it carries."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name == "tidemark":
                lines.append(AllowList().format(record))
            lines.append(f"{record.getMessage()} {record.__dict__}")

    keep, root, own = Keep(), logging.getLogger(), logging.getLogger("tidemark")
    level = root.level
    root.addHandler(keep)
    own.addHandler(keep)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(keep)
        own.removeHandler(keep)
        root.setLevel(level)
