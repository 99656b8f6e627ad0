"""What is written without a network, or over a bad one, arrives: once, whole and in order."""

import json
from datetime import date, timedelta
from email.utils import format_datetime

import pytest

from backend import clock
from tests.builders import a_patient, as_, fetch
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.way import PATIENCE_S, soon
from tests.e2e.daytime import ago, today
from tests.phone import Phone, day_write, outcomes, said

SYNC = "/diary/sync"
PROBLEM = [("Content-Type", "application/problem+json")]


def problem(status: int, code: str, **headers: str) -> dict[str, object]:
    body = json.dumps({"type": "", "title": code, "status": status, "code": code}).encode()
    return {"status": status, "body": body, "headers": [*PROBLEM, *headers.items()]}


def stored(patient, day: date | None = None):
    """(day, revision, pain, conflict) of all that the clinic has, in the order stored."""
    rows = fetch(
        "SELECT day, revision, answers->'pain_average', conflict FROM revisions"
        " WHERE patient_id = %s ORDER BY seq",
        patient.id,
    )
    return [tuple(row) for row in rows if day in {None, row[0]}]


class TestQueue:
    def test_is_sent_when_the_network_is_back(self, pocket, phone, patient):
        phone.set_offline(True)
        pocket.note(today(), 3)
        assert pocket.standing(today()) == "saved_here"

        phone.set_offline(False)
        pocket.is_settled()

        assert pocket.standing(today()) == "received"
        assert stored(patient) == [(today(), 1, 3, False)]

    def test_sends_the_versions_of_a_day_in_order_each_on_the_one_before(
        self, pocket, phone, patient
    ):
        phone.set_offline(True)
        for pain in (1, 2, 3):
            pocket.note(today(), pain)
        phone.set_offline(False)
        pocket.is_settled()

        assert stored(patient) == [(today(), n, n, False) for n in (1, 2, 3)]

    def test_takes_a_lost_answer_for_no_conflict(self, pocket, way, patient):
        lost = way.meets(SYNC, "swallow")
        pocket.note(today(), 1)
        assert lost.met.wait(PATIENCE_S)
        pocket.note(today(), 2)
        pocket.is_settled()

        assert stored(patient) == [(today(), 1, 1, False), (today(), 2, 2, False)]

    def test_sends_more_than_one_batch_takes(self, pocket, phone, patient):
        phone.set_offline(True)
        days = [ago(n) for n in range(230)]
        pocket.do(
            "for (const day of given.days) await app.diary.noteDay(given.me, day,"
            " { answers: { pain_average: 4 }, side_effects: {}, note: given.note });",
            days=[str(day) for day in days],
            note="\N{SNOWMAN}" * 490,
        )
        phone.set_offline(False)
        pocket.is_settled()

        assert {row[0] for row in stored(patient)} == set(days)
        assert len(stored(patient)) == 230

    def test_keeps_both_versions_of_two_phones(self, pocket, phone, patient):
        pocket.note(today(), 1)
        pocket.is_settled()
        phone.set_offline(True)
        pocket.note(today(), 2)
        Phone(patient).put(today(), said(answers={"pain_average": 9}), based_on=1)
        phone.set_offline(False)
        pocket.is_settled()

        assert stored(patient)[1:] == [(today(), 2, 9, False), (today(), 3, 2, True)]
        assert pocket.standing(today()) == "needs_attention"

    def test_catches_up_with_a_long_diary_on_a_new_phone(self, phone, way, patient):
        other = Phone(patient)
        days = [ago(n) for n in range(1100)]
        for first in range(0, 1100, 100):
            batch = [day_write(day, answers={"mood": 5}) for day in days[first : first + 100]]
            assert set(outcomes(other.sync(*batch))) == {"created"}

        page = phone.new_page()
        tools = phone.new_cdp_session(page)
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        pocket = Pocket.on(page, patient)
        script = "return (await app.diary.days(given.me, '2000-01-01', '2999-01-01')).size"
        found = soon(lambda: (n := pocket.do(script)) == 1100 and n)

        assert found == 1100
        # What it costs this phone and the way, and not what else the machine was doing.
        told = tools.send("Performance.getMetrics")["metrics"]
        [work_s] = [each["value"] for each in told if each["name"] == "TaskDuration"]
        assert work_s < 5
        assert way.count("/diary/changes") <= 12


