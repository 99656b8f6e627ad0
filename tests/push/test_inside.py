"""Nobody gets the sender to open a connection to anything but a listed push service.

Each connection of this process is seen by an audit hook; a socket that listens on every address of
this machine counts those that would have arrived.
"""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from backend.push.gateway import subscriptions
from backend.push.gateway.subscriptions import resolves_forbidden
from backend.push.rules.hosts import DEFAULT_HOSTS, ForbiddenEndpoint, Hosts
from backend.push.rules.messages import Answer
from tests.push.endpoints import ENDPOINTS
from tests.push.sending import a_message, outcomes, send, with_sender
from tests.push_service.browser import Browser
from tests.push_service.scripts import Scripted

LISTED = (*DEFAULT_HOSTS, "127.0.0.1")
SEEN: list[tuple] = []
WATCHING = threading.Event()


def _watch(event: str, arguments: tuple) -> None:
    if event == "socket.connect" and WATCHING.is_set():
        SEEN.append(arguments[1])


sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[tuple]]:
    """Where this process connects to while the block runs."""
    SEEN.clear()
    WATCHING.set()
    try:
        yield SEEN
    finally:
        WATCHING.clear()


@pytest.fixture(scope="module")
def trap() -> Iterator[socket.socket]:
    """Listens on all addresses of this machine, of both versions, and never accepts."""
    with socket.create_server(("0.0.0.0", 0)) as listening:  # noqa: S104
        listening.setblocking(False)
        yield listening


def is_untouched(trap: socket.socket) -> bool:
    try:
        trap.accept()[0].close()
    except BlockingIOError:
        return True
    return False


class TestEndpointOutsideTheList:
    def test_is_tried_in_many_forms(self):
        assert len(set(ENDPOINTS)) == len(ENDPOINTS) >= 60

    @pytest.mark.parametrize("form", ENDPOINTS)
    def test_is_refused_when_saved_and_when_sent(self, form, trap):
        endpoint = form.replace("{port}", str(trap.getsockname()[1]))

        with pytest.raises(ForbiddenEndpoint):
            Hosts(LISTED).check(endpoint)
        with watched() as connected:
            [outcome] = send(a_message(Browser(endpoint=endpoint).address), hosts=LISTED)

        assert (outcome.answer, outcome.vendor) == (Answer.FORBIDDEN_ADDRESS, "")
        assert connected == []
        assert is_untouched(trap)


class TestWatch:
    def test_sees_connections(self, trap, vendors):
        """Otherwise none of the tests here would mean anything."""
        with watched() as connected:
            send(a_message(vendors.browser().address), hosts=LISTED)
        assert connected == [("127.0.0.1", vendors.port)]

        with socket.create_connection(("127.0.0.2", trap.getsockname()[1])):
            assert not is_untouched(trap)


