"""Forged access tokens: each is one change away from a good one."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from tests.builders import a_patient, a_sign_in, a_specialist, acting, as_, token_of
from tests.conftest import SECRETS
from tests.web.accounts.desk import API, a_client, code_of

KEY = SECRETS["SECRET_KEY"]
URL = f"{API}/account"


@pytest.fixture
def patient():
    return a_patient()


@pytest.fixture
def claims(patient):
    """What a good token says."""
    return jwt.decode(token_of(patient), options={"verify_signature": False})


def signed(claims, *, key=KEY, algorithm="HS256", **header):
    """A token made of its parts, as the library refuses to sign some of these claims."""
    header = {"alg": algorithm, "typ": "JWT"} | header
    said = f"{in_base64(header)}.{in_base64(claims)}"
    mac = hmac.digest(key.encode(), said.encode(), f"sha{algorithm[2:]}")
    return f"{said}.{in_base64(mac)}"


def asked_with(token):
    return a_client().get(URL, headers={"Authorization": f"Bearer {token}"})


def in_base64(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def ago(**past):
    return int((datetime.now(UTC) - timedelta(**past)).timestamp())


class TestAccessToken:
    def test_is_good_when_nothing_is_changed(self, claims):
        assert asked_with(signed(claims)).status_code == 200

    @pytest.mark.parametrize(
        "claim", ["exp", "iat", "jti", "sub", "sid", "role", "type", "iss", "aud"]
    )
    def test_is_refused_without_a_claim(self, claims, claim):
        del claims[claim]

        assert code_of(asked_with(signed(claims))) == (401, "sign_in")

    @pytest.mark.parametrize(
        ("claim", "value"),
        [
            ("exp", 0), ("exp", -1), ("exp", "soon"), ("exp", None), ("exp", []),
            ("exp", 1e400), ("exp", 10**400), ("exp", True),
            ("nbf", 2**33), ("iat", "never"), ("iat", 2**33),
            ("type", "refresh"), ("type", ""), ("type", None), ("type", 1), ("type", ["access"]),
            ("iss", "elsewhere"), ("iss", ""), ("iss", None), ("iss", 5),
            ("aud", "elsewhere"), ("aud", []), ("aud", None), ("aud", ["tidemark"]), ("aud", 5),
            ("sub", ""), ("sub", "me"), ("sub", None), ("sub", 5), ("sub", ["a"]),
            ("sid", ""), ("sid", "this"), ("sid", None), ("sid", 5), ("sid", {}),
            ("role", "operator"), ("role", "specialist"), ("role", "coordinator"), ("role", ""),
            ("role", None), ("role", ["patient"]), ("role", {}),
        ],
    )  # fmt: skip
    def test_is_refused_with_another_claim(self, claims, claim, value):
        assert code_of(asked_with(signed(claims | {claim: value}))) == (401, "sign_in")

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
    def test_is_refused_when_signed_in_another_way(self, claims, algorithm):
        assert code_of(asked_with(signed(claims, algorithm=algorithm))) == (401, "sign_in")

    @pytest.mark.parametrize("key", ["x" * 40, KEY.upper(), KEY + " ", KEY[:-1]])
    def test_is_refused_when_signed_with_another_key(self, claims, key):
        assert code_of(asked_with(signed(claims, key=key))) == (401, "sign_in")

    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, "HS256 ", "RS256"])
    @pytest.mark.parametrize("signature", ["", "AAAA"])
    def test_is_refused_unsigned(self, claims, algorithm, signature):
        header = {"typ": "JWT", "alg": algorithm}
        token = f"{in_base64(header)}.{in_base64(claims)}.{signature}"

        assert code_of(asked_with(token)) == (401, "sign_in")

    @pytest.mark.parametrize(
        "damage",
        [
            lambda t: t[:-1],
            lambda t: t[:-4],
            lambda t: t + "AAAA",
            lambda t: t.rpartition(".")[0],
            lambda t: t.rpartition(".")[0] + ".",
            lambda t: t.replace(".", ""),
            lambda t: "." + t,
            lambda t: t + ".",
            lambda t: t.swapcase(),
            lambda t: "",
            lambda t: "..",
            lambda t: t.partition(".")[2],
            lambda t: f"{in_base64(b'[' * 3000)}.{t.partition('.')[2]}",
            lambda t: f"{t.partition('.')[0]}.{in_base64(b'[' * 3000)}.AAAA",
            lambda t: f"{in_base64(b'9' * 5000)}.{t.partition('.')[2]}",
            lambda t: f"{in_base64([])}.{in_base64([])}.AAAA",
            lambda t: f"{in_base64({'alg': {}})}.{t.partition('.')[2]}",
            lambda t: f"{in_base64({'alg': 'HS256', 'crit': ['x'], 'x': 1})}.{t.partition('.')[2]}",
        ],
    )
    def test_is_refused_damaged(self, patient, damage):
        assert code_of(asked_with(damage(token_of(patient)))) == (401, "sign_in")

    @pytest.mark.parametrize("kind", ["Basic", "Token", "Bearer,", "", "BearerBearer"])
    def test_is_refused_when_presented_otherwise(self, patient, kind):
        header = {"Authorization": f"{kind} {token_of(patient)}"}

        assert code_of(a_client().get(URL, headers=header)) == (401, "sign_in")

    def test_is_refused_after_ten_minutes(self, claims):
        assert claims["exp"] - claims["iat"] == 600
        old = claims | {"iat": ago(minutes=11), "nbf": ago(minutes=11), "exp": ago(minutes=1)}

        assert code_of(asked_with(signed(old))) == (401, "sign_in")

    def test_is_refused_for_a_sign_in_that_never_was(self, claims):
        assert code_of(asked_with(signed(claims | {"sid": str(uuid4())}))) == (401, "sign_in")

    def test_is_refused_for_somebody_elses_sign_in(self, claims):
        other = a_sign_in(a_patient())

        assert code_of(asked_with(signed(claims | {"sid": str(other)}))) == (401, "sign_in")

    def test_is_refused_for_somebody_elses_account(self, claims):
        other = a_specialist()
        changed = claims | {"sub": str(other.id), "role": "specialist"}

        assert code_of(asked_with(signed(changed))) == (401, "sign_in")

    @pytest.mark.parametrize(
        "ended", ["revoked_at = now()", "expires_at = now()", "idle_expires_at = now()"]
    )
    def test_is_refused_once_its_sign_in_has_ended(self, patient, ended):
        sign_in_id = a_sign_in(patient)
        token = token_of(patient, sign_in_id)
        assert asked_with(token).status_code == 200
        with acting("r_door") as connection:
            connection.execute(f"UPDATE sign_ins SET {ended} WHERE id = %s", [sign_in_id])

        assert code_of(asked_with(token)) == (401, "sign_in")

    def test_is_wanted(self):
        assert code_of(as_(None).get(URL)) == (401, "sign_in")
