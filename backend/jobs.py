"""Jobs for the workers, asked for in the caller's own transaction."""

from typing import Any

import orjson
from sqlalchemy import text

from backend.database import db

DEFER = text("SELECT defer_job(:task, CAST(:args AS jsonb))")


def defer(task: str, **args: Any) -> bool:
    """Have a worker run the task once this transaction commits; if it doesn't, nobody does.

    False if the same waits already, or is being asked for by another transaction: whoever can't
    wait for the task's next period has to ask again. Arguments are ids, never health data.
    """
    given = {"task": task, "args": orjson.dumps(args).decode()}
    return bool(db.session.scalar(DEFER, given))