class TestRefusal:
    def test_of_one_write_leaves_the_others_alone(self, pocket, phone, patient):
        phone.set_offline(True)
        pocket.note(ago(1), 1)
        pocket.note(today(), 77)
        pocket.note(ago(2), 2)
        phone.set_offline(False)
        pocket.is_settled()

        assert [row[:3] for row in stored(patient)] == [(ago(1), 1, 1), (ago(2), 1, 2)]
        assert pocket.standing(today()) == "needs_attention"
        assert [item["refused"]["code"] for item in pocket.waiting()] == ["invalid"]

    def test_does_not_spoil_what_was_built_on_it(self, pocket, phone, patient):
        pocket.note(today(), 1)
        pocket.is_settled()
        phone.set_offline(True)
        pocket.note(today(), 77)
        pocket.note(today(), 2)
        phone.set_offline(False)
        pocket.is_settled()

        assert stored(patient) == [(today(), 1, 1, False), (today(), 2, 2, False)]
        assert pocket.waiting() == []
        assert pocket.standing(today()) == "received"

    @pytest.mark.parametrize("status", [400, 404, 413, 422])
    def test_of_a_whole_batch_ends_at_the_single_write(self, pocket, phone, way, patient, status):
        phone.set_offline(True)
        for n in range(4):
            pocket.note(ago(n), n)
        # The whole, its first half, and then the first write alone are refused.
        way.meets(SYNC, "answer", times=3, **problem(status, "some_code"))
        phone.set_offline(False)
        pocket.is_settled()

        assert {row[0] for row in stored(patient)} == {ago(n) for n in (1, 2, 3)}
        assert [item["refused"]["code"] for item in pocket.waiting()] == ["some_code"]

    def test_by_a_defect_of_ours_holds_only_its_own_day_back(self, pocket, way, patient):
        # Whoever sends, and in whatever batch: the server fails on this day.
        earlier = problem(500, "internal") | {"holding": f'"{ago(1)}"'}
        way.meets(SYNC, "answer", times=1_000, **earlier)
        pocket.note(ago(1), 1, send=False)
        pocket.note(today(), 2)
        soon(lambda: stored(patient))

        assert stored(patient) == [(today(), 1, 2, False)]
        way.clear()
        pocket.sync()
        assert len(stored(patient)) == 2

    def test_by_somebody_on_the_way_refuses_nothing(self, pocket, phone, way, patient):
        way.meets(SYNC, "answer", status=404, body=b"<h1>Not here</h1>")
        way.meets(SYNC, "answer", status=200, body=b"<h1>Welcome to our network</h1>")
        pocket.note(today(), 1, send=False)
        for _ in range(3):
            pocket.sync()

        assert way.count(SYNC) == 3
        assert stored(patient) == [(today(), 1, 1, False)]

    def test_for_want_of_consent_keeps_and_says_so(self, phone, way):
        nobody = a_patient(consents=False)
        pocket = Pocket.of(phone, nobody)
        pocket.note(today(), 1)

        assert soon(pocket.stopped) == "consent"
        assert len(pocket.waiting()) == 1
        assert "refused" not in pocket.waiting()[0]

    def test_of_what_cannot_be_opened_keeps_it_and_sends_the_rest(self, pocket, phone, patient):
        phone.set_offline(True)
        pocket.note(ago(1), 1)
        pocket.do(
            "const db = await app.database(); const [seq] = await db.getAllKeys('queue');"
            " const row = await db.get('queue', seq);"
            " await db.put('queue', { ...row, data: new ArrayBuffer(40) }, seq);"
        )
        pocket.note(today(), 2)
        phone.set_offline(False)
        pocket.is_settled()

        assert stored(patient) == [(today(), 1, 2, False)]
        assert [item["refused"]["code"] for item in pocket.waiting()] == ["unreadable"]

    def test_of_a_withdrawn_day_is_no_refusal(self, pocket, way, patient):
        lost = way.meets(SYNC, "swallow")
        pocket.note(today(), 1)
        assert lost.met.wait(PATIENCE_S)
        Phone(patient).withdraw(today())
        pocket.is_settled()

        assert pocket.waiting() == []
        assert pocket.standing(today()) == "none"


