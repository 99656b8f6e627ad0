"""Prepared statements sent together: one trip to the database for all that needs no answer yet.

psycopg's own pipeline does the same for any kind of use, at three times the cost in the process
(five statements in two trips: 280 us against 82 us, measured in one run); this one knows prepared
statements with text parameters only, on libpq as `psycopg.pq` wraps it.
"""

import re
from collections.abc import Callable, Sequence
from select import POLLIN, POLLOUT, poll
from typing import Any, cast

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, abc

PLACEHOLDER = re.compile("%(s|%)")
GOOD = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}
TEXT = PyFormat.TEXT

Row = tuple[Any, ...]


class Answer:
    """The rows of one statement; asking for them makes the trip."""

    __slots__ = ("_settle", "rows")

    def __init__(self, settle: Callable[[], None]) -> None:
        """Take what makes the trip."""
        self._settle = settle
        self.rows: list[Row] | None = None

    def fetchall(self) -> list[Row]:
        """All rows."""
        if self.rows is None:
            self._settle()
        return self.rows or []

    def fetchone(self) -> Row | None:
        """The first row, None if there is none."""
        rows = self.fetchall()
        return rows[0] if rows else None


class TravellingConnection(psycopg.Connection[Any]):
    """A connection in autocommit that can also send statements together."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """Take what psycopg's own takes."""
        super().__init__(*given, **more)
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._expected: list[Answer | None] = []
        self._made = 0
        self._transformer = Transformer(self)

    def embark(self) -> None:
        """Begin a transaction whose statements travel together."""
        self._expected.clear()
        self.pgconn.enter_pipeline_mode()
        self._send("BEGIN", (), None)

    def embark_once(self) -> None:
        """Begin a single trip: what travels together is one transaction until it arrives."""
        self._expected.clear()
        self.pgconn.enter_pipeline_mode()

    def arrive(self) -> None:
        """End a single trip; what wasn't asked for yet travels now."""
        if self._expected:
            self.travel()
        self.pgconn.exit_pipeline_mode()

    def run(self, statement: str, given: Sequence[Any] = ()) -> Answer:
        """Send a statement (%s for each parameter) with the next trip."""
        answer = Answer(self.travel)
        self._send(statement, given, answer)
        return answer

    def commit_trip(self) -> None:
        """Commit what was sent, or raise what the database refused."""
        self._send("COMMIT", (), None)
        self.travel()
        self.pgconn.exit_pipeline_mode()

    def abandon(self) -> None:
        """Roll everything back; a connection that was lost has nothing to roll back."""
        if self.closed or self.pgconn.status != psycopg.pq.ConnStatus.OK:
            return
        self._send("ROLLBACK", (), None)
        self.travel()
        self.pgconn.exit_pipeline_mode()

    def travel(self) -> None:
        """Make the trip: read the answers to all that was sent, or raise the first refusal."""
        self.pgconn.pipeline_sync()
        expected, self._expected = self._expected, []
        refusal: psycopg.Error | None = None
        for answer in expected:
            result = self._next_result()
            if result.status in GOOD:
                if answer is not None:
                    self._transformer.set_pgresult(cast("Any", result))
                    answer.rows = self._transformer.load_rows(0, result.ntuples, tuple)
            elif refusal is None:
                refusal = psycopg.errors.error_from_result(result, encoding="utf-8")
            self._end_of_result()
        self._next_result()
        if refusal is not None:
            # What got prepared before the refusal, or still fits after it, isn't known.
            self._names.clear()
            raise refusal

    def _send(self, statement: str, given: Sequence[Any], answer: Answer | None) -> None:
        dumped = self._transformer.dump_sequence(given, [TEXT] * len(given)) if given else []
        types = self._transformer.types or () if given else ()
        name = self._names.get((statement, types))
        if name is None:
            self._made += 1
            name = self._names[statement, types] = b"trip_%d" % self._made
            self.pgconn.send_prepare(name, _numbered(statement).encode(), types)
            self._expected.append(None)
        self.pgconn.send_query_prepared(name, dumped)
        self._expected.append(answer)

    def _next_result(self) -> abc.PGresult:
        """Wait for the next result, without keeping other threads waiting."""
        connection = self.pgconn
        while connection.flush():
            self._wait(POLLOUT | POLLIN)
            connection.consume_input()
        while connection.is_busy():
            self._wait(POLLIN)
            connection.consume_input()
        result = connection.get_result()
        if result is None or connection.status != psycopg.pq.ConnStatus.OK:
            raise psycopg.OperationalError("the connection is lost")
        return result

    def _end_of_result(self) -> None:
        """Take the mark that ends one statement's results."""
        while self.pgconn.is_busy():
            self._wait(POLLIN)
            self.pgconn.consume_input()
        self.pgconn.get_result()

    def _wait(self, events: int) -> None:
        poller = poll()
        poller.register(self.pgconn.socket, events)
        poller.poll()


def _numbered(statement: str) -> str:
    """The statement with PostgreSQL's own placeholders."""
    number = iter(range(1, 1000))
    return PLACEHOLDER.sub(lambda found: f"${next(number)}" if found[1] == "s" else "%", statement)
