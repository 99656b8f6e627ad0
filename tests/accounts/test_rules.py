from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.rules import (
    CROCKFORD,
    LIFETIMES,
    Role,
    address_block,
    is_email,
    is_share_code,
    matching_step,
    new_code,
    new_share_code,
    normalised_code,
    normalised_email,
    password_flaws,
    shown_code,
)

MIDDLE_OF_A_STEP = datetime(2026, 3, 1, 12, 0, 15, tzinfo=UTC)


class TestNormalisedEmail:
    @pytest.mark.parametrize(
        "typed",
        [
            "ana@example.org",
            "  Ana@Example.ORG\n",
            "\uff21\uff2e\uff21@example.org",
        ],
    )
    def test_is_one_spelling_for_all(self, typed):
        assert normalised_email(typed) == "ana@example.org"

    def test_writes_a_domain_as_dns_does(self):
        assert normalised_email("ana@Bücher.example") == "ana@xn--bcher-kva.example"

    @given(st.text(max_size=400))
    def test_never_fails_and_is_stable(self, typed):
        once = normalised_email(typed)

        assert normalised_email(once) == once


class TestIsEmail:
    @pytest.mark.parametrize("text", ["a@b.org", "a.b+c@b.example.org", "ä@bücher.example"])
    def test_takes_an_address(self, text):
        assert is_email(text)

    @pytest.mark.parametrize(
        "text",
        [
            "", "@", "a@", "@b.org", "a@b", "a b@c.org", "a@b@c.org", "<a@b.org>",
            "a@b.org,c@d.org", "a@b.org\r\nBcc: c@d.org", "a" * 65 + "@b.org",
            "a@" + "b" * 250 + ".org", "a@b\u2028.org",
        ],
    )  # fmt: skip
    def test_refuses_what_is_none(self, text):
        assert not is_email(text)


class TestCodes:
    def test_have_sixty_bits_in_letters_that_are_hard_to_misread(self):
        codes = {new_code() for _ in range(1000)}

        assert len(codes) == 1000
        assert {len(code) for code in codes} == {12}
        assert set("".join(codes)) == set(CROCKFORD)
        assert not set("ILOU") & set(CROCKFORD)

    def test_are_shown_in_groups_of_four(self):
        assert shown_code("0123456789AB") == "0123-4567-89AB"

    @pytest.mark.parametrize(
        "typed", ["01AB-cdef-ghjk", "o1abcdefghjk", "0I AB CD EF GH JK", "0l-abcdefghjk"]
    )
    def test_are_read_however_they_are_typed(self, typed):
        assert normalised_code(typed) == "01ABCDEFGHJK"


class TestShareCode:
    def test_passes_as_made_and_as_shown(self):
        codes = [new_share_code() for _ in range(200)]

        assert all(is_share_code(code) for code in codes)
        assert all(is_share_code(normalised_code(shown_code(code).lower())) for code in codes)

    def test_never_passes_with_one_wrong_character(self):
        for code in [new_share_code() for _ in range(20)]:
            for place in range(12):
                for letter in set(CROCKFORD) - {code[place]}:
                    assert not is_share_code(code[:place] + letter + code[place + 1 :])

    def test_never_passes_with_two_characters_swapped(self):
        for code in [new_share_code() for _ in range(200)]:
            for one in range(12):
                for other in range(one):
                    letters = list(code)
                    letters[one], letters[other] = letters[other], letters[one]
                    assert is_share_code("".join(letters)) == (code[one] == code[other])

    @pytest.mark.parametrize("text", ["", "0", "0" * 11, "0" * 13, "U" * 12, "é" * 12])
    def test_has_twelve_characters_of_the_alphabet(self, text):
        assert not is_share_code(text)


class TestAddressBlock:
    @pytest.mark.parametrize(
        ("address", "block"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::9%eth0", "2001:db8:1:2::"),
            ("not an address", ""),
            (None, ""),
        ],
    )
    def test_is_what_one_customer_has(self, address, block):
        assert address_block(address) == block


class TestPasswordFlaws:
    COMMON = frozenset({"password1234", "qwertyqwerty"})

    @pytest.mark.parametrize(
        "password",
        ["short", "x" * 11, "x" * 257, "PassWord1234", "qwertyqwerty", "ana.maria.li@example.org",
         "Ana.Maria.Li", "AnaMariaLiLi"],
    )  # fmt: skip
    def test_says_why(self, password):
        personal = ("Ana.Maria.Li@example.org", "Ana Maria Li Li")

        assert password_flaws(password, common=self.COMMON, personal=personal)

    @pytest.mark.parametrize(
        "password", ["a tide of a mark", "1" + "x" * 255, "ひらがなひらがなひらがなひ"]
    )
    def test_takes_the_others_whatever_they_are_made_of(self, password):
        assert password_flaws(password, common=self.COMMON) == []


class TestMatchingStep:
    SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    @pytest.mark.parametrize("away", [-1, 0, 1])
    def test_is_the_current_one_or_a_neighbour(self, away):
        code = pyotp.TOTP(self.SECRET).at(MIDDLE_OF_A_STEP, counter_offset=away)

        step = matching_step(self.SECRET, code, now=MIDDLE_OF_A_STEP)

        assert step == int(MIDDLE_OF_A_STEP.timestamp()) // 30 + away

    @pytest.mark.parametrize("away", [-3, -2, 2, 3])
    def test_is_none_further_away(self, away):
        code = pyotp.TOTP(self.SECRET).at(MIDDLE_OF_A_STEP, counter_offset=away)

        assert matching_step(self.SECRET, code, now=MIDDLE_OF_A_STEP) is None

    @pytest.mark.parametrize("code", ["", "12345", "é", "١٢٣٤٥٦"])
    def test_is_none_for_what_is_no_code(self, code):
        assert matching_step(self.SECRET, code, now=MIDDLE_OF_A_STEP) is None


class TestLifetimes:
    def test_are_long_for_patients_and_short_for_staff(self):
        patient, staff = LIFETIMES[Role.PATIENT], LIFETIMES[Role.SPECIALIST]

        assert (patient.idle, patient.absolute) == (timedelta(days=90), timedelta(days=365))
        assert (staff.idle, staff.absolute) == (timedelta(minutes=15), timedelta(hours=12))
        assert LIFETIMES[Role.COORDINATOR] == staff
