"""Check digits catch every slip of one digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.codes import coded, is_loinc, is_snomed

LOINC = ["8480-6", "72514-3", "85354-9", "44261-6"]
SNOMED = ["47625008", "422587007", "6064005", "162116003"]


class TestIsLoinc:
    @pytest.mark.parametrize("code", LOINC)
    def test_takes_real_codes(self, code: str) -> None:
        assert is_loinc(code)

    @pytest.mark.parametrize("code", ["", "84806", "8480-", "8480-66", "x480-6", "٨480-6"])
    def test_refuses_what_is_written_otherwise(self, code: str) -> None:
        assert not is_loinc(code)

    @given(st.sampled_from(LOINC), st.data())
    def test_catches_one_wrong_digit(self, code: str, data: st.DataObject) -> None:
        assert not is_loinc(_one_digit_off(code, data))


class TestIsSnomed:
    @pytest.mark.parametrize("code", SNOMED)
    def test_takes_real_codes(self, code: str) -> None:
        assert is_snomed(code)

    @pytest.mark.parametrize("code", ["", "0", "4762500x", "1" * 19])
    def test_refuses_what_is_written_otherwise(self, code: str) -> None:
        assert not is_snomed(code)

    @given(st.sampled_from(SNOMED), st.data())
    def test_catches_one_wrong_digit(self, code: str, data: st.DataObject) -> None:
        assert not is_snomed(_one_digit_off(code, data))

    @given(st.sampled_from(SNOMED), st.data())
    def test_catches_two_neighbours_swapped(self, code: str, data: st.DataObject) -> None:
        place = data.draw(
            st.sampled_from([i for i in range(len(code) - 1) if code[i] != code[i + 1]])
        )
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert not is_snomed(swapped)


class TestCoded:
    def test_finds_codes_under_their_system_wherever_it_is_named(self) -> None:
        document = {
            "a": {"snomed": {"code": "1"}},
            "b": [{"loinc": "2"}, {"system": "loinc", "panel": "3", "score": None}],
            "c": {"system": "local", "code": "4"},
        }

        assert list(coded(document)) == [("snomed", "1"), ("loinc", "2"), ("loinc", "3")]


def _one_digit_off(code: str, data: st.DataObject) -> str:
    place = data.draw(st.sampled_from([i for i, char in enumerate(code) if char.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
    return code[:place] + other + code[place + 1 :]
