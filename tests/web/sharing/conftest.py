import pytest

from tests.builders import a_clinic, a_patient, a_specialist


@pytest.fixture
def patient(app):
    return a_patient()


@pytest.fixture
def specialist(app):
    return a_specialist(name="Dr Vera Lund", clinic=a_clinic(name="Harbour Clinic"))
