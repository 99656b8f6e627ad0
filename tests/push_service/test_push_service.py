"""The tests' push service itself: what it accepts, and what it hands to a browser."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from backend.push.gateway.vapid import Vapid
from tests.push.sending import KEYS, SUBJECT, a_message, outcomes, with_sender
from tests.push_service.browser import to_bytes
from tests.push_service.running import Running, running

HEADERS = {"TTL": "60", "Content-Encoding": "aes128gcm"}


@pytest.fixture
def service():
    with running() as service:
        yield service


def post(url: str, *, headers: dict[str, str], body: bytes = b"x") -> tuple[int, str, str]:
    async def run():
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, headers=headers, data=body) as response,
        ):
            return response.status, await response.text(), response.headers.get("Location", "")

    return asyncio.run(run())


def token(service: Running, *, origin: str = "", now: datetime | None = None) -> dict[str, str]:
    vapid = Vapid(KEYS, SUBJECT)
    at = now or datetime.now(UTC)
    return {"Authorization": vapid.authorization(origin or service.origin(), "k1", at)}


class TestSender:
    def test_is_told_where_the_message_lies(self, service):
        status, _, location = post(service.browser().endpoint, headers=HEADERS | token(service))

        assert status == 201
        assert location.startswith(service.origin() + "/m/")

    @pytest.mark.parametrize(
        ("changed", "status"),
        [
            ({"TTL": None}, 400),
            ({"TTL": "-1"}, 400),
            ({"TTL": "soon"}, 400),
            ({"Urgency": "urgent"}, 400),
            ({"Topic": "x" * 33}, 400),
            ({"Topic": "a.b"}, 400),
            ({"Content-Encoding": None}, 400),
            ({"Authorization": None}, 401),
            ({"Authorization": "Bearer x"}, 403),
        ],
    )
    def test_is_refused_what_rfc_8030_forbids(self, changed, status, service):
        headers = HEADERS | token(service) | changed
        sent = {name: value for name, value in headers.items() if value is not None}

        assert post(service.browser().endpoint, headers=sent)[0] == status
        assert service.received[0].status == status

    def test_is_refused_a_token_for_somebody_else(self, service):
        headers = HEADERS | token(service, origin="https://web.push.apple.com")

        assert post(service.browser().endpoint, headers=headers)[0] == 403

    @pytest.mark.parametrize("hours", [-13, 13])
    def test_is_refused_a_token_of_another_time(self, hours, service):
        headers = HEADERS | token(service, now=datetime.now(UTC) + timedelta(hours=hours))

        assert post(service.browser().endpoint, headers=headers)[0] == 403

    def test_is_refused_a_forged_token(self, service):
        headers = HEADERS | token(service)
        value = headers["Authorization"]
        place = value.index(",k=") - 10
        forged = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]

        status = post(service.browser().endpoint, headers=headers | {"Authorization": forged})[0]

        assert status == 403

    def test_is_refused_more_than_4096_bytes(self, service):
        headers = HEADERS | token(service)

        assert post(service.browser().endpoint, headers=headers, body=b"x" * 4096)[0] == 201
        assert post(service.browser().endpoint, headers=headers, body=b"x" * 4097)[0] == 413

    def test_is_told_what_never_was_and_what_is_over(self, service):
        browser = service.browser()
        service.service.end(browser.endpoint.rsplit("/", 1)[1])

        assert post(service.origin() + "/wpush/x", headers=HEADERS | token(service))[0] == 404
        assert post(browser.endpoint, headers=HEADERS | token(service))[0] == 410


class Firefox:
    """The websocket of a browser, spoken by hand."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def say(self, kind: str, **members):
        await self._socket.send_json({"messageType": kind, **members})
        return await self.hear()

    async def hear(self):
        return await self._socket.receive_json(timeout=60)

    async def ping(self):
        """A ping's answer; all that was said before it has been dealt with."""
        await self._socket.send_str("{}")
        return await self.hear()


def with_firefox(service: Running, work):
    async def run():
        url = service.origin().replace("http", "ws") + "/"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            return await work(Firefox(socket), session)

    return asyncio.run(run())


def deliver(*browsers_endpoints: str, service: Running, topic: str = "", ttl: int = 60) -> None:
    browser = service.browser()
    addresses = [
        type(browser.address)(
            endpoint=endpoint,
            p256dh=browser.address.p256dh,
            auth=browser.address.auth,
            key_id="k1",
        )
        for endpoint in browsers_endpoints
    ]
    messages = [a_message(address, topic=topic, ttl_s=ttl) for address in addresses]
    with_sender(lambda sender: outcomes(sender, messages))


