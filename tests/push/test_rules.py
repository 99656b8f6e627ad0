"""Messages, the meaning of answers, and when a subscription is retired."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.push.rules.answers import backoff, classify, retry_after
from backend.push.rules.messages import (
    PAYLOAD_BYTES,
    Address,
    Answer,
    BadMessage,
    Message,
    PayloadTooLarge,
    payload,
)
from backend.push.rules.standing import Standing, after, retires, should_alarm, should_halt

NOW = datetime(1994, 11, 6, 8, 49, 7, tzinfo=UTC)
ADDRESS = Address(endpoint="https://x", p256dh="x", auth="x", key_id="x")
HOUR = timedelta(hours=1)


class TestPayload:
    @given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20)))
    def test_has_one_size_and_can_be_read_back(self, members):
        try:
            text = payload(**members)
        except PayloadTooLarge:
            compact = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
            assert len(compact) > PAYLOAD_BYTES
        else:
            assert len(text) == PAYLOAD_BYTES
            assert json.loads(text) == members

    def test_may_be_full_to_the_byte(self):
        assert len(payload(k="x" * (PAYLOAD_BYTES - 8))) == PAYLOAD_BYTES
        with pytest.raises(PayloadTooLarge):
            payload(k="x" * (PAYLOAD_BYTES - 7))


class TestMessage:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"payload": b""},
            {"ttl_s": -1},
            {"urgency": "urgent"},
            {"topic": "x" * 33},
            {"topic": "a b"},
            {"topic": "a\r\nX: y"},
            {"topic": "é"},
        ],
    )
    def test_that_no_service_would_take_is_not_made(self, wrong):
        right = {"payload": b"x", "ttl_s": 0, "urgency": "low", "topic": "x" * 32}
        Message(ref=None, address=ADDRESS, **right)

        with pytest.raises(BadMessage):
            Message(ref=None, address=ADDRESS, **right | wrong)


class TestClassify:
    @pytest.mark.parametrize("status", range(100, 600))
    def test_knows_every_status(self, status):
        special = {401: "denied", 403: "denied", 404: "gone", 410: "gone", 413: "too_large",
                   429: "busy", 408: "busy"}  # fmt: skip
        by_class = {2: "accepted", 5: "busy"}

        assert classify(status) == special.get(status, by_class.get(status // 100, "refused"))


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            ("0", 0),
            ("120", 120),
            (" 120 ", 120),
            ("86400", 86_400),
            ("86401", 86_400),
            ("9" * 5000, 86_400),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 30),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 30),
            ("Sun Nov  6 08:49:37 1994", 30),
            ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
            ("Sun, 06 Nov 1904 08:49:00 GMT", 0),
            ("Fri, 06 Nov 2094 08:49:37 GMT", 86_400),
            (None, None),
            ("", None),
            ("-5", None),
            ("+5", None),
            ("1.5", None),
            ("1e3", None),
            ("٣", None),
            ("120, 240", None),
            ("soon", None),
            ("Sun, 99 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 28:49:37 GMT", None),
            ("Sun, 06 Nov 99999 08:49:37 GMT", None),
            ("1994-11-06T08:49:37Z", None),
        ],
    )
    def test_is_read_in_both_forms(self, header, seconds):
        assert retry_after(header, now=NOW) == seconds

    @given(st.text())
    def test_never_fails_and_stays_within_a_day(self, header):
        seconds = retry_after(header, now=NOW)

        assert seconds is None or 0 <= seconds <= 86_400


class TestBackoff:
    def test_doubles_up_to_five_minutes(self):
        assert [backoff(n, jitter=0) for n in range(11)] == [
            1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300
        ]  # fmt: skip
        assert backoff(10**9, jitter=0) == 300

    @given(st.integers(0, 100), st.floats(0, 1))
    def test_is_spread_over_its_upper_half(self, attempts, jitter):
        longest = backoff(attempts, jitter=0)

        assert longest / 2 <= backoff(attempts, jitter=jitter) <= longest


def history(*answers: tuple[Answer, timedelta]) -> tuple[Standing, list[bool]]:
    """The standing at the end, and whether each answer retired."""
    standing, retired = Standing(), []
    for answer, since in answers:
        standing = after(standing, answer, at=NOW + since)
        retired.append(retires(standing, answer, at=NOW + since))
    return standing, retired


class TestStanding:
    def test_ends_at_once_when_it_is_gone(self):
        assert history((Answer.GONE, HOUR))[1] == [True]

    def test_does_not_end_while_retiring_is_halted(self):
        assert not retires(Standing(), Answer.GONE, at=NOW, halted=True)

    def test_ends_at_the_third_refusal(self):
        assert history(*[(Answer.REFUSED, HOUR)] * 3)[1] == [False, False, True]

    def test_ends_at_the_third_denial_only_a_day_after_the_first(self):
        denials = [(Answer.DENIED, HOUR * n) for n in (0, 1, 2, 23.99, 24)]

        assert history(*denials)[1] == [False, False, False, False, True]

    def test_does_not_end_at_a_second_denial_a_day_later(self):
        assert history((Answer.DENIED, HOUR * 0), (Answer.DENIED, HOUR * 30))[1] == [False, False]

    @pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.DENIED])
    def test_is_cleared_by_a_success(self, answer):
        before = [(answer, HOUR * 0), (answer, HOUR * 1)]
        standing, retired = history(*before, (Answer.ACCEPTED, HOUR * 2), (answer, HOUR * 30))

        assert retired == [False] * 4
        assert standing.refusals + standing.denials == 1

    @pytest.mark.parametrize(
        "answer",
        [
            Answer.BUSY,
            Answer.UNREACHABLE,
            Answer.DEFERRED,
            Answer.TOO_LARGE,
            Answer.FORBIDDEN_ADDRESS,
        ],
    )
    def test_is_untouched_by_what_is_not_its_fault(self, answer):
        standing, retired = history((Answer.REFUSED, HOUR), *[(answer, HOUR * 50)] * 50)

        assert standing == Standing(refusals=1)
        assert not any(retired)


class TestHalt:
    @pytest.mark.parametrize(
        ("gone", "total", "halts"),
        [(9, 9, False), (10, 10, True), (10, 199, True), (10, 200, False), (51, 1000, True),
         (50, 1000, False), (0, 0, False)],
    )  # fmt: skip
    def test_needs_ten_and_more_than_a_twentieth(self, gone, total, halts):
        assert should_halt(gone, total) is halts

    @pytest.mark.parametrize(
        ("denied", "total", "alarms"), [(0, 0, False), (1, 1, True), (1, 20, False), (2, 39, True)]
    )
    def test_of_denials_is_an_alarm(self, denied, total, alarms):
        assert should_alarm(denied, total) is alarms
