"""How long PostgreSQL itself works on a request, apart from everything around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

import psycopg
from flask import Flask

from backend.database import CONNECTION_OPTIONS

REPEATS = 9
Statement = tuple[Any, Any]


def time_in_database(app: Flask, path: str, *, token: str, api_url: str) -> float:
    """The milliseconds that the statements of one GET take to execute: the median of several."""
    with _recorded() as statements:
        client = app.test_client(use_cookies=False)
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    with psycopg.connect(api_url, options=CONNECTION_OPTIONS) as connection:
        return median(_executed_ms(connection, statements) for _ in range(REPEATS))


@contextmanager
def _recorded() -> Iterator[list[Statement]]:
    """What this process sends to PostgreSQL meanwhile."""
    seen: list[Statement] = []
    execute = psycopg.Cursor.execute

    def remember(cursor: Any, query: Any, params: Any = None, **options: Any) -> Any:
        seen.append((query, params))
        return execute(cursor, query, params, **options)

    with patch.object(psycopg.Cursor, "execute", remember):
        yield seen


def _executed_ms(connection: psycopg.Connection[Any], statements: list[Statement]) -> float:
    """Run them once more in one transaction, which is then undone, and add up what they took."""
    total = 0.0
    for said, params in statements:
        query = said if isinstance(said, str) else said.as_string(connection)
        if "set_config" in query or not query.lstrip().upper().startswith(
            ("SELECT", "INSERT", "UPDATE", "WITH")
        ):
            connection.execute(query, params)
            continue
        explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query}"
        row = connection.execute(explain, params).fetchone()
        total += row[0][0]["Execution Time"] if row else 0.0
    connection.rollback()
    return total
