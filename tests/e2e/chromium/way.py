"""The way from a phone to the clinic, on which a test may lose, hold and answer what it likes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any

from backend.web.client.routes import FOREVER, KINDS, POLICY
from tests.e2e.chromium.server import Server

PATIENCE_S = 15.0
"""For what somebody waits for: as long as the app itself waits for an answer. Until then, what is
slow is not broken."""

OF_A_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server"}


Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass
class Trouble:
    """What happens to requests whose path holds `place`, so many times."""

    place: str
    kind: str
    """drop: never gets there; swallow: the answer is lost; hold, delay: the request, the answer
    waits until `go`; answer: somebody else answers."""

    times: int = 1
    patience_s: float = PATIENCE_S
    """After so long what waits for `go` waits no more."""

    holding: str = ""
    """Only requests whose body holds this meet it."""

    status: int = 503
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    met: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)


class Way:
    """Serves the client's files out of `files`, and everything else by the server."""

    def __init__(self, server: Server, files: Path) -> None:
        self.server = server
        self.files = files
        self._asked: list[tuple[str, float]] = []
        self._troubles: list[Trouble] = []
        self._changed = Condition()
        self._http = Http(("127.0.0.1", 0), type("Handler", (Handler,), {"way": self}))
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def meets(self, place: str, kind: str, **more: Any) -> Trouble:
        """From now on requests there meet this trouble."""
        trouble = Trouble(place, kind, **more)
        self._troubles.append(trouble)
        return trouble

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile nothing of the API gets through, though the browser thinks it is online."""
        trouble = self.meets("/api/", "drop", times=1_000_000)
        yield
        self._troubles.remove(trouble)

    def clear(self) -> None:
        for trouble in self._troubles:
            trouble.go.set()
        self._troubles.clear()
        self.forget()

    def forget(self) -> None:
        """Count anew from now on."""
        self._asked.clear()

    def wait_for(self, place: str, times: int = 1) -> None:
        """Wait until so many requests were made there since it counts."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.count(place) >= times, PATIENCE_S), place

    def count(self, place: str) -> int:
        return len(self.moments(place))

    def moments(self, place: str) -> list[float]:
        """When each request was made there, in seconds."""
        return [moment for path, moment in list(self._asked) if place in path]

    def stop(self) -> None:
        self.clear()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def note(self, path: str, body: bytes) -> Trouble | None:
        """Write down that this was asked; gives the trouble that it meets."""
        with self._changed:
            self._asked.append((path, time.monotonic()))
            self._changed.notify_all()
            for trouble in self._troubles:
                meets = trouble.place in path and trouble.holding.encode() in body
                if meets and trouble.times > 0:
                    trouble.times -= 1
                    return trouble
            return None


class Http(ThreadingHTTPServer):
    """One that bears that browsers go away."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        pass


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    way: Way
    protocol_version = "HTTP/1.1"
    timeout = 20

    def __getattr__(self, name: str) -> Any:
        # The base class looks for do_GET, do_POST and so on.
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trouble = self.way.note(self.path, body)
        if trouble is None:
            self._send(*self._fetched(body))
        else:
            with suppress(OSError):
                self._suffer(trouble, lambda: self._fetched(body))

    def _suffer(self, trouble: Trouble, fetch: Callable[[], Any]) -> None:
        if trouble.kind == "answer":
            trouble.met.set()
            self._send(trouble.status, trouble.headers, trouble.body)
            return
        if trouble.kind == "hold":
            trouble.met.set()
            trouble.go.wait(trouble.patience_s)
        answer = None if trouble.kind == "drop" else fetch()
        trouble.met.set()
        if trouble.kind == "delay":
            trouble.go.wait(trouble.patience_s)
        if answer and trouble.kind != "swallow":
            self._send(*answer)
        else:
            self.close_connection = True
            self.connection.close()

    def _fetched(self, body: bytes) -> Answer:
        return self._own_file() or self._from_server(body)

    def _own_file(self) -> Answer | None:
        path = self.path.split("?")[0]
        name = {"/": "index.html", "/desk/": "desk/index.html"}.get(path, path.lstrip("/"))
        file = self.way.files / name
        kind = KINDS.get(name.rsplit(".", 1)[-1])
        if kind is None or not file.is_file():
            return None
        lasts = path.startswith("/assets/")
        headers = [
            ("Content-Type", kind),
            ("Content-Security-Policy", POLICY),
            ("Cache-Control", FOREVER if lasts else "no-cache"),
        ]
        return 200, headers, file.read_bytes()

    def _from_server(self, body: bytes) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.way.server.port, timeout=PATIENCE_S)
        try:
            connection.request(self.command, self.path, body or None, dict(self.headers.items()))
            answer: HTTPResponse = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            return 502, [], b""
        finally:
            connection.close()
        return answer.status, answer.headers.items(), content

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in OF_A_HOP:
                self.send_header(name, value)
        if status not in {204, 304}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status not in {204, 304}:
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def soon(
    holds: Callable[[], Any], what: str = "It never came to pass.", *, within_s: float = PATIENCE_S
) -> Any:
    """What `holds` gives once it is true."""
    deadline = time.monotonic() + within_s
    while not (found := holds()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)  # looks again; browser and server tell of nothing by themselves
    return found
