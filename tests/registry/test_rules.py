from uuid import UUID, uuid4

import pytest

from backend.registry.rules import ALPHABET, columns, is_registry_name, key_of, pseudonym

SOMEBODY = UUID("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")


class TestPseudonym:
    def test_has_a_hundred_bits_in_letters_that_are_not_misread(self):
        name = pseudonym(key_of("north", b"k" * 32), SOMEBODY)

        assert len(name) == 20
        assert set(name) <= set(ALPHABET)
        assert not set("ILOU") & set(ALPHABET)

    def test_stays_the_same(self):
        assert pseudonym(key_of("north", b"k" * 32), SOMEBODY) == "EYPMYT4FWRTZ1A536PFY"

    def test_differs_between_registries_and_between_keys(self):
        keys = [key_of("north", b"k" * 32), key_of("south", b"k" * 32), key_of("north", b"l" * 32)]

        assert len({pseudonym(key, SOMEBODY) for key in keys}) == 3

    def test_differs_between_patients(self):
        key = key_of("north", b"k" * 32)

        assert len({pseudonym(key, uuid4()) for _ in range(1000)}) == 1000


class TestColumns:
    def test_gives_each_side_effect_its_own(self):
        found = columns(["mood"], ["nausea", "other"])

        assert found[:5] == ("pseudonym", "day", "mood", "se_nausea", "se_other")
        assert found[-1] == "revision"


class TestIsRegistryName:
    @pytest.mark.parametrize("name", ["north", "eu-2"])
    def test_takes_plain_names(self, name):
        assert is_registry_name(name)

    @pytest.mark.parametrize("name", ["", "-x", "North", "a b", "../x", "x" * 41, "north\n"])
    def test_takes_no_others(self, name):
        assert not is_registry_name(name)
