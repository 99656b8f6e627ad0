"""What the bench's database holds: a million days of 4,000 patients, and the yardstick's own.

* Accounts, consents, sign-ins and grants as the product writes them, keys and names sealed by its
  vault. Half the patients are signed in; one specialist may read everything of 200 of these.
* 250 days for every patient, up to today: all items, three to six side effects, and on one day in
  five a note that really was sealed under the patient's key. Each has its one revision, and the
  patient's count of changes goes with them.
* The crowd of `tests.bench.crowd`, for reminders.
* The yardstick's table has 10,000 patients of 100 days. Both lie on disk patient by patient.

Whatever a run writes lies before 2020, so that it can be told from the seed and taken out again.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from backend import vault
from backend.catalogue.service import catalogue
from backend.diary.service.incoming import NOTE, text_place
from config import Settings
from config.notices import Progress
from tests.bench import crowd
from tests.bench.crowd import fill

VERSION = "2"
PATIENTS, SIGNED_IN, SHARING = 4_000, 2_000, 200
DAYS = 250
NOTED_EVERY = 5
FAR_PAST_ENDS = date(2020, 1, 1)
CHUNK = 500
BODIES = 1_000
CATEGORIES = ["pain", "side_effects", "mood", "substance", "notes"]
WALLED = (
    "clinics", "accounts", "sign_ins", "consents", "grants", "accesses",
    "days", "revisions", "repeated_writes", "orders", "treatment_sessions", "responses",
    "occurrences", "schedules", "schedule_changes", "record_revisions", *crowd.RUNS,
)  # fmt: skip
APPEND_ONLY = ("accesses", "revisions", "repeated_writes", "schedule_changes", "record_revisions")
ORDER = UUID("00000000-0000-7000-8000-00000000000d")
"""The order of every patient who shares; an id is the patient's own, so one will do."""

WORDS = "Slept badly because of the shoulder, walked for twenty minutes, took the dose late. "

SCHEMA = """
CREATE SCHEMA bench;
CREATE TABLE bench.seed (signature text NOT NULL, last_day date NOT NULL);
CREATE TABLE bench.people (
    n integer PRIMARY KEY, id uuid NOT NULL, sign_in_id uuid, role text NOT NULL);
CREATE TABLE bench.writes (
    id uuid NOT NULL, patient_id integer NOT NULL, entry_date date NOT NULL,
    pain_now smallint, pain_worst smallint, pain_avg smallint, mood smallint, sleep_hours real,
    side_effects jsonb NOT NULL DEFAULT '[]', note text, client_ts timestamptz NOT NULL,
    server_ts timestamptz NOT NULL DEFAULT now());
CREATE TABLE bench.days (LIKE bench.writes INCLUDING ALL);
CREATE UNLOGGED TABLE bench.notes (
    n integer, nth integer, write_id uuid, sealed bytea, PRIMARY KEY (n, nth));
CREATE UNLOGGED TABLE bench.bodies (n integer PRIMARY KEY, side_effects jsonb)"""

BODIES_SQL = """
INSERT INTO bench.bodies
SELECT n, (SELECT jsonb_object_agg((%(effects)s::text[])[1 + (n * 7 + g * 5) %% %(many)s],
                                   (n / 3 + g) %% 4)
           FROM generate_series(1, 3 + n %% 4) g)
FROM generate_series(0, %(bodies)s - 1) n"""

DAYS_SQL = """
INSERT INTO days (patient_id, day, revision, withdrawn, write_id, content_hash, side_effects,
    note_sealed, written_at, received_at, time_zone, utc_offset_minutes, day_starts_at,
    retrospective, received_late, offline, device_id, pain_average, pain_worst, pain_interference,
    sleep_quality, mood, anxiety, fatigue, side_effects_any, ketamine_home, rescue_doses, pain_now,
    pain_least, sleep_hours)
SELECT p.id, at.day, 1, false, coalesce(w.write_id, gen_random_uuid()),
    decode(md5(p.n || '.' || d), 'hex'), b.side_effects, w.sealed,
    at.day + time '20:10', at.day + time '20:11', 'Europe/Amsterdam', 60, '04:00',
    false, false, d %% 9 = 0, 'phone', v.pain, least(10, v.pain + 2), v.a %% 11, v.b %% 11,
    (v.a + v.b) %% 11, v.b %% 7, v.a %% 9, 1, v.a %% 4, v.b %% 5, v.pain, greatest(0, v.pain - 2),
    (v.a %% 25) / 2.0
FROM bench.people p
CROSS JOIN generate_series(1, %(days)s) d
CROSS JOIN LATERAL (SELECT %(last_day)s::date - (%(days)s - d) AS day) at
CROSS JOIN LATERAL (SELECT (p.n * 13 + d * 5) %% 11 AS pain, p.n * 31 + d * 17 AS a,
                           p.n * 7 + d * 29 AS b) v
JOIN bench.bodies b ON b.n = (p.n * 37 + d) %% %(bodies)s
LEFT JOIN bench.notes w ON w.n = p.n AND w.nth = d
WHERE p.role = 'patient' AND p.n >= %(low)s AND p.n < %(high)s
ORDER BY p.n, d"""