class TestBrowser:
    def test_is_greeted_and_known_again(self, service):
        async def work(firefox, _):
            return await firefox.say("hello", uaid="", use_webpush=True, broadcasts={})

        first = with_firefox(service, work)
        assert first["status"] == 200
        assert first["use_webpush"] is True

        async def register(firefox, _):
            await firefox.say("hello", uaid="unknown", use_webpush=True)
            return await firefox.say("register", channelID="c1")

        assert with_firefox(service, register)["status"] == 200
        [subscription] = service.service.subscriptions.values()

        async def again(firefox, _):
            return await firefox.say("hello", uaid=subscription.uaid, use_webpush=True)

        assert with_firefox(service, again)["uaid"] == subscription.uaid

    def test_gets_an_endpoint_and_what_is_sent_to_it(self, service):
        async def work(firefox, _):
            await firefox.say("hello", uaid="", use_webpush=True)
            endpoint = (await firefox.say("register", channelID="c1"))["pushEndpoint"]
            await asyncio.to_thread(deliver, endpoint, service=service)
            return endpoint, await firefox.hear(), await firefox.ping()

        endpoint, notification, pong = with_firefox(service, work)

        assert endpoint.startswith(f"{service.origin()}/wpush/")
        assert (notification["messageType"], notification["channelID"]) == ("notification", "c1")
        assert notification["headers"]["encoding"] == "aes128gcm"
        assert to_bytes(notification["data"]) == service.received[0].body
        assert pong == {}

    def test_gets_what_waited_until_it_acknowledges(self, service):
        async def away(firefox, _):
            uaid = (await firefox.say("hello", uaid="", use_webpush=True))["uaid"]
            return uaid, (await firefox.say("register", channelID="c1"))["pushEndpoint"]

        uaid, endpoint = with_firefox(service, away)
        deliver(endpoint, endpoint, service=service)

        async def back(firefox, _):
            await firefox.say("hello", uaid=uaid, use_webpush=True)
            found = [await firefox.hear(), await firefox.hear()]
            updates = [{"channelID": "c1", "version": found[0]["version"], "code": 100}]
            await firefox._socket.send_json({"messageType": "ack", "updates": updates})
            await firefox.ping()
            return found

        first, second = with_firefox(service, back)

        subscription = service.service.subscriptions[endpoint.rsplit("/", 1)[1]]
        assert [each.version for each in subscription.unread] == [second["version"]]
        assert service.service.acknowledged[0]["version"] == first["version"]

    def test_gets_the_last_of_a_topic_only(self, service):
        browser = service.browser()

        deliver(browser.endpoint, service=service, topic="diary")
        deliver(browser.endpoint, service=service, topic="other")
        deliver(browser.endpoint, service=service, topic="diary")

        unread = service.service.subscriptions[browser.endpoint.rsplit("/", 1)[1]].unread
        assert [each.topic for each in unread] == ["other", "diary"]
        assert unread[1].body == service.received[2].body

    def test_gets_nothing_whose_time_was_now_or_never(self, service):
        browser = service.browser()

        deliver(browser.endpoint, service=service, ttl=0)

        assert service.service.subscriptions[browser.endpoint.rsplit("/", 1)[1]].unread == []

    def test_ends_a_subscription(self, service):
        async def work(firefox, _):
            await firefox.say("hello", uaid="", use_webpush=True)
            endpoint = (await firefox.say("register", channelID="c1"))["pushEndpoint"]
            return endpoint, await firefox.say("unregister", channelID="c1")

        endpoint, answer = with_firefox(service, work)

        assert answer["status"] == 200
        assert post(endpoint, headers=HEADERS | token(service))[0] == 410


class TestProcess:
    def test_tells_its_port_and_what_it_received(self):
        command = [sys.executable, "-m", "tests.push_service", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            origin = f"http://127.0.0.1:{int(process.stdout.readline())}"

            async def script():
                answer = {"answer": {"status": 503, "headers": {"Retry-After": "5"}}}
                async with aiohttp.ClientSession() as session:
                    async with session.post(f"{origin}/script", json=answer) as response:
                        assert response.status == 204
                    async with session.post(f"{origin}/wpush/x") as response:
                        assert response.status == 503
                    async with session.get(f"{origin}/log") as response:
                        return await response.json()

            [entry] = asyncio.run(script())
            process.terminate()

        assert (entry["token"], entry["status"]) == ("x", 503)
        assert process.returncode == 0
