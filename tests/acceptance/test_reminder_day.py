"""A day of the demo clinic's reminders on a fast clock, printed as a timeline.

    make test TEST_ARGS="tests/acceptance/test_reminder_day.py -s"

Everything is real but the time that passes: the plans, the worker's own code, encryption, HTTP to
a push service, decryption by the phones, and their receipts. The day is yesterday.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import time_machine

from backend import clock
from backend.demo.patients import SimulatedPatient, simulated_patients
from backend.push.gateway.sender import Sender
from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from backend.reminders.rules.plan import LATEST
from backend.reminders.service import sending
from tests.builders import Person, a_clinic, acting, as_, fetch
from tests.phone import said
from tests.push_service.browser import Browser
from tests.push_service.running import Running, running
from tests.push_service.scripts import Scripted
from tests.reminders.post import Phone, a_reminded, work_out, working

STEP = timedelta(minutes=5)
OUTAGE = time(18, 55), time(19, 25)
TIMES = ("08:00", "13:30", "19:00", "20:15")
DEAD, HOLIDAY, TWO_PHONES, SNOOZES = 3, 5, 7, 9
"""Which of the patients, in the order of the demo, has what happen to them."""


@dataclass(kw_only=True)
class Resident:
    """One patient of the demo clinic with the phones that ring."""

    who: SimulatedPatient
    person: Person
    at: str
    browsers: dict[str, Browser] = field(default_factory=dict)
    """By the token of their subscription."""

    wrote_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.who.name.split(" (")[0].split(",")[0]

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.who.time_zone))

    def writes_soon(self, day: date) -> bool:
        """Whether the first nudge is enough; as reliably by chance as the demo's diaries."""
        chance = hashlib.sha256(f"{self.who.key} {day}".encode()).digest()[0] / 255
        return chance < self.who.adherence


class Clinic:
    """The demo clinic for a day."""

    def __init__(self, service: Running, settings: Any, day: date) -> None:
        self.service = service
        self.settings = settings
        self.day = day
        self.events: list[tuple[datetime, str]] = []
        self.read = 0
        clinic = a_clinic(name="Demo clinic")
        self.residents = [
            self._moves_in(n, who, clinic) for n, who in enumerate(simulated_patients())
        ]

    def _moves_in(self, n: int, who: SimulatedPatient, clinic: Any) -> Resident:
        person = a_reminded(time_zone=who.time_zone, name=who.name, clinic=clinic)
        resident = Resident(who=who, person=person, at=TIMES[n % len(TIMES)])
        for _ in range(2 if n == TWO_PHONES else 1):
            browser = self.service.browser()
            token = browser.endpoint.rsplit("/", maxsplit=1)[-1]
            phone = Phone(person, browser.as_json)
            resident.browsers[token] = browser
        pause: dict[str, Any] = {}
        if n == HOLIDAY:
            days = [str(self.day + timedelta(days=d)) for d in (-3, 3)]
            pause = dict(zip(("paused_from", "paused_until"), days, strict=True))
            pause["pause_reason"] = "holiday"
        phone.plan(at=resident.at, quiet_from="22:30", quiet_to="07:00", asks=False, **pause)
        if n == DEAD:
            self.service.service.end(token)
        with acting("r_patient", person.id) as connection:
            connection.execute(
                "UPDATE reminder_plans SET changed_at = changed_at - interval '5 days'"
                " WHERE patient_id = %s",
                [person.id],
            )
        return resident

    def note(self, now: datetime, what: str) -> None:
        self.events.append((now, what))

    def step(self, now: datetime) -> None:
        """What happens within five minutes: the worker's round, and what the phones do."""
        work_out(now)
        asyncio.run(self._send(now))
        for each in self.service.received[self.read :]:
            self.read += 1
            self._rings(each, now)

    async def _send(self, now: datetime) -> None:
        hosts = Hosts(self.settings.push_hosts)
        vapid = Vapid(self.settings.vapid_keys, self.settings.vapid_subject)

        async def run(step: Callable[[], Any]) -> Any:
            with working():
                return step()

        async with Sender(hosts, vapid) as sender:
            await sending.drain(sender, run, now=lambda: now)

    def _rings(self, received: Any, now: datetime) -> None:
        for resident in self.residents:
            browser = resident.browsers.get(received.token)
            if browser is None:
                continue
            shown = f"{resident.name:14} {resident.local(now):%H:%M} {resident.who.time_zone}"
            if received.status != 201:
                self.note(now, f"{shown:45} the push service answers {received.status}")
                return
            message = orjson.loads(browser.decrypt(received.body))
            self._receipt(message["r"], "shown", now)
            self.note(now, f"{shown:45} reminder shown ({message['k']})")
            again = any(what.startswith(shown[:14]) and "shown" in what
                        for _, what in self.events[:-1])  # fmt: skip
            if resident.writes_soon(self.day) or again:
                self._receipt(message["r"], "opened", now)
                self._writes(resident, now)
            return

    def _receipt(self, token: str, event: str, now: datetime) -> None:
        with time_machine.travel(now, tick=False):
            answer = as_(None).post("/api/v1/push/receipts", json={"token": token, "event": event})
        assert answer.status_code == 200, answer.text

    def _writes(self, resident: Resident, now: datetime) -> None:
        """The day, online: whatever still waits on another phone is spared."""
        if resident.wrote_at is not None:
            return
        resident.wrote_at = now
        here = resident.local(now)
        day = here.date() if here.hour >= 4 else here.date() - timedelta(days=1)
        body = said(answers={"pain_average": 5}) | {
            "written_at": now.isoformat(),
            "time_zone": resident.who.time_zone,
        }
        with time_machine.travel(now, tick=False):
            answer = as_(resident.person).put(
                f"/api/v1/patients/{resident.person.id}/diary/days/{day}",
                json=body,
                headers={"If-None-Match": "*"},
            )
        assert answer.status_code == 201, answer.text
        self.note(
            now, f"{resident.name:14} {here:%H:%M} {resident.who.time_zone:24} writes the day"
        )

    def rows(self) -> list[Any]:
        return fetch(
            "SELECT patient_id, local_date, slot, due_at, state, reason, sent_at FROM reminders"
            " WHERE patient_id = ANY (%s) AND due_at < %s ORDER BY due_at",
            [resident.person.id for resident in self.residents],
            datetime.combine(self.day + timedelta(days=1), time(), UTC),
        )