REVISIONS_SQL = """
INSERT INTO revisions (patient_id, seq, day, revision, base_revision, write_id, content_hash,
    withdrawn, conflict, answers, side_effects, red_flags, resolves, note_sealed, written_at,
    received_at, time_zone, utc_offset_minutes, day_starts_at, retrospective, received_late,
    offline, device_id)
SELECT x.patient_id, %(days)s - (%(last_day)s - x.day), x.day, 1, 0, x.write_id,
    x.content_hash, false, false,
    (SELECT to_jsonb(a) FROM (SELECT x.pain_average, x.pain_worst, x.pain_interference,
        x.sleep_quality, x.mood, x.anxiety, x.fatigue, x.side_effects_any, x.ketamine_home,
        x.rescue_doses, x.pain_now, x.pain_least, x.sleep_hours) a),
    x.side_effects,
    CASE WHEN (p.n + x.day - %(last_day)s) %% 400 = 0 THEN ARRAY['haematuria'] ELSE '{}' END,
    '{}', x.note_sealed, x.written_at, x.received_at, x.time_zone, x.utc_offset_minutes,
    x.day_starts_at, false, false, x.offline, x.device_id
FROM bench.people p JOIN days x ON x.patient_id = p.id
WHERE p.n >= %(low)s AND p.n < %(high)s
ORDER BY p.n, x.day"""

YARDSTICK_SQL = """
INSERT INTO bench.days
SELECT gen_random_uuid(), p, date '2026-01-01' + d, (p + d) %% 11, (p + d * 3) %% 11,
    (p * 3 + d) %% 11, (p * 5 + d) %% 11, (p + d) %% 21 / 2.0,
    (SELECT jsonb_agg(jsonb_build_object('code', e.key, 'severity', e.value, 'since', '2026-01-05'))
     FROM jsonb_each(b.side_effects) e),
    %(words)s || md5(p || '.' || d), now() - interval '1 day', now()
FROM generate_series(%(low)s::integer, %(high)s) p CROSS JOIN generate_series(0, 99) d
JOIN bench.bodies b ON b.n = (p * 37 + d) %% %(bodies)s
ORDER BY p, d"""

YARDSTICK_CHUNK, YARDSTICK_PATIENTS = 2_500, 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody of the seed, with the sign-in that the load uses."""

    n: int
    id: UUID
    data_key: bytes
    role: str
    sign_in_id: UUID | None


@contextmanager
def unwalled(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """One transaction in which the owner may do anything; the walls stand again at its end."""
    with owner.transaction():
        for table in WALLED:
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for table in APPEND_ONLY:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield
        for table in APPEND_ONLY:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
        for table in WALLED:
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def make(
    owner: psycopg.Connection[Any],
    *,
    env: Mapping[str, str],
    signature: str,
    last_day: date,
    progress: Progress,
) -> None:
    """Fill the empty schema; the signature is written last, so that half a seed is none."""
    settings = Settings.from_env(env)
    vault.open_vault(settings.vault_keys, lookup_key=settings.lookup_key)
    for statement in SCHEMA.split(";"):
        owner.execute(statement)
    given = {"days": DAYS, "bodies": BODIES, "last_day": last_day}
    people = _people()
    with progress.doing(f"Seeding {PATIENTS:,} patients with all they agreed to"), unwalled(owner):
        _store_people(owner, people)
    with progress.doing(f"Seeding {crowd.SIZE:,} phones"), unwalled(owner):
        crowd.store_people(owner)
    with progress.doing(f"Sealing {PATIENTS * DAYS // NOTED_EVERY:,} notes"):
        _store_notes(owner, people)
        effects = quiet_side_effects()
        owner.execute(BODIES_SQL, {**given, "effects": effects, "many": len(effects)})
    for low in range(1, PATIENTS + 1, CHUNK):
        part = {**given, "low": low, "high": low + CHUNK}
        what = f"Seeding days and revisions, {low + CHUNK - 1:,} of {PATIENTS:,} patients"
        with progress.doing(what), unwalled(owner):
            owner.execute(DAYS_SQL, part)
            owner.execute(REVISIONS_SQL, part)
    for low in range(1, YARDSTICK_PATIENTS + 1, YARDSTICK_CHUNK):
        high = low + YARDSTICK_CHUNK - 1
        with progress.doing(f"Seeding the yardstick, {high:,} of {YARDSTICK_PATIENTS:,} patients"):
            owner.execute(YARDSTICK_SQL, {**given, "words": WORDS, "low": low, "high": high})
    with progress.doing("Making the yardstick's keys, VACUUM ANALYZE"):
        owner.execute("ALTER TABLE bench.days ADD PRIMARY KEY (patient_id, entry_date)")
        owner.execute("ALTER TABLE bench.writes ADD PRIMARY KEY (patient_id, entry_date)")
        owner.execute("DROP TABLE bench.notes, bench.bodies")
        owner.execute("VACUUM (ANALYZE)")
    owner.execute("INSERT INTO bench.seed VALUES (%s, %s)", (signature, last_day))


def quiet_side_effects() -> list[str]:
    """The side effects that are no red flag: those bring a notice, which is a rare day's work."""
    return [name for name in catalogue().side_effects if name not in catalogue().red_flag_ids]


