"""What a push service sees of the sender, and what the sender can stand."""

import asyncio
import json
import time

import pytest

from backend.push.gateway.sender import Timeouts
from backend.push.gateway.vapid import Vapid
from backend.push.rules.messages import MAX_PAYLOAD_BYTES, PAYLOAD_BYTES, Answer, payload
from tests.push.sending import (
    BETWEEN,
    KEYS,
    SHORT,
    SUBJECT,
    VENDORS,
    a_message,
    outcomes,
    send,
    with_sender,
)
from tests.push_service import tokens
from tests.push_service.browser import Browser
from tests.push_service.rfc8291 import Undecipherable
from tests.push_service.scripts import Scripted

MALFORMED = {
    "empty": "",
    "no base64": "§§§",
    "standard base64": "+/" * 40,
    "too short": "AAAA",
    "off the curve": "B" + "A" * 86,
}


class TestRequest:
    def test_carries_what_rfc_8030_asks_for(self, vendors):
        browser = vendors.browser()

        send(a_message(browser.address, ttl_s=7200, urgency="high", topic="Abc-_9" * 5))

        [got] = vendors.received
        assert got.status == 201
        assert got.headers["TTL"] == "7200"
        assert got.headers["Urgency"] == "high"
        assert got.headers["Topic"] == "Abc-_9" * 5
        assert got.headers["Content-Encoding"] == "aes128gcm"
        assert set(got.headers) - {"Host", "Content-Length"} == {
            "Authorization", "Content-Encoding", "Content-Type", "TTL", "Topic", "Urgency",
        }  # fmt: skip

    def test_leaves_out_an_empty_topic(self, vendors):
        send(a_message(vendors.browser().address, topic=""))

        assert "Topic" not in vendors.received[0].headers

    def test_can_be_read_by_its_browser_only(self, vendors):
        browser, other = vendors.browser(), vendors.browser()

        send(a_message(browser.address, payload=payload(k="diary", t="abc")))

        body = vendors.received[0].body
        assert json.loads(browser.decrypt(body)) == {"k": "diary", "t": "abc"}
        with pytest.raises(Undecipherable):
            other.decrypt(body)

    def test_has_one_size_whatever_it_says(self, vendors):
        address = vendors.browser().address
        texts = [payload(), payload(k="diary"), payload(k="diary", t="x" * 200)]

        send(*[a_message(address, payload=text) for text in texts])

        assert {len(got.body) for got in vendors.received} == {PAYLOAD_BYTES + 103}

    def test_is_never_encrypted_the_same_way_twice(self, vendors):
        address = vendors.browser().address

        send(*[a_message(address)] * 20)

        assert len({got.body[:16] for got in vendors.received}) == 20
        assert len({got.body[21:86] for got in vendors.received}) == 20

    def test_says_to_each_vendor_that_it_is_for_this_one(self, vendors):
        send(*[a_message(vendors.browser(host=host).address) for host in VENDORS * 3])

        for got in vendors.received:
            origin = f"http://{got.headers['Host']}"
            claims = tokens.read(got.headers["Authorization"], origin=origin, now=time.time())
            assert claims.sub == SUBJECT
            assert 6 * 3600 < claims.exp - time.time() <= 12 * 3600
        assert {got.status for got in vendors.received} == {201}

    def test_is_signed_with_the_key_of_the_subscription(self, vendors):
        vapid = Vapid(KEYS, SUBJECT)
        browsers = [vendors.browser(key=vapid.public_key(each), key_id=each) for each in KEYS]

        found = send(*[a_message(browser.address) for browser in browsers])

        assert [each.answer for each in found] == [Answer.ACCEPTED] * 2

    def test_with_another_key_is_denied(self, vendors):
        key = Vapid(KEYS, SUBJECT).public_key("k2")

        [outcome] = send(a_message(vendors.browser(key=key, key_id="k1").address))

        assert (outcome.answer, outcome.status) == (Answer.DENIED, 403)

    def test_uses_its_connections_again(self, vendors):
        async def work(sender):
            for _ in range(3):
                await outcomes(sender, [a_message(vendors.browser().address)] * 20)
            return sum(len(each) for each in sender._session.connector._conns.values())

        assert with_sender(work, concurrency=4) <= 4


