from tests.builders import as_


class TestReady:
    def test_is_green_when_the_schema_is_at_head_and_the_walls_stand(self, app):
        answer = as_(None).get("/health/ready")

        assert answer.status_code == 200, answer.json


class TestLive:
    def test_answers(self, app):
        assert as_(None).get("/health/live").json == {"status": "ok"}
