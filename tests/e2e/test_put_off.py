"""A reminder that comes at a bad moment: put off for an hour from the lock screen."""

from datetime import datetime, timedelta
from typing import Any

from backend import clock
from tests.builders import as_
from tests.e2e.phone import DUE, a_phone_that_shows, deliveries, the_alerts, until


class TestLater:
    def test_puts_everything_off_for_an_hour_and_is_known_to_have_been_pressed(
        self, runner, firefox, server, patient, worker
    ):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            [alert] = await the_alerts(firefox, DUE)
            await alert.act("later")
            [delivery] = await until(
                lambda: deliveries(patient), lambda found: found[0]["acted_at"]
            )
            return delivery, await phone.shown()

        delivery, shown = runner.run(scenario())

        until_then = datetime.fromisoformat(plan_of(patient)["snoozed_until"]) - clock.now()
        assert timedelta(minutes=55) < until_then <= timedelta(minutes=60)
        assert delivery["shown_at"] <= delivery["acted_at"]
        assert shown == []

    def test_shows_it_again_if_the_server_is_away(self, runner, firefox, server, patient, worker):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            [alert] = await the_alerts(firefox, DUE)
            with server.away_from(f"/api/v1/patients/{patient.id}/reminders/snooze"):
                await alert.act("later")
                await until(lambda: server.refused, bool)
                await phone.until_shown(DUE)
            return deliveries(patient)

        [delivery] = runner.run(scenario())

        assert plan_of(patient)["snoozed_until"] is None
        assert delivery["acted_at"] is None


def plan_of(patient) -> dict[str, Any]:
    return as_(patient).get(f"/api/v1/patients/{patient.id}/reminders").json
