"""Keys of both sides: VAPID's, and those that messages are encrypted for."""

from datetime import UTC, datetime, timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from backend.push.gateway.encoder import encrypt
from backend.push.gateway.keys import MalformedKeys, read_keys
from backend.push.gateway.subscriptions import check_subscription
from backend.push.gateway.vapid import BadVapid, UnknownKey, Vapid
from backend.push.rules.hosts import ForbiddenEndpoint, Hosts
from tests.push.sending import KEYS, SUBJECT
from tests.push_service import rfc8291, tokens
from tests.push_service.browser import Browser, to_bytes, to_text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
APPLE, MOZILLA = "https://web.push.apple.com", "https://updates.push.services.mozilla.com"
VECTOR = {
    "plaintext": "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24",
    "as_private": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "ua_public": (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    "ua_private": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "as_public": (
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    ),
    "key": "oIhVW04MRdy2XN9CiKLxTg",
    "nonce": "4h_95klXJ5E_qnoN",
    "body": (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vC"
        "YLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXL"
        "WyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    ),
}
"""RFC 8291 appendix A."""

RAW = {name: to_bytes(text) for name, text in VECTOR.items()}


def private(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(RAW[name], "big"), ec.SECP256R1())


class TestVectorOfRfc8291:
    def test_is_decrypted_here(self):
        keys = {"private": private("ua_private"), "auth": RAW["auth"]}

        found = rfc8291.derive(sender=RAW["as_public"], salt=RAW["salt"], **keys)

        assert found == (RAW["key"], RAW["nonce"])
        assert rfc8291.decrypt(RAW["body"], **keys) == RAW["plaintext"]

    def test_is_what_the_encoder_makes(self):
        body = http_ece.encrypt(
            RAW["plaintext"],
            salt=RAW["salt"],
            private_key=private("as_private"),
            dh=read_keys(VECTOR["ua_public"], VECTOR["auth"]).point,
            auth_secret=RAW["auth"],
            version="aes128gcm",
        )

        assert body == RAW["body"]


class TestEncryption:
    @given(st.binary(min_size=1, max_size=4000))
    def test_is_undone_by_the_browser_alone(self, plain):
        browser = Browser(endpoint="https://x")
        address = browser.address

        body = encrypt(plain, p256dh=address.p256dh, auth=address.auth)

        assert browser.decrypt(body) == plain

    def test_notices_a_changed_byte(self):
        browser = Browser(endpoint="https://x")
        body = encrypt(b"diary", p256dh=browser.address.p256dh, auth=browser.address.auth)

        with pytest.raises(rfc8291.Undecipherable):
            browser.decrypt(body[:-1] + bytes([body[-1] ^ 1]))


def a_point() -> bytes:
    return Browser(endpoint="").point


def off_the_curve() -> bytes:
    point = a_point()
    return point[:-1] + bytes([point[-1] ^ 1])


AUTH = to_text(bytes(16))
MALFORMED = {
    "no base64url": (lambda: "+" * 87, AUTH),
    "nothing": (lambda: "", AUTH),
    "one character too many": (lambda: to_text(a_point()) + "AA", AUTH),
    "a length that base64 can't have": (lambda: to_text(a_point())[:-2], AUTH),
    "a compressed point": (lambda: to_text(b"\x02" + a_point()[1:33]), AUTH),
    "another kind of point": (lambda: to_text(b"\x06" + a_point()[1:]), AUTH),
    "a point off the curve": (lambda: to_text(off_the_curve()), AUTH),
    "the point at infinity": (lambda: to_text(b"\x04" + bytes(64)), AUTH),
    "an auth of 15 bytes": (lambda: to_text(a_point()), to_text(bytes(15))),
    "an auth of 17 bytes": (lambda: to_text(a_point()), to_text(bytes(17))),
    "an empty auth": (lambda: to_text(a_point()), ""),
    "an auth that is no base64url": (lambda: to_text(a_point()), "=" * 22),
    "a line feed": (lambda: to_text(a_point()) + "\n", AUTH),
}


class TestSubscriberKeys:
    @pytest.mark.parametrize(("point", "auth"), MALFORMED.values(), ids=MALFORMED)
    def test_that_are_malformed_are_refused(self, point, auth):
        with pytest.raises(MalformedKeys):
            read_keys(point(), auth)

    @given(st.text(max_size=100), st.text(max_size=30))
    def test_are_refused_in_one_way_whatever_they_are(self, point, auth):
        with pytest.raises(MalformedKeys):
            read_keys(point, auth)

    def test_may_be_padded(self):
        point = a_point()

        assert read_keys(to_text(point) + "=", AUTH + "==").auth == bytes(16)


class TestCheckSubscription:
    def test_looks_at_address_and_keys(self):
        sound = Browser(endpoint="https://fcm.googleapis.com/fcm/send/abc:def").address

        assert check_subscription(sound, Hosts()).vendor == "fcm.googleapis.com"
        with pytest.raises(MalformedKeys):
            check_subscription(type(sound)(
                endpoint=sound.endpoint, p256dh=sound.p256dh, auth="", key_id="k1"
            ), Hosts())  # fmt: skip
        with pytest.raises(ForbiddenEndpoint):
            check_subscription(Browser(endpoint="https://localhost/").address, Hosts())


class TestVapid:
    def test_has_its_public_key_as_browsers_want_it(self):
        public = ec.derive_private_key(7, ec.SECP256R1()).public_key()
        vapid = Vapid(KEYS, SUBJECT)
        x, y = public.public_numbers().x, public.public_numbers().y

        assert to_bytes(vapid.public_key()) == b"\x04" + x.to_bytes(32, "big") + y.to_bytes(
            32, "big"
        )
        assert vapid.public_key() == vapid.public_key("k1") != vapid.public_key("k2")

    def test_makes_claims_anew_for_each_vendor(self):
        vapid = Vapid(KEYS, SUBJECT)
        headers = {origin: vapid.authorization(origin, "k1", NOW) for origin in (APPLE, MOZILLA)}

        for origin, header in headers.items():
            claims = tokens.read(header, origin=origin, now=NOW.timestamp())
            assert (claims.aud, claims.sub) == (origin, SUBJECT)
            assert claims.exp == (NOW + timedelta(hours=12)).timestamp()

    def test_keeps_a_token_for_six_hours(self):
        vapid = Vapid(KEYS, SUBJECT)
        first = vapid.authorization(APPLE, "k1", NOW)

        assert vapid.authorization(APPLE, "k1", NOW + timedelta(hours=5.9)) == first
        renewed = vapid.authorization(APPLE, "k1", NOW + timedelta(hours=6))
        assert renewed != first
        tokens.read(renewed, origin=APPLE, now=(NOW + timedelta(hours=17)).timestamp())

    def test_makes_another_when_the_clock_was_set_back(self):
        vapid = Vapid(KEYS, SUBJECT)
        first = vapid.authorization(APPLE, "k1", NOW)
        earlier = NOW - timedelta(days=2)

        again = vapid.authorization(APPLE, "k1", earlier)

        assert again != first
        tokens.read(again, origin=APPLE, now=earlier.timestamp())

    def test_signs_with_the_key_that_is_named(self):
        vapid = Vapid(KEYS, SUBJECT)
        found = {}
        for key_id in KEYS:
            header = vapid.authorization(APPLE, key_id, NOW)
            found[key_id] = tokens.read(header, origin=APPLE, now=NOW.timestamp()).key

        assert found == {key_id: vapid.public_key(key_id) for key_id in KEYS}

    def test_remembers_a_bounded_number_of_origins(self):
        vapid = Vapid(KEYS, SUBJECT)
        for number in range(1100):
            vapid.authorization(f"https://{number}.push.apple.com", "k1", NOW)

        assert len(vapid._tokens) == 1024

    def test_does_not_know_a_lost_key(self):
        vapid = Vapid(KEYS, SUBJECT)

        with pytest.raises(UnknownKey):
            vapid.public_key("lost")
        with pytest.raises(UnknownKey):
            vapid.authorization(APPLE, "lost", NOW)

    @pytest.mark.parametrize(
        ("keys", "subject"),
        [
            ({}, SUBJECT),
            ({"a": bytes(32)}, SUBJECT),
            ({"a": b"\xff" * 32}, SUBJECT),
            ({"a": b"\x01" * 31}, SUBJECT),
            (KEYS, ""),
            (KEYS, "coordinator@example.org"),
            (KEYS, "mailto:"),
            (KEYS, "http://example.org"),
            (KEYS, "https://"),
            (KEYS, "mailto:a@b c"),
        ],
    )
    def test_takes_no_keys_or_subject_that_vendors_refuse(self, keys, subject):
        with pytest.raises(BadVapid):
            Vapid(keys, subject)
