import pytest


@pytest.fixture(autouse=True)
def _on_this_application(app):
    """Every test here is about requests to the application."""
