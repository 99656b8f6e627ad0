"""What a load balancer asks. That readiness turns red is shown where each reason is tested."""

from backend.diary.service import agreement
from backend.walls import service as walls
from tests.builders import as_


class TestReady:
    def test_is_green_when_the_schema_is_at_head_and_the_walls_stand(self, app):
        answer = as_(None).get("/health/ready")

        assert answer.status_code == 200, answer.json

    def test_looks_at_the_walls_again_until_they_stand(self, app, monkeypatch):
        asked = []
        monkeypatch.setattr(walls, "_sound", set())
        monkeypatch.setattr(walls.queries, "lint", lambda: asked.append(1) or ["A wall is down."])
        answers = [as_(None).get("/health/ready") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [503, 503]
        assert answers[0].json["detail"] == "A wall is down."
        assert len(asked) == 2

    def test_looks_at_walls_that_stand_once(self, app, monkeypatch):
        asked = []
        monkeypatch.setattr(walls, "_sound", set())
        monkeypatch.setattr(agreement, "_agreed", [])
        monkeypatch.setattr(walls.queries, "lint", lambda: asked.append(1) or [])
        answers = [as_(None).get("/health/ready") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert len(asked) == 1


class TestLive:
    def test_answers(self, app):
        assert as_(None).get("/health/live").json == {"status": "ok"}

    def test_asks_nobody_who_they_are(self, app):
        answer = as_(None).get("/health/live", headers={"Authorization": "Bearer nonsense"})

        assert answer.status_code == 200