@pytest.fixture(scope="module")
def clinic(app):
    with running() as service:
        day = clock.now().date() - timedelta(days=1)
        found = Clinic(service, app.config["SETTINGS"], day)
        begin, now = datetime.combine(day, time(), UTC), None
        for n in range(24 * 12):
            now = begin + STEP * n
            if now.time() == OUTAGE[0]:
                service.script.always(Scripted(status=503))
                found.note(now, "--- the push service is away ---")
            if now.time() == OUTAGE[1]:
                service.script.clear()
                found.note(now, "--- the push service is back ---")
            found.step(now)
        print(f"\nA day of the demo clinic, {day}, by UTC:")
        for moment, what in found.events:
            print(f"  {moment:%H:%M}  {what}")
        kinds = sorted({(row.state, row.reason or "") for row in map(_row, found.rows())})
        for state, reason in kinds:
            n = sum((r.state, r.reason or "") == (state, reason) for r in map(_row, found.rows()))
            print(f"  {n:3} {state} {reason}")
        yield found


@dataclass
class Row:
    patient_id: Any
    local_date: date
    slot: str
    due_at: datetime
    state: str
    reason: str | None
    sent_at: datetime | None


def _row(found: Any) -> Row:
    return Row(*found)


class TestDay:
    def test_reminds_each_at_the_own_local_time(self, clinic) -> None:
        residents = {resident.person.id: resident for resident in clinic.residents}
        sent = [row for row in map(_row, clinic.rows()) if row.sent_at and row.slot == "daily"]
        assert len(sent) >= 12
        for row in sent:
            resident = residents[row.patient_id]
            assert f"{resident.local(row.due_at):%H:%M}" == resident.at
            assert row.sent_at - row.due_at < LATEST

    def test_sends_each_once_a_date_although_the_service_was_away(self, clinic) -> None:
        accepted = [each for each in clinic.service.received if each.status == 201]
        for resident in clinic.residents:
            mine = [each for each in accepted if each.token in resident.browsers]
            messages = [
                orjson.loads(resident.browsers[each.token].decrypt(each.body)) for each in mine
            ]
            seen = [
                (each.token, message["t"]) for each, message in zip(mine, messages, strict=True)
            ]
            assert len(seen) == len(set(seen))

    def test_spares_whoever_has_written(self, clinic) -> None:
        for row in map(_row, clinic.rows()):
            resident = next(r for r in clinic.residents if r.person.id == row.patient_id)
            if resident.wrote_at and row.due_at > resident.wrote_at and row.slot == "daily/again":
                assert (row.state, row.reason) == ("cancelled", "done")

    def test_leaves_holidays_in_peace_and_retires_what_is_dead(self, clinic) -> None:
        states = {
            n: {
                (row.state, row.reason)
                for row in map(_row, clinic.rows())
                if row.patient_id == clinic.residents[n].person.id
            }
            for n in (HOLIDAY, DEAD)
        }
        assert states[HOLIDAY] == {("cancelled", "paused")}
        assert ("failed", "gone") in states[DEAD]

    def test_keeps_the_quiet_hours(self, clinic) -> None:
        for moment, what in clinic.events:
            for resident in clinic.residents:
                if what.startswith(resident.name) and "shown" in what:
                    assert 7 <= resident.local(moment).hour < 23

    def test_leaves_nothing_waiting_and_tells_the_times_of_receipts(self, clinic) -> None:
        assert {row.state for row in map(_row, clinic.rows())} <= {
            "sent", "cancelled", "failed", "merged", "missed",
        }  # fmt: skip
        shown = fetch(
            "SELECT count(*), count(shown_at), count(opened_at) FROM deliveries"
            " WHERE patient_id = ANY (%s) AND answer = 'accepted'",
            [resident.person.id for resident in clinic.residents],
        )
        ((accepted, seen, opened),) = shown
        assert accepted == seen >= 12
        assert 0 < opened <= seen
