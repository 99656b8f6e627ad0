"""Questionnaires over HTTP: kept, scored, answered at once, and shared by category."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import a_patient, a_specialist, as_, fetch
from tests.ward import Chart, a_chart, a_desk, response_body, zeros

POSITIVE = {"phq9_9": 1}
BLOOD = {"bl_blood": 1}


@pytest.fixture
def chart(app) -> Chart:
    return a_chart()


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert answer.content_type == "application/problem+json"
    return answer.json


def stored(chart) -> int:
    return fetch("SELECT count(*) FROM responses WHERE patient_id = %s", chart.patient.id)[0][0]


class TestResponse:
    def test_is_scored_and_pinned_to_what_was_asked(self, chart) -> None:
        answer = chart.answer("phq9", {"phq9_1": 3, "phq9_2": 3, "phq9_3": 1}).json
        assert (answer["score"], answer["range"], answer["band"]) == (7, [0, 27], "mild")
        assert (answer["prorated"], answer["n_answered"]) == (False, 9)
        assert len(answer["instrument_version"]) == 16
        assert answer["category"] == "mood"

    def test_with_seven_answers_is_stored_without_a_score(self, chart) -> None:
        skipped = dict.fromkeys(("phq9_1", "phq9_2"))
        answer = chart.answer("phq9", skipped)
        assert (answer.status_code, answer.json["score"], answer.json["band"]) == (201, None, None)
        assert answer.json["n_answered"] == 7
        assert stored(chart) == 1

    def test_shows_a_skipped_safety_item_as_not_answered(self, chart) -> None:
        answer = chart.answer("phq9", {"phq9_9": None}).json
        assert answer["not_answered"] == ["phq9_9"]
        assert (answer["answers"]["phq9_9"], answer["safety"], answer["notices"]) == (None, [], [])

    def test_is_read_as_it_was_kept(self, chart) -> None:
        kept = chart.answer("gad7", {"gad7_1": 2}).json
        read = chart.read(f"instruments/{kept['id']}")
        assert {name: read[name] for name in read} == {name: kept[name] for name in read}

    def test_keeps_its_versions_with_the_reason(self, chart) -> None:
        kept = chart.answer("peg").json
        path = f"instruments/responses/{kept['id']}"
        body = response_body("peg", {"peg_1": 9}, occurrence_id=kept["occurrence_id"])
        refused(chart.put(path, body, based_on=1), 422, "invalid")
        amended = chart.put(path, body, based_on=1, reason="a slip")
        assert (amended.status_code, amended.json["revision"]) == (200, 2)
        versions = chart.read(f"instruments/{kept['id']}/revisions")["items"]
        assert [version["reason"] for version in versions] == [None, "a slip"]
        assert [version["content"]["answers"]["peg_1"] for version in versions] == [0, 9]

    def test_stays_one_to_its_questionnaire(self, chart) -> None:
        kept = chart.answer("peg").json
        answer = chart.put(
            f"instruments/responses/{kept['id']}", response_body("gad7"), based_on=1, reason="x"
        )
        refused(answer, 409, "another_instrument")

    def test_without_a_precondition_is_refused(self, chart) -> None:
        path = f"instruments/responses/{uuid4()}"
        refused(chart.put(path, response_body("peg"), based_on=None), 428, "precondition_required")

    def test_on_a_stale_revision_is_refused(self, chart) -> None:
        kept = chart.answer("peg").json
        path = f"instruments/responses/{kept['id']}"
        answer = chart.put(path, response_body("peg", {"peg_1": 3}), based_on=7, reason="x")
        assert refused(answer, 412, "stale")["current"]["revision"] == 1

    def test_without_consent_is_refused(self, app) -> None:
        chart = Chart(a_patient(consents=False))
        refused(chart.answer("peg"), 403, "consent_required")
        assert stored(chart) == 0


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"instrument": "phq10"}, "instrument"),
            ({"answers": {"peg_1": 11, "peg_2": 0, "peg_3": 0}}, "answers.peg_1"),
            ({"answers": {"peg_1": 1}}, "answers.peg_2"),
            ({"answers": {"peg_1": 1.5, "peg_2": 0, "peg_3": 0}}, "answers.peg_1.value"),
            ({"answers": {"peg_1": "1", "peg_2": 0, "peg_3": 0}}, "answers.peg_1.value"),
            ({"answers": {"peg_1": True, "peg_2": 0, "peg_3": 0}}, "answers.peg_1.value"),
            ({"answers": []}, "answers"),
            ({"answers": None}, "answers"),
            ({"day": "2026-02-30"}, "day"),
            ({"day": "2199-01-01"}, "day"),
            ({"answered_at": "2026-01-01T10:00:00"}, "answered_at"),
            ({"answered_at": 7}, "answered_at"),
            ({"time_zone": "Mars/Base"}, "time_zone"),
            ({"score": 3}, "score"),
            ({"more": 1}, "more"),
            ({"occurrence_id": "x"}, "occurrence_id"),
            ({"status": "deleted"}, "status"),
        ],
    )
    def test_is_refused_by_field_and_stores_nothing(self, chart, change, field) -> None:
        answer = chart.put(f"instruments/responses/{uuid4()}", {**response_body("peg"), **change})
        assert field in refused(answer, 422, answer.json["code"])["fields"], answer.text
        assert stored(chart) == 0

    def test_in_the_future_is_refused(self, chart) -> None:
        ahead = (clock.now() + timedelta(minutes=6)).isoformat()
        answer = chart.put(
            f"instruments/responses/{uuid4()}", response_body("peg", answered_at=ahead)
        )
        assert list(refused(answer, 422, "invalid")["fields"]) == ["answered_at"]

    def test_by_a_clock_that_is_off_is_corrected(self, chart) -> None:
        ahead = (clock.now() + timedelta(hours=6)).isoformat()
        body = response_body("peg", answered_at=ahead, sent_at=ahead)
        assert chart.put(f"instruments/responses/{uuid4()}", body).status_code == 201

    def test_text_for_a_licensed_form_is_refused(self, chart) -> None:
        body = {**response_body("peg"), "instrument": "moca", "answers": {"moca_1": 1}}
        refusal = refused(chart.put(f"instruments/responses/{uuid4()}", body), 422, "score_only")
        assert "Electronic versions prohibited" in refusal["fields"]["instrument"][0]


class TestNotices:
    def test_come_with_the_answer_with_whom_to_call(self, chart) -> None:
        (notice,) = chart.answer("phq9", POSITIVE).json["notices"]
        assert notice["text"]
        assert notice["crisis_contacts"] == [{"name": "Crisis line", "phone": "0800 000 000"}]

    def test_come_again_with_the_same_answer(self, chart) -> None:
        record_id, body = uuid4(), response_body("phq9", POSITIVE)
        first, again = (chart.put(f"instruments/responses/{record_id}", body) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json["notices"] == again.json["notices"] != []

    def test_of_blood_hold_no_dose_until_a_specialist_signed(self, chart) -> None:
        (notice,) = chart.answer("bladder_check", BLOOD).json["notices"]
        assert notice["severity"] == "urgent"
        assert "next ketamine dose" not in notice["text"]

    def test_of_a_fourth_kind_there_are_none(self, chart) -> None:
        assert chart.answer("gad7", dict.fromkeys(zeros("gad7"), 3)).json["notices"] == []


class TestStruckOut:
    """What comes in struck out, as a phone that was offline sends it, answers nothing."""

    def test_leaves_its_occasion_due(self, chart) -> None:
        kept = chart.answer("audit_c", status="entered_in_error").json
        (item,) = chart.due_of("audit_c")
        assert (kept["occurrence_id"], item["state"]) == (None, "due")
        assert chart.answer("audit_c").json["occurrence_id"] == item["id"]

    def test_leaves_the_one_it_names_due(self, chart) -> None:
        (item,) = chart.due_of("phq9")
        chart.answer("phq9", status="entered_in_error", occurrence_id=item["id"])
        assert chart.due_of("phq9")[0]["state"] == "due"


class TestMark:
    def marks(self, chart, **grant):
        desk = a_desk(chart.patient, **grant)
        (row,) = desk.client.get("/api/v1/caseload").json["items"]
        return row["marks"]

    def test_names_the_item_where_mood_is_granted(self, chart) -> None:
        day = chart.answer("phq9", POSITIVE).json["day"]
        assert self.marks(chart, categories=["mood"]) == [
            {"kind": "safety_answer", "safety_items": ["phq9_9"], "day": day}
        ]

    def test_says_only_to_call_where_it_isnt(self, chart) -> None:
        chart.answer("phq9", POSITIVE)
        assert self.marks(chart, categories=["pain"]) == [
            {"kind": "safety", "text": "safety answer, call"}
        ]

    def test_stays_when_the_answer_was_struck_out_but_names_nothing(self, chart) -> None:
        kept = chart.answer("phq9", POSITIVE).json
        body = response_body("phq9", POSITIVE, status="entered_in_error", reason="not me")
        assert chart.put(f"instruments/responses/{kept['id']}", body, based_on=1).status_code == 200
        assert self.marks(chart) == [{"kind": "safety", "text": "safety answer, call"}]

    def test_is_none_for_a_skipped_item(self, chart) -> None:
        chart.answer("phq9", {"phq9_9": None})
        assert self.marks(chart) == []


class TestScoreFromElsewhere:
    BODY = {"instrument": "moca", "score": 25, "day": "2026-03-01"}  # noqa: RUF012

    def test_is_kept_with_its_band(self, chart) -> None:
        desk = a_desk(chart.patient)
        answer = desk.record(f"instruments/scores/{uuid4()}", self.BODY)
        assert (answer["score"], answer["band"]) == (25, "below cut-off")
        assert (answer["source"], answer["answers"]) == ("specialist", None)

    def test_answers_an_occasion_that_isnt_for_the_app(self, chart) -> None:
        (occasion,) = chart.due_of("rand36")
        day = str(clock.now().date())
        body = {"instrument": "rand36", "score": 40, "day": day, "occurrence_id": occasion["id"]}
        body["answered_at"] = clock.now().isoformat()
        answer = a_desk(chart.patient).record(f"instruments/scores/{uuid4()}", body)
        assert answer["occurrence_id"] == occasion["id"]
        assert chart.due_of("rand36")[0]["state"] == "done"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"score": 31}, "invalid"),
            ({"score": "25"}, "invalid"),
            ({"score": None}, "invalid"),
            ({"instrument": "phq9"}, "answered_in_app"),
            ({"instrument": "none"}, "unknown_instrument"),
            ({"answers": {"moca_1": 1}}, "invalid"),
            ({"day": "0001-01-01", "time_zone": "Pacific/Kiritimati"}, "invalid"),
            ({"day": "1900-12-31", "time_zone": "America/Juneau"}, "invalid"),
        ],
    )
    def test_that_makes_no_sense_is_refused(self, chart, change, code) -> None:
        body = {**self.BODY, **change}
        refused(a_desk(chart.patient).put(f"instruments/scores/{uuid4()}", body), 422, code)

    def test_by_the_patient_is_not_found(self, chart) -> None:
        assert chart.put(f"instruments/scores/{uuid4()}", self.BODY).status_code == 404


class TestReaders:
    def test_see_the_granted_categories(self, chart) -> None:
        mood = chart.answer("phq9").json
        craving = chart.answer("craving_check", {"cr_wish": 9}).json
        desk = a_desk(chart.patient, categories=["mood"])
        listed = desk.read("instruments")
        assert [item["id"] for item in listed["items"]] == [mood["id"]]
        assert "substance" in listed["withheld"]
        assert desk.get(f"instruments/{craving['id']}").status_code == 404
        assert desk.get(f"instruments/{craving['id']}/revisions").status_code == 404

    def test_never_answer_for_the_patient(self, chart) -> None:
        assert a_desk(chart.patient).answer("peg").status_code == 404

    def test_are_none_without_a_grant(self, chart) -> None:
        kept = chart.answer("peg").json
        stranger = Chart(chart.patient, a_specialist())
        assert stranger.get(f"instruments/{kept['id']}").status_code == 404
        other = as_(a_patient())
        assert other.get(f"{chart.base}/instruments").status_code == 404


class TestList:
    def test_pages_newest_first_by_questionnaire_and_period(self, chart) -> None:
        ids = [chart.answer("peg", {"peg_1": n}).json["id"] for n in range(5)]
        chart.answer("gad7")
        first = chart.read("instruments", instrument="peg", limit=3)
        rest = chart.read("instruments", instrument="peg", limit=3, cursor=first["next"])
        assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
        assert rest["next"] is None
        assert chart.read("instruments", last="2020-01-01")["items"] == []
        assert chart.read("instruments", first="0001-01-01", last="9999-12-31")["items"]
        assert chart.get("instruments", instrument="none").status_code == 422


class TestAuditC:
    @pytest.mark.parametrize(("sex", "positive"), [("male", False), ("female", True), (None, True)])
    def test_has_another_cut_off_for_men(self, chart, sex, positive) -> None:
        if sex:
            desk = a_desk(chart.patient)
            desk.record("phenotype", {"sex_at_birth": sex, "pain_mechanism": "nociplastic",
                                      "icd11_codes": ["MG30.01"], "body_sites": ["neck"],
                                      "pain_duration_months": 12})  # fmt: skip
        answers = {"audit_c_1": 1, "audit_c_2": 1, "audit_c_3": 1}
        assert chart.answer("audit_c", answers).json["positive"] is positive


def test_consent_withdrawn_stops_answers_and_keeps_what_there_is(chart) -> None:
    kept = chart.answer("peg").json
    version = chart.read("consents")["version"]
    items = {item: False for item, state in chart.read("consents")["items"].items()
             if state["required"]}  # fmt: skip
    chart.record("consents", {"version": version, "items": items, "cards": []})
    refused(chart.answer("peg"), 403, "consent_required")
    assert chart.read(f"instruments/{kept['id']}")["id"] == kept["id"]
