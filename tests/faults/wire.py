"""A wire to the database that a test can cut and mend."""

import socket
from contextlib import suppress
from threading import Lock, Thread
from types import TracebackType

from psycopg.conninfo import conninfo_to_dict

CHUNK = 65_536


class Wire:
    """Listens on this machine and passes everything on, until it is cut."""

    def __init__(self, database_url: str) -> None:
        self._parts = conninfo_to_dict(database_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._lock = Lock()
        self._is_cut = False
        self._start(self._listen)

    @property
    def database_url(self) -> str:
        """Where the database is reached over the wire."""
        port = self._listener.getsockname()[1]
        login = f"{self._parts['user']}:{self._parts.get('password', '')}"
        return f"postgresql://{login}@127.0.0.1:{port}/{self._parts['dbname']}"

    def cut(self) -> None:
        """Break what is connected, and let nothing through."""
        with self._lock:
            self._is_cut = True
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let new connections through."""
        with self._lock:
            self._is_cut = False

    def __enter__(self) -> "Wire":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in list(self._threads):
            thread.join()
        for end in self._open:
            end.close()

    def _start(self, work, *given: socket.socket) -> None:
        thread = Thread(target=work, args=given)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if self._is_cut:
                        near.close()
                        continue
                    far = self._to_server()
                    self._open += [near, far]
                self._start(self._pass_on, near, far)
                self._start(self._pass_on, far, near)

    def _to_server(self) -> socket.socket:
        host, port = str(self._parts["host"]), int(self._parts.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