def _people() -> list[Person]:
    numbers = range(1, PATIENTS + 2)
    ids = {n: uuid4() for n in numbers}
    return [
        Person(
            n=n,
            id=ids[n],
            data_key=vault.new_data_key(ids[n]),
            role="patient" if n <= PATIENTS else "specialist",
            sign_in_id=uuid4() if n <= SIGNED_IN or n > PATIENTS else None,
        )
        for n in numbers
    ]


def _store_people(owner: psycopg.Connection[Any], people: list[Person]) -> None:
    clinic, now = uuid4(), datetime.now(UTC)
    since, patients, specialist = now - timedelta(days=DAYS), people[:-1], people[-1]
    owner.execute(
        "INSERT INTO clinics (id, name, crisis_contacts, created_at) VALUES (%s, %s, '[]', %s)",
        (clinic, "The bench's clinic", since),
    )

    def sealed(person: Person, column: str, text: str) -> bytes:
        return vault.seal(person.data_key, person.id, f"accounts.{column}", text)

    fill(owner, "bench.people", "n, id, sign_in_id, role",
         ((p.n, p.id, p.sign_in_id, p.role) for p in people))  # fmt: skip
    fill(owner, "accounts", "id, clinic_id, role, email_hash, email_sealed, name_sealed, data_key,"
         " password_hash, time_zone, created_at, day_starts_at, share_code",
         ((p.id, clinic, p.role, secrets.token_bytes(32), sealed(p, "email", f"{p.n}@example.org"),
           sealed(p, "name", f"Patient {p.n}"), p.data_key, "none", "Europe/Amsterdam", since,
           "04:00", None if p.role == "patient" else "BENCHBENCHBE") for p in people))  # fmt: skip
    fill(owner, "sign_ins", "id, account_id, created_at, expires_at, idle_expires_at, generation",
         ((p.sign_in_id, p.id, now, now + timedelta(days=30), now + timedelta(days=30), 1)
          for p in people if p.sign_in_id))  # fmt: skip
    required = catalogue().required_consents
    fill(owner, "consents", "patient_id, item, version, given_at, needed_to_write, needed_to_share",
         ((p.id, item, catalogue().consent_version, since, item in required, item == "c_share")
          for p in patients for item in (*required, "c_share")))  # fmt: skip
    fill(owner, "grants", "patient_id, id, specialist_id, clinic_id, categories, covers_team,"
         " granted_at",
         ((p.id, uuid4(), specialist.id, clinic, CATEGORIES, False, since)
          for p in patients[:SHARING]))  # fmt: skip


def _store_notes(owner: psycopg.Connection[Any], people: list[Person]) -> None:
    with owner.cursor().copy("COPY bench.notes FROM STDIN") as copy:
        for person in people[:-1]:
            for day in range(1 + person.n % NOTED_EVERY, DAYS + 1, NOTED_EVERY):
                write_id, text = uuid4(), f"{WORDS}{secrets.token_hex(16)}"
                place = text_place(NOTE, write_id)
                note = vault.seal(person.data_key, person.id, place, text)
                copy.write_row((person.n, day, write_id, note))