class Names(AbstractResolver):
    """Resolves as told: each question gets the next answer, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not found:
            raise OSError("no such name")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        pass


INSIDE = [
    ["127.0.0.1"], ["10.0.0.1"], ["172.16.5.5"], ["192.168.0.1"], ["100.64.0.1"], ["0.0.0.0"],  # noqa: S104
    ["169.254.169.254"], ["::1"], ["fe80::1"], ["fd00::1"], ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["224.0.0.1"], ["127.0.0.1", "10.0.0.1", "::1"],
]  # fmt: skip


class TestNameThatLeadsInside:
    @pytest.mark.parametrize("found", INSIDE, ids=str)
    @pytest.mark.parametrize("host", ["fcm.googleapis.com", "web.push.apple.com"])
    def test_is_not_connected_to(self, host, found):
        message = a_message(Browser(endpoint=f"https://{host}/x").address)

        with watched() as connected:
            outcomes_ = send(*[message] * 8, hosts=LISTED, resolver=Names(found), concurrency=1)

        assert {each.answer for each in outcomes_} == {Answer.FORBIDDEN_ADDRESS}
        assert {each.vendor for each in outcomes_} <= set(DEFAULT_HOSTS)
        assert connected == []

    def test_is_noticed_at_each_new_connection(self):
        """First a public answer, then one that points inside (DNS rebinding)."""
        names = Names(["192.0.2.1", "127.0.0.1"], [], ["127.0.0.1"])
        message = a_message(Browser(endpoint="https://fcm.googleapis.com/x").address)

        async def work(sender):
            return [(await outcomes(sender, [message]))[0].answer for _ in range(3)]

        with watched() as connected:
            found = with_sender(work, hosts=LISTED, resolver=names)

        assert found == [
            Answer.FORBIDDEN_ADDRESS,
            Answer.UNREACHABLE,
            Answer.FORBIDDEN_ADDRESS,
        ]
        assert connected == []

    def test_is_noticed_after_a_connection_that_was_allowed(self, vendors):
        """The name is asked anew although it was good a moment ago."""
        vendors.script.once(Scripted(fault="slow"))  # its connection isn't kept
        endpoint = vendors.browser().endpoint.replace("127.0.0.1", "localhost")
        message = a_message(Browser(endpoint=endpoint).address)
        names = Names(["127.0.0.1"], ["10.0.0.1"])

        found = send(message, message, hosts=["localhost"], resolver=names, concurrency=1)

        assert [each.answer for each in found] == [Answer.ACCEPTED, Answer.FORBIDDEN_ADDRESS]

    def test_is_only_connected_to_where_it_is_public(self, monkeypatch):
        names = Names(["10.0.0.1", "1.1.1.1", "::1"])
        message = a_message(Browser(endpoint="https://fcm.googleapis.com/x").address)
        tried = []

        async def start(addr_infos, **_):
            tried.extend(info[4][0] for info in addr_infos)
            raise OSError("not in a test")

        monkeypatch.setattr("aiohttp.connector.aiohappyeyeballs.start_connection", start)
        [outcome] = send(message, hosts=LISTED, resolver=names)

        assert outcome.answer == Answer.UNREACHABLE
        assert set(tried) == {"1.1.1.1"}

    def test_is_not_connected_to_as_localhost_either(self, vendors):
        """A hosts file that sends localhost elsewhere changes nothing."""
        endpoint = vendors.browser().endpoint.replace("127.0.0.1", "localhost")
        browser = Browser(endpoint=endpoint)

        with watched() as connected:
            elsewhere = send(
                a_message(browser.address), hosts=["localhost"], resolver=Names(["10.0.0.1"])
            )
        assert elsewhere[0].answer == Answer.FORBIDDEN_ADDRESS
        assert connected == []
        assert send(a_message(browser.address), hosts=["localhost"])[0].status == 201


class TestRedirect:
    @pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
    @pytest.mark.parametrize(
        "to",
        ["http://127.0.0.2:{port}/x", "http://[::ffff:127.0.0.2]:{port}/x", "//127.2:{port}/"],
    )
    def test_is_never_followed(self, status, to, trap, vendors):
        location = to.replace("{port}", str(trap.getsockname()[1]))
        vendors.script.always(Scripted(status=status, headers={"Location": location}))

        with watched() as connected:
            [outcome] = send(a_message(vendors.browser().address), hosts=LISTED)

        assert (outcome.answer, outcome.status) == (Answer.REFUSED, status)
        assert connected == [("127.0.0.1", vendors.port)]
        assert is_untouched(trap)


class TestProxy:
    def test_of_the_environment_is_not_used(self, trap, vendors, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.2:{trap.getsockname()[1]}")

        [outcome] = send(a_message(vendors.browser().address), hosts=LISTED)

        assert outcome.answer == Answer.ACCEPTED
        assert is_untouched(trap)


class TestResolvesForbidden:
    @pytest.fixture
    def names(self, monkeypatch):
        """What the system's resolver answers."""
        found: list[str] = []

        def getaddrinfo(*_, **__):
            if not found:
                raise socket.gaierror
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]

        monkeypatch.setattr(subscriptions.socket, "getaddrinfo", getaddrinfo)
        return found

    @pytest.mark.parametrize(
        ("found", "is_forbidden"),
        [
            (["1.1.1.1"], False),
            (["1.1.1.1", "10.0.0.1"], True),
            (["127.0.0.1"], True),
            (["fe80::1%eth0"], True),
            ([], False),
        ],
    )
    def test_is_whether_any_address_is_not_public(self, found, is_forbidden, names):
        names.extend(found)

        assert resolves_forbidden("push.example.org") is is_forbidden

    def test_takes_its_time_only(self, monkeypatch):
        release = threading.Event()
        monkeypatch.setattr(
            subscriptions.socket, "getaddrinfo", lambda *_, **__: release.wait(10) and []
        )

        try:
            # More than there are threads for it: nobody waits for one either.
            assert not any(resolves_forbidden("x", within_s=0.01) for _ in range(12))
        finally:
            release.set()
