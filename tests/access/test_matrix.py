"""Every route of the application x every relation to a patient."""

import pytest

from tests.access.calls import calls, gaps
from tests.access.judging import faults_of
from tests.access.worlds import EVERYBODY, logged


class TestMatrix:
    def test_knows_every_route(self, app):
        assert [gap for call in calls(app) for gap in gaps(call)] == []

    @pytest.mark.parametrize("relation", sorted(EVERYBODY))
    def test_lets_in_whom_the_policy_names_and_nobody_else(self, app, relation):
        with logged() as lines:
            faults, worlds = faults_of(calls(app), relation)

        assert faults == []
        assert len(lines) >= len(calls(app))
        assert [line for line in lines for world in worlds if world.betrayed_by(line)] == []