class TestPoison:
    @pytest.mark.parametrize("broken", MALFORMED.values(), ids=MALFORMED)
    @pytest.mark.parametrize("member", ["p256dh", "auth"])
    def test_keys_are_refused_and_stop_nobody(self, member, broken, vendors):
        browser = vendors.browser()
        keys = {"p256dh": browser.address.p256dh, "auth": browser.address.auth}
        if member == "auth" and broken == MALFORMED["off the curve"]:
            broken = "A" * 23  # 17 bytes
        address = type(browser.address)(
            endpoint=browser.endpoint, key_id="k1", **keys | {member: broken}
        )
        sound = [a_message(vendors.browser().address, ref=number) for number in range(10)]

        found = send(a_message(address, ref="poison"), *sound, concurrency=1)

        assert found[0].answer == Answer.REFUSED
        assert found[0].status is None
        assert [each.answer for each in found[1:]] == [Answer.ACCEPTED] * 10

    def test_key_id_is_refused(self, vendors):
        [outcome] = send(a_message(vendors.browser(key_id="lost").address))

        assert outcome.answer == Answer.REFUSED
        assert vendors.received == []

    def test_payload_over_the_limit_is_not_sent(self, vendors):
        address = vendors.browser().address
        most = a_message(address, payload=b"x" * MAX_PAYLOAD_BYTES)
        more = a_message(address, payload=b"x" * (MAX_PAYLOAD_BYTES + 1))

        found = send(most, more, concurrency=1)

        assert [each.answer for each in found] == [Answer.ACCEPTED, Answer.TOO_LARGE]
        assert len(vendors.received) == 1

    def test_that_nobody_thought_of_stops_nobody(self, vendors):
        browser = vendors.browser()
        strange = type(browser.address)(endpoint=browser.endpoint, p256dh=7, auth=None, key_id="k1")

        found = send(a_message(strange), a_message(browser.address), concurrency=1)

        assert [each.answer for each in found] == [Answer.UNREACHABLE, Answer.ACCEPTED]


class TestAnswer:
    @pytest.mark.parametrize("status", [201, 410, 503])
    @pytest.mark.parametrize("fault", ["huge", "slow"])
    def test_with_an_endless_body_counts_by_its_status(self, status, fault, vendors):
        vendors.script.once(Scripted(status=status, fault=fault))
        began = time.monotonic()

        first, second = send(*[a_message(vendors.browser().address)] * 2, concurrency=1)

        assert time.monotonic() - began < 10, "it was read to its end, or to the time-out"
        assert first.status == status
        assert second.answer == Answer.ACCEPTED

    def test_is_read_for_4_kib_only(self, vendors):
        vendors.script.once(Scripted(fault="huge"))
        began = time.monotonic()

        send(a_message(vendors.browser().address), timeouts=Timeouts(body_s=20, total_s=20))

        assert time.monotonic() - began < 10

    def test_that_never_comes_is_not_waited_for(self, vendors):
        vendors.script.once(Scripted(fault="hang"))
        began = time.monotonic()

        [outcome] = send(a_message(vendors.browser().address), timeouts=SHORT)

        assert outcome.answer == Answer.UNREACHABLE
        assert time.monotonic() - began < 5

    def test_is_told_before_slower_ones(self, vendors):
        slow = vendors.browser()
        vendors.script.always(Scripted(fault="hang"), token=slow.endpoint.rsplit("/", 1)[1])

        messages = [a_message(slow.address, ref="slow"), a_message(vendors.browser().address)]
        found = send(*messages, timeouts=BETWEEN)

        assert [each.ref for each in found] == [None, "slow"]

    def test_sets_no_cookie(self, vendors):
        """By name, because no client keeps cookies of bare addresses."""
        vendors.script.once(Scripted(status=201, headers={"Set-Cookie": "a=b"}))
        browser = Browser(endpoint=vendors.browser().endpoint.replace("127.0.0.1", "localhost"))

        send(*[a_message(browser.address)] * 2, hosts=["localhost"], concurrency=1)

        assert len(vendors.received) == 2
        assert all("Cookie" not in got.headers for got in vendors.received)

    def test_of_a_port_where_nobody_listens_is_unreachable(self, vendors):
        address = vendors.browser().address
        closed = type(address)(
            endpoint="http://127.0.0.1:1/wpush/x",
            p256dh=address.p256dh, auth=address.auth, key_id="k1",
        )  # fmt: skip

        [outcome] = send(a_message(closed))

        assert (outcome.answer, outcome.status) == (Answer.UNREACHABLE, None)


class TestDelivery:
    def test_of_nothing_ends(self):
        assert send() == []

    def test_can_be_left_half_way(self, vendors):
        messages = [a_message(vendors.browser().address) for _ in range(500)]

        async def work(sender):
            stream = sender.deliver(messages)
            await anext(stream)
            await stream.aclose()
            return len(asyncio.all_tasks())

        assert with_sender(work) == 1
        assert len(vendors.received) < 500

    def test_tells_of_each_message_once(self, vendors):
        messages = [a_message(vendors.browser().address, ref=number) for number in range(300)]

        assert sorted(each.ref for each in send(*messages)) == list(range(300))