class TestPatience:
    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize("says", ["seconds", "date"])
    def test_is_as_long_as_the_server_asks(self, pocket, way, patient, status, says):
        now = clock.now()
        value = "3" if says == "seconds" else format_datetime(now + timedelta(seconds=3), True)
        headers = {"Retry-After": value, "Date": format_datetime(now, usegmt=True)}
        way.meets(SYNC, "answer", **problem(status, "busy", **headers))
        way.forget()
        pocket.note(today(), 1)
        way.wait_for(SYNC)
        pocket.sync()
        soon(lambda: stored(patient))

        first, second, *_ = way.moments(SYNC)
        assert second - first > 2.5

    def test_ends_by_itself_after_a_failure(self, pocket, way, patient):
        way.meets(SYNC, "drop")
        pocket.note(today(), 1)

        soon(lambda: stored(patient))


class TestSignIn:
    def test_that_ran_out_locks_and_sends_after_the_next(self, pocket, phone, patient):
        phone.set_offline(True)
        pocket.note(today(), 1)
        as_(patient).delete("/api/v1/sessions")
        phone.set_offline(False)
        pocket.reads("Please sign in again")
        assert len(pocket.waiting()) == 1

        pocket.page.get_by_label("Password", exact=True).fill(pocket.login["password"])
        pocket.press("Sign in")
        pocket.is_settled()

        assert stored(patient) == [(today(), 1, 1, False)]

    def test_of_somebody_else_neither_shows_nor_sends_what_waits(self, pocket, way, patient):
        with way.away():
            pocket.note(today(), 1, send=False)
            pocket.do("await app.session.signOut()")
        other = a_patient()
        pocket.do(
            "await app.session.signIn(given.email, given.password)",
            email=other.email,
            password=pocket.login["password"],
        )
        pocket.do("await app.sync.sync(); await app.flush(given.me)")
        assert pocket.do("return app.sync.waiting.value") == []
        assert (stored(patient), stored(other)) == ([], [])

        pocket.do("await app.session.signIn(given.email, given.password)", **pocket.login)
        pocket.is_settled()

        assert stored(patient) == [(today(), 1, 1, False)]
        assert stored(other) == []

    def test_once_left_leaves_nothing_personal(self, pocket):
        pocket.note(today(), 1)
        pocket.is_settled()
        pocket.do("await app.session.signOut()")

        left = pocket.do(
            "const db = await app.database();"
            " return { kept: await db.getAllKeys('kept'), rows: (await Promise.all("
            " ['keys', 'sealed', 'queue'].map((store) => db.count(store)))) }"
        )
        assert set(left["kept"]) <= {"device", "catalogue", "language", "persistence_asked"}
        assert left["rows"] == [0, 0, 0]

    def test_that_another_tab_left_saves_nothing_more(self, pocket, phone, patient):
        other = Pocket(phone.new_page(), patient)
        other.open()
        pocket.do("await app.session.signOut()")

        told = other.do(
            "try { await app.diary.noteDay(given.me, given.day,"
            " { answers: {}, side_effects: {} }); return 'saved' }"
            " catch (error) { return error.constructor.name }",
            day=str(today()),
        )
        assert told != "saved"
        other.reads("Sign in")
