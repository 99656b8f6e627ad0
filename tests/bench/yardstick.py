"""The least that a server has to do: read a token, speak to PostgreSQL once, answer.

No second wall, no consent, no revision, no audit. It is served like the product, so that the
ratio of the two shows what the product's own work costs, whatever the machine.
"""

import os
from datetime import date
from functools import cache
from typing import Any

import jwt
import orjson
from flask import Flask, Response, request
from psycopg_pool import ConnectionPool

KEY = "the yardstick signs its own tokens with this"
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
PATIENTS = 10_000
SCORES = ("pain_now", "pain_worst", "pain_avg", "mood", "sleep_hours")
OWN = (*SCORES, "side_effects", "note", "client_ts")
ENTRY = ("id", "patient_id", "entry_date", *OWN)
TYPES = (
    "id uuid, date date, pain_now int2, pain_worst int2, pain_avg int2, mood int2, "
    "sleep_hours real, side_effects jsonb, note text, client_ts timestamptz"
)
NEWER_WINS = f"""
ON CONFLICT (patient_id, entry_date)
DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in OWN)}, server_ts = now()
WHERE excluded.client_ts > bench.writes.client_ts"""
WRITE = f"""
INSERT INTO bench.writes ({", ".join(ENTRY)})
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
{NEWER_WINS} RETURNING server_ts"""
WRITE_ALL = f"""
INSERT INTO bench.writes ({", ".join(ENTRY)})
SELECT id, %s, date, {", ".join(OWN)} FROM json_to_recordset(%s::json) AS x({TYPES})
{NEWER_WINS} RETURNING id, server_ts"""
READ = f"""
SELECT coalesce(json_agg(row_to_json(s)), '[]')::text FROM (
    SELECT id, entry_date AS date, {", ".join(OWN)}, server_ts FROM bench.days
    WHERE patient_id = %s AND entry_date BETWEEN %s AND %s ORDER BY entry_date) s"""
TREND = f"""
SELECT entry_date, {", ".join(SCORES)} FROM bench.days
WHERE patient_id = %s AND entry_date BETWEEN %s AND %s ORDER BY entry_date"""

app = Flask(__name__, static_folder=None)


def token(patient: int, *, expires: int) -> str:
    return jwt.encode({"sub": str(patient), "exp": expires}, KEY, algorithm="HS256")


@cache
def _pool() -> ConnectionPool[Any]:
    size = int(os.environ["YARDSTICK_CONNECTIONS"])
    pool: ConnectionPool[Any] = ConnectionPool(
        os.environ["YARDSTICK_URL"], min_size=size, kwargs={"autocommit": True}, open=True
    )
    pool.wait()
    return pool


def _patient() -> int:
    presented = request.headers["Authorization"].removeprefix("Bearer ")
    return int(jwt.decode(presented, KEY, algorithms=["HS256"])["sub"])


def _answer(body: bytes) -> Response:
    return Response(body, content_type="application/json")


@app.put("/day")
def write_day() -> Response:
    patient, entry = _patient(), orjson.loads(request.get_data())
    scores = [entry[name] for name in SCORES]
    effects = orjson.dumps(entry["side_effects"]).decode()
    given = (entry["id"], patient, entry["date"], *scores, effects, entry["note"])
    with _pool().connection() as connection:
        row = connection.execute(WRITE, (*given, entry["client_ts"])).fetchone()
    return _answer(orjson.dumps({"id": entry["id"], "server_ts": row and row[0]}))


@app.post("/batch")
def write_batch() -> Response:
    patient, body = _patient(), request.get_data()
    orjson.loads(body)
    with _pool().connection() as connection:
        rows = connection.execute(WRITE_ALL, (patient, body.decode())).fetchall()
    return _answer(orjson.dumps([{"id": entry, "server_ts": at} for entry, at in rows]))


@app.get("/days")
def read_days() -> Response:
    patient = _patient() % PATIENTS + 1
    with _pool().connection() as connection:
        row = connection.execute(READ, (patient, FIRST, LAST)).fetchone()
    return _answer(row[0].encode() if row else b"")


@app.get("/trend")
def read_trend() -> Response:
    patient = _patient() % PATIENTS + 1
    with _pool().connection() as connection:
        rows = connection.execute(TREND, (patient, FIRST, LAST)).fetchall()
    series = dict(zip(("date", *SCORES), zip(*rows, strict=True), strict=True))
    return _answer(orjson.dumps(series))
