"""The page of reminders, as somebody uses it who is tired and has a small screen."""

from pathlib import Path
from typing import Any

import pytest

from backend.catalogue.service import catalogue
from tests.builders import a_patient, as_
from tests.e2e.phone import Phone, a_phone_that_shows

PICTURES = Path(__file__).parents[2] / "var" / "e2e"


class TestConsent:
    def test_is_shown_before_and_given_with_the_button(self, runner, firefox, server, app):
        patient = a_patient()

        async def scenario():
            phone = await Phone.opened(firefox, server.origin, patient)
            asked = await phone.tab.run("return document.querySelector('#agree').innerText")
            await phone.turn_on()
            return asked

        asked = runner.run(scenario())

        assert next(i.text for i in catalogue().consent_items if i.id == "c_push") in asked
        assert "given_at" in consents_of(patient)["c_push"]


class TestPage:
    @pytest.mark.parametrize("width", [320, 1100])
    def test_needs_no_sideways_scrolling(self, runner, firefox, server, patient, worker, width):
        async def scenario():
            phone = await a_phone_that_shows(firefox, server, patient, worker)
            await phone.tab.size(width, 700)
            await phone.tab.reload()
            await phone.settled()
            await phone.tab.picture(PICTURES / f"reminders-{width}.png")
            return await phone.tab.run(
                "const { scrollWidth, clientWidth } = document.documentElement;"
                " return scrollWidth - clientWidth"
            )

        assert runner.run(scenario()) == 0

    def test_names_each_of_its_fields(self, runner, firefox, server, patient):
        async def scenario():
            phone = await Phone.opened(firefox, server.origin, patient)
            return await phone.tab.run(
                "return [...document.querySelectorAll('input, select')]"
                ".filter((each) => !each.labels[0]?.textContent.trim()).map((each) => each.id)"
            )

        assert runner.run(scenario()) == []

    def test_saves_the_plan_and_says_what_is_wrong_with_it(self, runner, firefox, server, patient):
        async def scenario():
            phone = await Phone.opened(firefox, server.origin, patient)
            await phone.fill(at="20:15", quiet_from="20:00", quiet_to="08:00")
            await phone.tab.click("#plan [type=submit]")
            await phone.tab.until("document.querySelector('#at').ariaInvalid === 'true'")
            told = await phone.tab.run("return document.querySelector('#at-error').innerText")
            await phone.fill(at="18:45")
            await phone.tab.click("#plan [type=submit]")
            await phone.tab.until("document.querySelector('#plan-result').innerText === 'Saved.'")
            return told

        assert runner.run(scenario()) == "This time lies in the quiet hours."
        plan = as_(patient).get(f"/api/v1/patients/{patient.id}/reminders").json
        assert (plan["at"], plan["quiet_from"], plan["quiet_to"]) == ("18:45", "20:00", "08:00")

    def test_refuses_a_wrong_password_in_words(self, runner, firefox, server, patient):
        async def scenario():
            phone = Phone(patient, await firefox.tab(f"{server.origin}/#/reminders"))
            await phone.enter(patient.email, "wrong")
            return await phone.tab.until("document.querySelector('[role=alert]')?.innerText")

        assert "E-mail and password do not fit together." in runner.run(scenario())


def consents_of(patient) -> dict[str, Any]:
    return as_(patient).get(f"/api/v1/patients/{patient.id}/consents").json["items"]
