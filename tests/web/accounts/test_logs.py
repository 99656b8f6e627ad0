import io

import pytest

from backend.logs import log
from tests.builders import PASSWORD, a_patient, as_
from tests.web.accounts.desk import API, NEW_PASSWORD, a_client, an_address, bearer, sign_in


@pytest.fixture
def written():
    """What the log gets meanwhile, at its most talkative."""
    stream, level = io.StringIO(), log.level
    handler = log.handlers[0]
    before = handler.setStream(stream)
    log.setLevel("DEBUG")
    yield stream
    handler.setStream(before)
    log.setLevel(level)


class TestLog:
    def test_holds_nothing_that_is_secret_or_tells_who(self, written):
        patient = a_patient(name="Canary Bird")
        address = an_address()
        tokens = sign_in(patient, client=a_client(address)).json
        sign_in(patient, password="a wrong canary", client=a_client(address))
        a_client(address).get(f"{API}/account", headers=bearer(tokens))
        body = {"password": PASSWORD, "new_password": NEW_PASSWORD}
        as_(patient).put(f"{API}/account/password", json=body)
        codes = as_(patient).post(f"{API}/account/recovery-codes").json["recovery_codes"]
        a_client(address).post(f"{API}/password-reset", json={"email": patient.email})

        log_lines = written.getvalue()

        assert log_lines.count("\n") == 6
        secrets = [patient.email, "Canary", PASSWORD, NEW_PASSWORD, "a wrong canary", *codes]
        secrets += [address, str(patient.id), tokens["access_token"], tokens["refresh_token"]]
        assert [secret for secret in secrets if secret in log_lines] == []
