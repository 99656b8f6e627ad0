"""Texts at rest: unreadable in every column, and bound to the row they were written for."""

import pytest

from tests.builders import a_patient, acting, fetch
from tests.phone import Phone, a_moment_id, ago, day_write, moment_write, said, said_of, stored_seqs

CANARY = "canary-7f3a"
DIARY = ("days", "moments", "revisions", "repeated_writes")


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def texts(which: str = "") -> dict[str, str]:
    return {"note": f"note {CANARY}{which}", "other_text": f"other {CANARY}{which}"}


class TestTextsAtRest:
    def test_are_in_no_column_of_the_diary(self, phone) -> None:
        moment = a_moment_id()
        phone.put(ago(1), said(**texts()))
        phone.put(moment, said_of(ago(1), **texts()))
        again = day_write(ago(1), **texts())
        phone.sync(day_write(ago(2), **texts()), moment_write(moment, ago(1), **texts()), again)
        assert len(stored_seqs(phone.patient)) == 3

        for table in DIARY:
            rows = fetch(f"SELECT t::text FROM {table} t WHERE patient_id = %s", phone.patient.id)
            assert rows
            for (row,) in rows:
                assert CANARY not in row
                assert CANARY.encode().hex() not in row

    def test_do_not_show_by_their_hash_that_two_patients_wrote_the_same(self, app) -> None:
        for phone in (one := Phone(a_patient()), other := Phone(a_patient())):
            phone.put(ago(1), said(**texts()))
        sealed = fetch(
            "SELECT DISTINCT note_sealed FROM days WHERE patient_id = ANY (%s)",
            [one.patient.id, other.patient.id],
        )
        assert len(sealed) == 2


class TestMovedTexts:
    @pytest.mark.parametrize("column", ["note_sealed", "other_text_sealed"])
    def test_are_refused_in_the_row_of_another_day(self, phone, column) -> None:
        phone.put(ago(1), said(**texts("A")))
        phone.put(ago(2), said(**texts("B")))
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute(
                f"UPDATE days d SET {column} = o.{column} FROM days o "
                "WHERE o.patient_id = d.patient_id AND o.day <> d.day"
            )

        for answer in (phone.get(ago(1)), phone.get(ago(2)), phone.get("days")):
            assert answer.status_code == 500
            assert CANARY not in answer.text

    def test_are_refused_in_another_column(self, phone) -> None:
        phone.put(ago(1), said(**texts()))
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute(
                "UPDATE days SET note_sealed = other_text_sealed, other_text_sealed = note_sealed"
            )
        assert phone.get(ago(1)).status_code == 500

    def test_are_refused_in_the_row_of_another_patient(self, phone) -> None:
        other = Phone(a_patient())
        other.put(ago(1), said(**texts("theirs")))
        phone.put(ago(1), said(**texts("mine")))
        [(theirs,)] = fetch("SELECT note_sealed FROM days WHERE patient_id = %s", other.patient.id)
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute("UPDATE days SET note_sealed = %s", (theirs,))

        answer = phone.get(ago(1))

        assert answer.status_code == 500
        assert "theirs" not in answer.text


class TestTextsThatLookLikeOurMarks:
    @pytest.mark.parametrize(
        "text", ["@", '","note":"@', "\\", '"', "@018f3c5e-0000-7000-8000-000000000001"]
    )
    def test_come_back_as_they_were(self, phone, text) -> None:
        phone.sync(
            day_write(ago(1), note=text, other_text=text), device_id=f'","note":"{text}'[:64]
        )

        document = phone.get(ago(1)).json

        assert (document["note"], document["other_text"]) == (text, text)
        assert document["device_id"] == f'","note":"{text}'[:64]
