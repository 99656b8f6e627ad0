"""Every answer a push service can give, at three vendors (reliability's table of answers)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from backend.push.rules.messages import Address, Answer, Message, Outcome
from backend.push.rules.standing import Standing, after, retires
from tests.push.sending import (
    BETWEEN,
    PATIENT,
    SHORT,
    VENDORS,
    Clock,
    a_message,
    outcomes,
    send,
    with_sender,
)
from tests.push_service.running import Running
from tests.push_service.scripts import Scripted

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Case:
    script: dict[str, Any] = field(default_factory=dict)
    answer: Answer
    status: int | None = None
    waits: float | None = None
    scheme: str = "http"
    has_bad_keys: bool = False


def status(code: int, answer: Answer, **more: Any) -> Case:
    return Case(script={"status": code, **more}, answer=answer, status=code)


def wait(header: Any, seconds: float | None) -> Case:
    headers = {} if header is None else {"Retry-After": header}
    script = {"status": 429, "headers": headers}
    return Case(script=script, answer=Answer.BUSY, status=429, waits=seconds)


ELSEWHERE = {"Location": "http://127.0.0.9/"}
CASES = {
    "200": status(200, Answer.ACCEPTED),
    "201": status(201, Answer.ACCEPTED),
    "202": status(202, Answer.ACCEPTED),
    "204": status(204, Answer.ACCEPTED),
    "301": status(301, Answer.REFUSED, headers=ELSEWHERE),
    "307": status(307, Answer.REFUSED, headers=ELSEWHERE),
    "400": status(400, Answer.REFUSED),
    "401": status(401, Answer.DENIED),
    "403": status(403, Answer.DENIED),
    "404": status(404, Answer.GONE),
    "410": status(410, Answer.GONE),
    "413": status(413, Answer.TOO_LARGE),
    "429 with seconds": wait("120", 120),
    "429 with a date": wait(timedelta(seconds=90), 90),
    "429 without": wait(None, None),
    "429 with a huge number": wait("9" * 30, 86_400),
    "429 with a negative number": wait("-5", None),
    "500": status(500, Answer.BUSY),
    "502": status(502, Answer.BUSY),
    "503": status(503, Answer.BUSY),
    "no answer": Case(script={"fault": "hang"}, answer=Answer.UNREACHABLE),
    "a body that doesn't end": Case(script={"fault": "slow"}, answer=Answer.ACCEPTED, status=201),
    "an untrusted certificate": Case(scheme="https", answer=Answer.UNREACHABLE),
    "malformed keys": Case(has_bad_keys=True, answer=Answer.REFUSED),
}


def scripted(case: Case) -> Scripted:
    """The case's answer, with a date that counts from now."""
    headers = dict(case.script.get("headers", {}))
    if isinstance(delay := headers.get("Retry-After"), timedelta):
        # A date has no fractions; this one is up to a second later, never earlier.
        at = datetime.now(UTC) + delay + timedelta(seconds=1)
        headers["Retry-After"] = format_datetime(at, usegmt=True)
    return Scripted(**case.script | {"headers": headers})


def prepare(case: Case, host: str, vendors: Running, untrusted: Running) -> Message:
    service = untrusted if case.scheme == "https" else vendors
    browser = service.browser(host=host)
    if case.script:
        service.script.always(scripted(case), token=browser.endpoint.rsplit("/", 1)[1])
    address = browser.address
    if case.has_bad_keys:
        address = Address(endpoint=browser.endpoint, p256dh="AAAA", auth="AAAA", key_id="k1")
    return a_message(address, ref=host)


class TestEveryAnswer:
    def test_is_one_of_24(self):
        assert len(CASES) == 24

    @pytest.mark.parametrize("host", VENDORS)
    @pytest.mark.parametrize("case", CASES.values(), ids=CASES)
    def test_is_read_as_the_table_says(self, case, host, vendors, untrusted):
        timeouts = SHORT if case.script.get("fault") == "hang" else PATIENT

        [outcome] = send(prepare(case, host, vendors, untrusted), timeouts=timeouts)

        assert (outcome.answer, outcome.status) == (case.answer, case.status)
        assert (outcome.ref, outcome.vendor) == (host, host)
        if case.waits is None:
            assert outcome.retry_after_s is None
        else:
            assert abs(outcome.retry_after_s - case.waits) <= 1

    @pytest.mark.parametrize("case", CASES.values(), ids=CASES)
    def test_retires_at_once_only_what_is_gone(self, case):
        standing = after(Standing(), case.answer, at=AT)

        assert retires(standing, case.answer, at=AT) == (case.status in {404, 410})

    @pytest.mark.parametrize("host", VENDORS)
    @pytest.mark.parametrize("case", CASES.values(), ids=CASES)
    def test_leaves_the_other_vendors_alone(self, case, host, vendors, untrusted):
        poison = prepare(case, host, vendors, untrusted)
        others = [other for other in VENDORS if other != host]
        sound = [a_message(vendors.browser(host=other).address, ref=other) for other in others * 5]

        timeouts = BETWEEN if case.script.get("fault") == "hang" else PATIENT

        found = send(poison, *sound, concurrency=2, timeouts=timeouts)

        assert [each.answer for each in found if each.ref in others] == [Answer.ACCEPTED] * 10


class TestRetryAfter:
    @pytest.mark.parametrize("code", [429, 503])
    @pytest.mark.parametrize("form", ["seconds", "date"])
    def test_is_obeyed_to_the_second(self, code, form, vendors):
        ticks = Clock()
        message = a_message(vendors.browser().address)
        delay = "120" if form == "seconds" else timedelta(seconds=120)
        vendors.script.once(
            scripted(
                Case(script={"status": code, "headers": {"Retry-After": delay}}, answer=Answer.BUSY)
            )
        )

        async def work(sender) -> list[Outcome]:
            found = await outcomes(sender, [message])
            for moment in (1000, 1118, 1122):
                ticks.at = moment
                found += await outcomes(sender, [message])
            return found

        busy, first, second, third = with_sender(work, ticks=ticks)

        assert busy.answer == Answer.BUSY
        assert (first.answer, second.answer) == (Answer.DEFERRED, Answer.DEFERRED)
        assert abs(first.retry_after_s - 120) <= 1
        assert abs(second.retry_after_s - 2.5) <= 1
        assert third.answer == Answer.ACCEPTED
        assert len(vendors.received) == 2

    def test_of_one_vendor_is_not_asked_of_another(self, vendors):
        vendors.script.once(Scripted(status=503, headers={"Retry-After": "60"}))
        messages = [a_message(vendors.browser(host=host).address) for host in VENDORS]

        found = send(*messages, concurrency=1)

        assert [each.answer for each in found] == [Answer.BUSY, Answer.ACCEPTED, Answer.ACCEPTED]
