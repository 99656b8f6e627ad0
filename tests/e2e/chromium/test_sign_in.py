"""The way in, on phone and desk."""

import pytest
from playwright.sync_api import expect

from tests.builders import a_specialist


@pytest.mark.usefixtures("app")
class TestSignIn:
    def test_opens_the_phone_to_a_patient(self, app_of, patient):
        app_of.sign_in(patient)

        expect(app_of.page.get_by_role("navigation")).to_be_visible()

    def test_opens_the_desk_to_a_specialist_with_a_code(self, app_of):
        app_of.sign_in(a_specialist(), "/desk/")

        expect(app_of.page.get_by_role("navigation")).to_be_visible()

    def test_says_what_was_wrong(self, app_of, patient):
        app_of.open()
        app_of.fill_in_sign_in(patient, "not the password of anybody")

        app_of.reads("E-mail and password do not fit together.")
