"""Calls for help, notes and reviews as the tests make them."""

from typing import Any
from uuid import uuid4

from backend import clock
from tests.ward import Body, Chart

DONE = "We spoke for twenty minutes and meet tomorrow."


def press_body(**more: Any) -> Body:
    return {"pressed_at": clock.now().isoformat(), "time_zone": "Europe/Paris", **more}


def pressed(phone: Chart, **more: Any) -> str:
    """The id of a press that the phone just sent."""
    press_id = str(uuid4())
    answer = phone.put(f"calls/{press_id}", press_body(**more))
    assert answer.status_code == 201, answer.text
    return press_id


def note_body(**more: Any) -> Body:
    return {"text": "Sleeps badly, wants to go on.", "day": str(clock.now().date()), **more}


def refused(answer: Any, status: int, code: str) -> Body:
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    found: Body = answer.json
    return found
