"""The rules of the house that no tool knows: sizes, who commits, where SQL stands."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "backend").rglob("*.py"), *(ROOT / "config").rglob("*.py")])
CLIENT = ROOT / "backend" / "client" / "src"
CLIENT_SOURCES = sorted(
    path
    for path in CLIENT.rglob("*")
    if path.suffix in {".ts", ".tsx", ".css"} and path != CLIENT / "api" / "schema.ts"
)
MOST_LINES = 300
SQL = re.compile(r"\s*(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|WITH)\s+[\w(*%:\"]", re.ASCII)
SQL_PLACES = {"queries.py", "read_queries.py", "models.py", "columns.py"}
ENDS = re.compile(r"(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)(;|$)")
MAY_HOLD_SQL = {
    "backend/database.py": "binds whoever is acting",
    "backend/jobs.py": "opens the door to the queue",
    "config/": "makes and looks at servers",
}
MAY_COMMIT = {"backend/database.py", "backend/web/transactions.py"}
OPEN_ROUTES = {
    "DELETE": set(),
    "GET": {
        "/",
        "/<any('manifest.webmanifest', 'icon.svg', 'icon.png', 'badge.png'):file>",
        "/api/docs",
        "/api/docs/<name>",
        "/api/v1/catalogue",
        "/api/v1/openapi.json",
        "/assets/<asset>",
        "/desk/",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/service-worker.js",
    },
    "PATCH": set(),
    "POST": {
        "/api/v1/invitations/accept",
        "/api/v1/password-reset",
        "/api/v1/password-reset/accept",
        "/api/v1/push/receipts",
        "/api/v1/session",
        "/api/v1/session/refresh",
    },
    "PUT": set(),
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text()))


def docstrings(path: Path) -> set[int]:
    """The ids of the nodes that are mere text."""
    tree = ast.parse(path.read_text())
    return {
        node.value.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def calls_of(path: Path) -> Iterator[tuple[str, int]]:
    """The dotted name of each function that is called, and its line."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


class TestFiles:
    @pytest.mark.parametrize("path", [*SOURCES, *CLIENT_SOURCES], ids=name_of)
    def test_are_short_enough_to_be_read(self, path):
        assert len(path.read_text().splitlines()) <= MOST_LINES

    @pytest.mark.parametrize("path", SOURCES, ids=name_of)
    def test_say_what_they_are_for(self, path):
        assert ast.get_docstring(ast.parse(path.read_text()))


class TestSql:
    def test_stands_in_queries_models_and_migrations(self):
        found = [
            f"{name_of(path)}:{node.lineno}"
            for path in SOURCES
            if path.name not in SQL_PLACES and not name_of(path).startswith(tuple(MAY_HOLD_SQL))
            for node in nodes(path)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and SQL.match(node.value)
            and node.lineno not in docstrings(path)
        ]

        assert found == []

    @pytest.mark.parametrize(
        "sql", ["SELECT 1", "\nINSERT INTO days", "WITH a AS", "DELETE FROM x"]
    )
    def test_is_recognised(self, sql):
        assert SQL.match(sql)

    def test_is_never_run_from_a_text_made_on_the_spot(self):
        found = [
            f"{name_of(path)}:{node.lineno}"
            for path in SOURCES
            for node in nodes(path)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"text", "sa.text", "sqlalchemy.text"}
            and any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in node.args)
            and path.name not in SQL_PLACES
        ]

        assert found == []


class TestCommit:
    def test_of_the_session_is_called_in_two_places_only(self):
        found = {
            name_of(path)
            for path in SOURCES
            if name_of(path).startswith("backend/")
            for called, _ in calls_of(path)
            if called.endswith(".commit")
        }

        assert found == MAY_COMMIT

    def test_past_the_session_is_written_out_in_one_place_only(self):
        found = {
            name_of(path)
            for path in SOURCES
            for node in nodes(path)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str | bytes)
            and ENDS.match(node.value if isinstance(node.value, str) else node.value.decode())
        }

        assert found in ({"backend/database.py"}, {"backend/trips.py"})


class TestClock:
    def test_is_asked_in_one_place(self):
        found = [
            f"{name_of(path)}:{line}"
            for path in SOURCES
            if name_of(path).startswith("backend/") and name_of(path) != "backend/clock.py"
            for called, line in calls_of(path)
            if called.endswith(("datetime.now", "datetime.utcnow", "date.today", "time.time"))
        ]

        assert found == []


class TestRoutes:
    def test_say_whom_they_allow(self, app):
        found = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if not hasattr(app.view_functions[rule.endpoint], "allow")
        ]

        assert found == []

    def test_that_are_open_are_these(self, app):
        found = {method: set() for method in OPEN_ROUTES}
        for rule in app.url_map.iter_rules():
            if app.view_functions[rule.endpoint].allow == "anyone":
                for method in rule.methods - {"HEAD", "OPTIONS"}:
                    found[method].add(rule.rule)

        assert found == OPEN_ROUTES


class TestImports:
    def test_keep_every_contract(self):
        linter = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run([linter], check=False, cwd=ROOT, capture_output=True, text=True)

        assert done.returncode == 0, done.stdout + done.stderr
