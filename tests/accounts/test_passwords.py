from threading import Thread

import pytest
from argon2 import extract_parameters

from backend.accounts.service import passwords
from backend.errors import Invalid


class TestHashed:
    def test_is_argon2id_of_64_mib(self):
        found = extract_parameters(passwords.hashed("a tide of a mark"))

        assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == (
            "ID", 65536, 3, 1,
        )  # fmt: skip
        assert found == extract_parameters(passwords.NOBODYS_HASH)

    @pytest.mark.parametrize(
        "work",
        [lambda: passwords.hashed("a tide of a mark"), lambda: passwords.is_right("a", None)],
    )
    def test_waits_for_the_one_before(self, work):
        thread = Thread(target=work)
        with passwords.ONE_AT_A_TIME:
            thread.start()
            thread.join(0.8)
            assert thread.is_alive()
        thread.join(10)
        assert not thread.is_alive()


class TestIsRight:
    def test_tells_the_password_from_another(self):
        stored = passwords.hashed("a tide of a mark")

        assert passwords.is_right("a tide of a mark", stored)
        assert not passwords.is_right("a mark of a tide", stored)

    def test_is_false_without_an_account_or_with_a_damaged_hash(self):
        assert not passwords.is_right("a tide of a mark", None)
        assert not passwords.is_right("a tide of a mark", "damaged")


class TestRequireGood:
    @pytest.mark.parametrize("password", ["password1234", "QWERTYUIOPASDFGHJKL", "123456789012"])
    def test_refuses_what_many_people_use(self, password):
        with pytest.raises(Invalid) as refusal:
            passwords.require_good(password, field="password")

        assert list(refusal.value.more["fields"]) == ["password"]

    def test_knows_thousands_that_are_long_enough_to_be_chosen(self):
        common = passwords._common()

        assert len(common) > 2000
        assert all(len(one) >= 12 and one == one.casefold() for one in common)
