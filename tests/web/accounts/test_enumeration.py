"""Whether the time of an answer tells if there is an account; with today's password hashes."""

from time import perf_counter

from tests.builders import a_patient
from tests.web.accounts.desk import API, a_client, an_address, sign_in, signed_in

ROUNDS = 40


def timed(path, body):
    client = a_client(an_address())
    began = perf_counter()
    client.post(path, json=body)
    return perf_counter() - began


def auc(some, others):
    """How well the times tell one from the other: 0.5 not at all, 0 or 1 always."""
    wins = sum((one > other) + (one == other) / 2 for one in some for other in others)
    return wins / (len(some) * len(others))


def tells(path, known, unknown):
    times = [(timed(path, known), timed(path, unknown)) for _ in range(ROUNDS)]
    return auc(*zip(*times, strict=True))


class TestTime:
    def test_of_a_sign_in_tells_nothing(self):
        patient = a_patient()
        signed_in(patient)  # which makes the hash of the builders one of today's
        known = {"email": patient.email, "password": "wrong"}
        unknown = {"email": "nobody@example.org", "password": "wrong"}

        assert 0.25 <= tells(f"{API}/session", known, unknown) <= 0.75
        assert sign_in(patient).status_code == 201

    def test_of_asking_for_a_reset_tells_nothing(self):
        known, unknown = {"email": a_patient().email}, {"email": "nobody@example.org"}

        assert 0.2 <= tells(f"{API}/password-reset", known, unknown) <= 0.8
