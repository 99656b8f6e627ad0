"""Hosts that fail are left alone, probed once, and taken back."""

import asyncio

import pytest

from backend.push.gateway.sender import Timeouts
from backend.push.rules.breakers import FAILURES, Breaker
from backend.push.rules.messages import Answer
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
from tests.push_service.scripts import Scripted

FAIL = {"retry_after_s": None, "jitter": 0.0}


def answers(found) -> list[Answer]:
    return [each.answer for each in found]


class TestBreaker:
    def test_opens_at_the_fifth_failure_in_a_row(self):
        breaker = Breaker()
        for number in range(FAILURES):
            assert breaker.rest(0) == 0, number
            breaker.fail(0, as_probe=False, **FAIL)

        assert breaker.rest(0) == 2**FAILURES
        assert breaker.rest(2**FAILURES) == 0
        assert not breaker.is_closed

    def test_counts_only_what_follows_a_success(self):
        breaker = Breaker()
        for _ in range(FAILURES - 1):
            breaker.fail(0, as_probe=False, **FAIL)
        breaker.succeed(as_probe=False)
        breaker.fail(0, as_probe=False, **FAIL)

        assert breaker.is_closed

    def test_does_not_count_those_on_the_way_when_it_opened(self):
        breaker = Breaker()
        for _ in range(30):
            breaker.fail(0, as_probe=False, **FAIL)
        breaker.succeed(as_probe=False)

        assert breaker.rest(0) == 2**FAILURES

    def test_rests_longer_after_a_failed_probe_up_to_five_minutes(self):
        breaker = Breaker()
        for _ in range(FAILURES):
            breaker.fail(0, as_probe=False, **FAIL)
        rests = []
        for _ in range(5):
            breaker.fail(1000, as_probe=True, **FAIL)
            rests.append(breaker.rest(1000))

        assert rests == [64, 128, 256, 300, 300]

    def test_opens_at_once_for_a_retry_after(self):
        breaker = Breaker()
        breaker.fail(10, as_probe=False, retry_after_s=7, jitter=0)

        assert breaker.rest(10) == 7

    def test_never_shortens_a_rest(self):
        breaker = Breaker()
        breaker.fail(0, as_probe=False, retry_after_s=100, jitter=0)
        breaker.fail(0, as_probe=False, retry_after_s=7, jitter=0)

        assert breaker.rest(0) == 100


class TestHostThatFails:
    @pytest.mark.parametrize("fault", [{"status": 503}, {"fault": "reset"}, {"fault": "hang"}])
    def test_is_left_alone_after_five(self, fault, vendors):
        vendors.script.always(Scripted(**fault))
        messages = [a_message(vendors.browser().address) for _ in range(8)]

        timeouts = SHORT if fault == {"fault": "hang"} else PATIENT
        found = send(*messages, concurrency=1, timeouts=timeouts)

        expected = Answer.BUSY if "status" in fault else Answer.UNREACHABLE
        assert answers(found) == [expected] * 5 + [Answer.DEFERRED] * 3
        assert all(16 <= each.retry_after_s <= 32 for each in found[5:])
        assert len(vendors.received) == 5

    def test_is_probed_by_one_and_taken_back_by_all_who_waited(self, vendors):
        ticks = Clock()
        vendors.script.once(*[Scripted(status=500)] * 5)
        messages = [a_message(vendors.browser().address) for _ in range(20)]

        async def work(sender):
            first = await outcomes(sender, messages[:5])
            ticks.at += 40
            return first, await outcomes(sender, messages)

        first, second = with_sender(work, ticks=ticks)

        assert answers(first) == [Answer.BUSY] * 5
        assert answers(second) == [Answer.ACCEPTED] * 20

    def test_is_asked_once_only_while_it_still_fails(self, vendors):
        ticks = Clock()
        vendors.script.always(Scripted(status=500))
        messages = [a_message(vendors.browser().address) for _ in range(20)]

        async def work(sender):
            await outcomes(sender, messages[:5])
            ticks.at += 40
            return await outcomes(sender, messages)

        found = with_sender(work, ticks=ticks)

        assert sorted(answers(found)) == [Answer.BUSY] + [Answer.DEFERRED] * 19
        assert len(vendors.received) == 6

    def test_does_not_hold_up_another(self, vendors):
        dead = [vendors.browser() for _ in range(20)]
        for browser in dead:
            vendors.script.always(Scripted(fault="hang"), token=browser.endpoint.rsplit("/", 1)[1])
        sound = [a_message(vendors.browser(host=VENDORS[1]).address, ref=1) for _ in range(20)]

        found = send(
            *[a_message(each.address) for each in dead], *sound, concurrency=4, timeouts=BETWEEN
        )

        assert answers(each for each in found if each.ref == 1) == [Answer.ACCEPTED] * 20

    def test_is_probed_again_when_the_first_probe_was_called_off(self, vendors):
        ticks = Clock()
        vendors.script.once(*[Scripted(status=500)] * 5, Scripted(fault="hang"))
        message = a_message(vendors.browser().address)

        async def work(sender):
            await outcomes(sender, [message] * 5)
            ticks.at += 40
            probe = asyncio.create_task(outcomes(sender, [message] * 3))
            while len(vendors.received) < 6:
                await asyncio.sleep(0)
            probe.cancel()
            await asyncio.gather(probe, return_exceptions=True)
            return await outcomes(sender, [message] * 3)

        found = with_sender(work, ticks=ticks, timeouts=Timeouts(total_s=30))

        assert answers(found) == [Answer.ACCEPTED] * 3

    def test_that_recovers_at_once_loses_nothing(self, vendors):
        vendors.script.once(Scripted(status=500), Scripted(status=502))
        message = a_message(vendors.browser().address)

        found = send(message, message, message, concurrency=1)

        assert answers(found) == [Answer.BUSY, Answer.BUSY, Answer.ACCEPTED]


class TestRefusal:
    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 301])
    def test_says_nothing_against_the_host(self, status, vendors):
        vendors.script.always(Scripted(status=status))
        messages = [a_message(vendors.browser().address) for _ in range(12)]

        assert {each.status for each in send(*messages, concurrency=1)} == {status}
        assert len(vendors.received) == 12
