"""`flask --app wsgi audit …`: what an operator's timer runs."""

import re

import pytest

from tests.builders import a_patient, a_specialist, as_, fetch


@pytest.fixture
def command(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["audit", *words])


@pytest.fixture
def root(command):
    """The root printed after an access that a request wrote was sealed."""
    patient = a_patient()
    as_(a_specialist()).get(f"/api/v1/patients/{patient.id}/consents")
    sealed = (
        "SELECT FROM access_seals s JOIN accesses a ON a.id = s.access_id WHERE a.patient_id = %s"
    )
    for _ in range(500):  # writers anywhere on the server hold the horizon back for a moment
        said = command("seal").output
        if fetch(sealed, patient.id, role="r_operator"):
            return re.search(r"Root: ([0-9a-f]{64})$", said.strip())[1]
    raise AssertionError("It was never sealed.")


class TestSeal:
    def test_says_how_many_and_the_root(self, command, root):
        answer = command("seal")

        assert answer.exit_code == 0, answer.output
        assert re.fullmatch(r"Sealed \d+ accesses\. Root: [0-9a-f]{64}\n", answer.output)


class TestVerify:
    def test_finds_what_requests_wrote_and_the_command_sealed_good(self, command, root):
        answer = command("verify", "--root", root)

        assert answer.exit_code == 0, answer.output
        assert re.match(r"All [1-9]\d* sealed accesses are as they were\.", answer.output)

    def test_exits_with_1_when_the_root_is_not_in_the_chain(self, command, root):
        answer = command("verify", "--root", "ab" * 32)

        assert answer.exit_code == 1
        assert "is cut off" in answer.output

    @pytest.mark.parametrize("wrong", ["xyz", "ab"])
    def test_wants_a_root_that_can_be_one(self, command, wrong):
        assert command("verify", "--root", wrong).exit_code == 2
