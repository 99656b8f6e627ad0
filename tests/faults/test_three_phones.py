"""Three phones of one patient against a model of what the diary has to be.

They write on- and offline, send in any order between entries, miss answers, send old batches
again, run on wrong clocks, travel, withdraw and forget. The server agrees with the model at every
answer, and in the end its change feed tells the same story.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from backend.diary import rules
from backend.diary.rules import Decision, Outcome
from backend.diary.service import storing, syncing
from tests.faults.machine import ThreePhones

USUAL = settings(
    max_examples=200,
    stateful_step_count=50,
    deadline=None,
    database=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
"""What CI can afford; a night takes more examples."""

UNTIL_CAUGHT = settings(USUAL, phases=[Phase.generate], report_multiple_bugs=False)


def last_write_wins(wish, *, standing, known, base):
    found = rules.decide(wish, standing=standing, known=known, base=base)
    if found.outcome is Outcome.CONFLICT_KEPT:
        return Decision(Outcome.UPDATED, found.revision, found.base_revision)
    return found


def knows_no_write(wish, *, standing, known, base):
    return rules.decide(wish, standing=standing, known=None, base=base)


def drops_conflicts(wish, *, standing, known, base):
    found = rules.decide(wish, standing=standing, known=known, base=base)
    kept = found.outcome is Outcome.CONFLICT_KEPT
    return Decision(Outcome.DUPLICATE, standing.revision) if kept else found


class TestThreePhones:
    def test_agree_with_the_model(self, app) -> None:
        run_state_machine_as_test(ThreePhones, settings=USUAL)


class TestSabotage:
    """The machine would notice."""

    @pytest.mark.parametrize("decide", [last_write_wins, knows_no_write, drops_conflicts])
    def test_of_the_decision_is_caught(self, app, monkeypatch, decide) -> None:
        monkeypatch.setattr(syncing, "decide", decide)
        with pytest.raises(AssertionError):
            run_state_machine_as_test(ThreePhones, settings=UNTIL_CAUGHT)

    def test_of_the_late_marks_is_caught(self, app, monkeypatch) -> None:
        judge = rules.timing

        def trusts_every_clock(reading, **told):
            return judge(reading, **{**told, "sent_at": None})

        monkeypatch.setattr("backend.diary.service.incoming.timing", trusts_every_clock)
        with pytest.raises(AssertionError):
            run_state_machine_as_test(ThreePhones, settings=UNTIL_CAUGHT)

    def test_of_the_counting_is_caught(self, app, monkeypatch) -> None:
        take = storing.Writer.take

        def skips_a_number(writer, write, decision):
            writer.seq += decision.outcome is Outcome.UPDATED
            take(writer, write, decision)

        monkeypatch.setattr(storing.Writer, "take", skips_a_number)
        with pytest.raises(AssertionError):
            run_state_machine_as_test(ThreePhones, settings=UNTIL_CAUGHT)
