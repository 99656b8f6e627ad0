"""`python -m tests.bench.postbox`: a push service that takes everything and costs next to nothing.

Prints its port. A POST is answered with 201 at once; GET tells how many came, and to how many
different addresses.
"""

import asyncio
import json
import signal
from typing import cast

TAKEN = b"HTTP/1.1 201 Created\r\nLocation: /m/1\r\nTTL: 60\r\nContent-Length: 0\r\n\r\n"
HEAD_ENDS, LENGTH = b"\r\n\r\n", b"content-length:"


class Postbox(asyncio.Protocol):
    """One connection of a sender."""

    taken = 0
    paths: set[bytes] = set()  # noqa: RUF012 - one box, however many connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._got = b""

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(HEAD_ENDS)) >= 0:
            head = self._got[:end]
            ends = end + len(HEAD_ENDS) + _length(head)
            if len(self._got) < ends:
                return
            self._got = self._got[ends:]
            method, path, _ = head.split(b" ", 2)
            self._transport.write(self._answer(method, path))

    def _answer(self, method: bytes, path: bytes) -> bytes:
        if method == b"POST":
            Postbox.taken += 1
            Postbox.paths.add(path)
            return TAKEN
        body = json.dumps({"taken": Postbox.taken, "addresses": len(Postbox.paths)}).encode()
        Postbox.taken = 0
        Postbox.paths.clear()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def _length(head: bytes) -> int:
    low = head.lower()
    found = low.find(LENGTH)
    return int(low[found + len(LENGTH) :].split(b"\r\n", 1)[0]) if found >= 0 else 0


async def main() -> None:
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    server = await asyncio.get_running_loop().create_server(Postbox, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await over.wait()


if __name__ == "__main__":
    asyncio.run(main())
