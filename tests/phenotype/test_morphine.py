"""What the opioids of a day add up to, against a second way to sum them."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import a_patient, acting
from tests.phenotype import oracle
from tests.ward import Chart, a_desk

MME = "phenotype/mme"
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 10)
DAY = timedelta(days=1)
ATC = {
    "morphine": "N02AA01",
    "oxycodone": "N02AA05",
    "fentanyl_transdermal_ug_per_h": "N02AB03",
    "tramadol": "N02AX02",
    "methadone": "N07BC02",
    "buprenorphine": "N02AE01",
}


def record(desk: Chart, opioid: str, dose: float, *, first: date, last: date | None = None) -> str:
    body = {"atc": ATC[opioid], "opioid": opioid, "opioid_dose": dose, "from_on": str(first),
            "to_on": last and str(last)}  # fmt: skip
    return str(desk.record(f"phenotype/comedications/{uuid4()}", body)["id"])


@pytest.fixture
def desk(app) -> Chart:
    return a_desk(a_patient())


class TestMorphineEquivalents:
    def test_include_the_first_and_the_last_day(self, desk) -> None:
        record(desk, "morphine", 40, first=FIRST, last=LAST)
        found = {day: desk.read(MME, on=str(day))["mme_per_day"]
                 for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)}  # fmt: skip
        assert list(found.values()) == [0, 40, 40, 0]

    def test_tell_how_each_was_converted(self, desk) -> None:
        patch = record(desk, "fentanyl_transdermal_ug_per_h", 12.5, first=FIRST)
        tramadol = record(desk, "tramadol", 150, first=FIRST)
        source = f"CDC2022, catalogue {catalogue().version}"
        found = desk.read(MME, on=str(LAST))
        assert (found["on"], found["mme_per_day"], found["source"]) == (str(LAST), 60, source)
        assert found["items"] == [
            {"record_id": patch, "opioid": "fentanyl_transdermal_ug_per_h", "dose": 12.5,
             "unit": "ug/h", "factor": 2.4, "mme_per_day": 30, "source": source},
            {"record_id": tramadol, "opioid": "tramadol", "dose": 150, "unit": "mg/d",
             "factor": 0.2, "mme_per_day": 30, "source": source},
        ]  # fmt: skip
        assert found["not_converted"] == []
        assert Chart(desk.patient).read(MME, on=str(LAST)) == found

    def test_name_buprenorphine_and_never_convert_it(self, desk) -> None:
        record(desk, "morphine", 20, first=FIRST)
        other = record(desk, "buprenorphine", 8, first=FIRST)
        found = desk.read(MME, on=str(LAST))
        assert found["mme_per_day"] == 20
        assert found["not_converted"] == [{"record_id": other, "opioid": "buprenorphine"}]
        assert [item["opioid"] for item in found["items"]] == ["morphine"]
        shown = desk.read(f"phenotype/comedications/{other}")
        assert (shown["mme_per_day"], shown["mme_factor"], shown["mme_source"]) == (None,) * 3

    def test_name_an_opioid_substitute_outside_the_group_too(self, desk) -> None:
        body = {"atc": "N07BC01", "opioid": "buprenorphine", "opioid_dose": 16,
                "from_on": str(FIRST)}  # fmt: skip
        kept = desk.record(f"phenotype/comedications/{uuid4()}", body)
        found = desk.read(MME, on=str(LAST))["not_converted"]
        assert found == [{"record_id": kept["id"], "opioid": "buprenorphine"}]

    def test_name_an_opioid_whose_dose_nobody_said(self, desk) -> None:
        body = {"atc": "N02AA01", "from_on": str(FIRST)}
        kept = desk.record(f"phenotype/comedications/{uuid4()}", body)
        desk.record(f"phenotype/comedications/{uuid4()}", {**body, "atc": "N06AB04"})
        found = desk.read(MME, on=str(LAST))
        assert (found["mme_per_day"], found["items"]) == (0, [])
        assert found["not_converted"] == [{"record_id": kept["id"], "opioid": None}]

    def test_keep_the_factor_of_the_day_they_were_recorded(self, desk) -> None:
        kept = record(desk, "tramadol", 100, first=FIRST)
        older = "CDC2016, catalogue 0"
        author = UUID(desk.read(f"phenotype/comedications/{kept}")["recorded_by"])
        with acting("r_specialist", author) as connection:
            connection.execute(
                "UPDATE comedications SET mme_factor = 0.1, mme_per_day = 10, mme_source = %s"
                " WHERE id = %s",
                (older, UUID(kept)),
            )
        found = desk.read(MME, on=str(LAST))
        (item,) = found["items"]
        assert (found["mme_per_day"], item["factor"], item["source"]) == (10, 0.1, older)

    @pytest.mark.parametrize("seed", range(3))
    def test_are_what_the_second_way_sums_up(self, desk, seed) -> None:
        chance, taken = Random(seed), []
        for opioid in ATC:
            begins = FIRST
            for _ in range(2):
                first = begins + chance.randint(0, 4) * DAY
                last = first + chance.randint(0, 4) * DAY
                dose = chance.choice([2.5, 12, 25, 37.5, 0.0001])
                record(desk, opioid, dose, first=first, last=last)
                taken.append((opioid, Fraction(str(dose)), first, last))
                begins = last + DAY
        for offset in range(-1, 19, 2):
            day = FIRST + offset * DAY
            expected = float(oracle.mme(taken, day))
            assert desk.read(MME, on=str(day))["mme_per_day"] == pytest.approx(expected)

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
    def test_are_those_of_the_patients_today_unless_said_otherwise(self, app, zone) -> None:
        desk = a_desk(a_patient(time_zone=zone))
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        record(desk, "morphine", 40, first=today, last=today)
        for reader in (desk, Chart(desk.patient)):
            found = reader.read(MME)
            assert (found["on"], found["mme_per_day"]) == (str(today), 40)

    def test_of_nobody_medicated_are_0(self, desk) -> None:
        found = desk.read(MME)
        assert (found["mme_per_day"], found["items"], found["not_converted"]) == (0, [], [])

    def test_refuse_a_day_that_is_none(self, desk) -> None:
        for query in ({"on": "2026-02-30"}, {"day": "2026-03-01"}):
            assert desk.get(MME, **query).status_code == 422
