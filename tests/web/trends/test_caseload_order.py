import pytest

from tests.builders import a_day, a_specialist, acting, as_
from tests.web.trends.lists import a_revision, a_shared_patient, ago, caseload, names


class TestOrder:
    @pytest.fixture
    def specialist(self, app):
        """Of Ada, bea, Cleo and Dora: bea got worse, Cleo better, Dora reported a red flag."""
        specialist = a_specialist()
        people = {
            name: a_shared_patient(specialist, name=name) for name in ("Cleo", "bea", "Dora", "Ada")
        }
        for back in range(14):
            a_day(people["bea"], ago(back), pain_average=8 if back < 7 else 4)
            a_day(people["Cleo"], ago(back), pain_average=2 if back < 7 else 4)
        a_day(people["Dora"], ago(3))
        a_revision(people["Dora"], ago(3), red_flags=["jaundice"])
        return specialist

    @pytest.mark.parametrize(
        ("query", "order"),
        [
            ({}, ["Dora", "bea", "Cleo", "Ada"]),
            ({"sort": "name"}, ["Ada", "bea", "Cleo", "Dora"]),
            ({"sort": "name", "order": "desc"}, ["Dora", "Cleo", "bea", "Ada"]),
            ({"sort": "last_entry_on"}, ["Dora", "bea", "Cleo", "Ada"]),
            ({"sort": "pain_mean_7d"}, ["Cleo", "bea", "Ada", "Dora"]),
            ({"sort": "pain_mean_7d", "order": "desc"}, ["bea", "Cleo", "Ada", "Dora"]),
            ({"sort": "pain_change_7d"}, ["Cleo", "bea", "Ada", "Dora"]),
            ({"sort": "adherence_28d", "order": "desc"}, ["bea", "Cleo", "Ada", "Dora"]),
            ({"sort": "marks", "order": "desc"}, ["Dora", "Ada", "bea", "Cleo"]),
        ],
    )
    def test_follows_the_query(self, specialist, query, order):
        assert names(specialist, **query) == order

    def test_pages_without_gap_or_repetition(self, specialist):
        seen, cursor = [], None
        while True:
            page = caseload(specialist, limit=1, **({"cursor": cursor} if cursor else {}))
            seen += [row["name"] for row in page["items"]]
            if not (cursor := page["next"]):
                break

        assert seen == names(specialist)

    def test_goes_on_behind_a_patient_who_left(self, specialist):
        page = caseload(specialist, limit=2, sort="name")
        left = page["items"][1]["patient_id"]
        with acting("r_patient", left) as connection:
            connection.execute("UPDATE grants SET ended_at = now() WHERE patient_id = %s", (left,))

        rest = caseload(specialist, limit=2, sort="name", cursor=page["next"])["items"]

        assert [row["name"] for row in rest] == ["Cleo", "Dora"]

    def test_filters_by_a_part_of_the_name(self, specialist):
        assert names(specialist, name="E") == ["bea", "Cleo"]

    @pytest.mark.parametrize(
        "query",
        [{"sort": "email"}, {"order": "up"}, {"limit": 201}, {"limit": 0}, {"cursor": "x"},
         {"page": 2}, {"name": "\0"}],
    )  # fmt: skip
    def test_refuses_what_it_does_not_know(self, specialist, query):
        answer = as_(specialist).get("/api/v1/caseload", query_string=query)

        assert answer.status_code == 422
