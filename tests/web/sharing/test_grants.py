"""Grants over HTTP: to whom, what, until when."""

from datetime import datetime, time, timedelta
from threading import Barrier, Thread
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from backend.accounts.rules import new_share_code
from backend.catalogue.service import catalogue
from tests.builders import (
    a_consent,
    a_coordinator,
    a_grant,
    a_patient,
    a_specialist,
    as_,
    fetch,
)
from tests.web.sharing.sharing import (
    EAST,
    WEST,
    grants_url,
    listed,
    readable,
    set_consent,
    share,
    today_in,
)


class TestShareWith:
    def test_lets_the_specialist_read_those_categories(self, patient, specialist):
        answer = share(patient, specialist, categories=["mood", "pain"])

        assert answer.status_code == 201, answer.json
        assert readable(specialist, patient) == {"pain", "mood"}

    def test_answers_as_the_list_does(self, patient, specialist):
        last = today_in("Europe/Paris") + timedelta(days=9)

        answer = share(patient, specialist, covers_team=True, expires_on=last.isoformat())

        assert listed(patient) == {"items": [answer.json], "next": None}
        assert answer.json == {
            "id": answer.json["id"],
            "specialist": {
                "id": str(specialist.id),
                "name": "Dr Vera Lund",
                "clinic": "Harbour Clinic",
            },
            "categories": ["pain"],
            "covers_team": True,
            "granted_at": answer.json["granted_at"],
            "expires_on": last.isoformat(),
            "ended_at": None,
            "live": True,
            "suspended": False,
        }

    def test_reaches_no_other_specialist_of_the_clinic(self, patient, specialist):
        share(patient, specialist)

        assert readable(a_specialist(clinic=specialist.clinic_id), patient) == set()

    def test_covering_the_team_lets_colleagues_in_and_nobody_of_another_clinic(
        self, patient, specialist
    ):
        share(patient, specialist, covers_team=True)

        assert readable(a_specialist(clinic=specialist.clinic_id), patient) == {"pain"}
        assert readable(a_specialist(), patient) == set()

    def test_refuses_a_second_live_one(self, patient, specialist):
        share(patient, specialist)

        answer = share(patient, specialist, categories=["mood"])

        assert answer.status_code == 409
        assert answer.json["code"] == "already_shared"
        assert readable(specialist, patient) == {"pain"}

    def test_grants_once_when_two_phones_ask_at_once(self, patient, specialist):
        clients = [as_(patient) for _ in range(2)]
        barrier, seen = Barrier(2), []

        def ask(client):
            barrier.wait()
            seen.append(share(patient, specialist, client=client).status_code)

        threads = [Thread(target=ask, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(seen) == [201, 409]

    def test_is_not_held_up_by_one_that_expired(self, specialist):
        patient = a_patient(time_zone=EAST)
        a_grant(patient=patient, specialist=specialist, expires_on=today_in(WEST))

        answer = share(patient, specialist)

        assert answer.status_code == 201
        live, expired = listed(patient)["items"]
        assert (live["live"], expired["live"]) == (True, False)
        its_end = datetime.combine(today_in(WEST) + timedelta(days=1), time(), ZoneInfo(EAST))
        assert datetime.fromisoformat(expired["ended_at"]) == its_end

    @pytest.mark.parametrize("item", [*catalogue().required_consents, "c_share"])
    def test_needs_each_required_consent_and_the_one_to_share(self, app, specialist, item):
        patient = a_patient(consents=False)
        others = {*catalogue().required_consents, "c_share"} - {item}
        a_consent(patient, *others)

        answer = share(patient, specialist)

        assert answer.status_code == 403
        assert answer.json["code"] == "consent_required"
        assert fetch("SELECT FROM grants WHERE patient_id = %s", patient.id) == []

    def test_does_not_take_a_withdrawn_consent(self, patient, specialist):
        set_consent(patient, "c_share", given=False)

        assert share(patient, specialist).status_code == 403

    def test_knows_no_code_that_nobody_has(self, patient, specialist):
        assert share(patient, specialist, share_code=new_share_code()).status_code == 404

    def test_refuses_an_end_that_is_past_where_the_patient_is(self, specialist):
        there, here = a_patient(time_zone=EAST), a_patient(time_zone=WEST)
        day = today_in(WEST).isoformat()

        assert share(here, specialist, expires_on=day).status_code == 201
        refused = share(there, specialist, expires_on=day)

        assert refused.status_code == 422
        assert list(refused.json["fields"]) == ["expires_on"]

    @pytest.mark.parametrize(
        "body",
        [
            {"categories": []},
            {"categories": ["pain", "pain"]},
            {"categories": ["everything"]},
            {"categories": "pain"},
            {"categories": [None]},
            {"covers_team": "yes"},
            {"covers_team": None},
            {"expires_on": "tomorrow"},
            {"expires_on": 5},
            {"share_code": 5},
            {"patient_id": str(uuid4())},
        ],
    )
    def test_refuses_what_can_not_be_granted(self, patient, specialist, body):
        answer = share(patient, specialist, **body)

        assert answer.status_code == 422
        assert fetch("SELECT FROM grants WHERE patient_id = %s", patient.id) == []

    def test_is_shown_among_the_accesses(self, patient, specialist):
        share(patient, specialist, categories=["pain", "notes"])

        assert fetch("SELECT action, details FROM accesses WHERE patient_id = %s", patient.id) == [
            (
                "sharing.grant",
                {"specialist_id": str(specialist.id), "categories": ["pain", "notes"]},
            )
        ]


class TestListGrants:
    def test_goes_from_the_newest_to_the_oldest_page_by_page(self, patient):
        made = [share(patient, a_specialist()).json["id"] for _ in range(5)]

        first = listed(patient, "?limit=2")
        second = listed(patient, f"?limit=2&cursor={first['next']}")
        third = listed(patient, f"?limit=2&cursor={second['next']}")

        found = [grant["id"] for part in (first, second, third) for grant in part["items"]]
        assert found == made[::-1]
        assert third["next"] is None

    def test_shows_only_ones_own(self, patient, specialist):
        a_grant(patient=a_patient(), specialist=specialist)

        assert listed(patient) == {"items": [], "next": None}

    @pytest.mark.parametrize("query", ["?cursor=x", "?cursor=WzFd", "?limit=0", "?limit=201"])
    def test_refuses_a_page_that_can_not_be(self, patient, query):
        assert as_(patient).get(grants_url(patient) + query).status_code == 422


class TestGrantsOfSomebodyElse:
    @pytest.mark.parametrize(
        ("method", "path"), [("get", ""), ("post", ""), ("delete", f"/{uuid4()}")]
    )
    @pytest.mark.parametrize("stranger", [a_patient, a_specialist, a_coordinator])
    def test_are_hidden_from_others_whose_try_is_written_down(
        self, patient, stranger, method, path
    ):
        who = stranger(clinic=patient.clinic_id)

        answer = getattr(as_(who), method)(grants_url(patient) + path)

        assert answer.status_code == 404
        assert fetch(
            "SELECT actor_id, action, denied FROM accesses WHERE patient_id = %s", patient.id
        ) == [(who.id, "sharing.decide", True)]

    def test_are_hidden_from_the_specialist_who_has_one(self, patient, specialist):
        share(patient, specialist)

        assert as_(specialist).get(grants_url(patient)).status_code == 404
