"""The document of the API says what is true, and can be browsed offline."""

import re

import jsonschema_rs
import pytest

from backend.web.docs import document
from tests.builders import as_

METHODS = {"get", "put", "post", "delete", "patch"}
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
SOME_ID = "018f0000-0000-7000-8000-000000000000"
LOCATIONS = {"path", "query", "header"}


@pytest.fixture(scope="module")
def doc(app):
    return document(app)


def operations(doc):
    for path, item in doc["paths"].items():
        for method in METHODS & set(item):
            yield f"{method.upper()} {path}", item[method], item


def references(part):
    if isinstance(part, list):
        for below in part:
            yield from references(below)
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for below in part.values():
            yield from references(below)


def found_at(doc, reference):
    part = doc
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part


def as_documented(rule):
    return re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule)


class TestDocument:
    def test_is_openapi_3_1_with_a_title_and_a_version(self, doc):
        assert re.fullmatch(r"3\.1\.\d+", doc["openapi"])
        assert doc["info"]["title"]
        assert doc["info"]["version"]
        assert set(doc) <= {"openapi", "info", "servers", "paths", "components", "tags", "security"}

    def test_knows_every_route(self, app, doc):
        routes = {
            f"{method} {as_documented(rule.rule)}"
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
            if rule.rule.startswith(("/api/v1", "/health", "/metrics"))
            and "openapi.json" not in rule.rule
        }

        assert {name for name, _, _ in operations(doc)} == routes

    def test_says_which_operations_want_a_sign_in(self, app, doc):
        adapter = app.url_map.bind("localhost")
        for name, operation, _ in operations(doc):
            method, path = name.split()
            names = re.findall(r"{(\w+)}", path)
            known = {"day": "2026-01-01", "flag_id": "x"}
            filled = path.format(**{name: known.get(name, SOME_ID) for name in names})
            endpoint, _ = adapter.match(filled, method=method)
            is_open = app.view_functions[endpoint].allow == "anyone"

            assert ("security" not in operation) == is_open, name
            for scheme in operation.get("security", []):
                assert set(scheme) <= set(doc["components"]["securitySchemes"]), name

    def test_names_each_operation_once_and_says_what_it_does(self, doc):
        found = list(operations(doc))

        assert all(operation.get("summary") for _, operation, _ in found)
        ids = [operation["operationId"] for _, operation, _ in found if "operationId" in operation]
        assert len(set(ids)) == len(ids)

    def test_declares_each_parameter_of_a_path(self, doc):
        for name, operation, item in operations(doc):
            declared = [*item.get("parameters", []), *operation.get("parameters", [])]
            in_path = {p["name"] for p in declared if p["in"] == "path"}

            assert in_path == set(re.findall(r"{(\w+)}", name)), name
            assert all(p["in"] in LOCATIONS and "schema" in p for p in declared), name
            assert all(p["required"] for p in declared if p["in"] == "path"), name

    def test_describes_each_answer_and_problems_in_one_shape(self, doc):
        for name, operation, _ in operations(doc):
            answers = {
                status: found_at(doc, answer["$ref"]) if "$ref" in answer else answer
                for status, answer in operation["responses"].items()
            }
            good = [status for status in answers if status.startswith("2")]
            assert good, name
            assert all("description" in answer for answer in answers.values()), name
            for status in set(answers) - set(good) - {"304"}:
                assert answers[status]["content"] == {"application/problem+json": PROBLEM}, name
            for status in good:
                assert ("content" in answers[status]) == (status != "204"), (name, status)

    def test_leaves_no_reference_open(self, doc):
        for reference in set(references(doc)):
            assert found_at(doc, reference), reference

    def test_is_made_of_sound_schemas(self, doc):
        for name, schema in doc["components"]["schemas"].items():
            jsonschema_rs.meta.validate(
                {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
            )
            assert "nullable" not in str(schema), name

    def test_refuses_unknown_fields_where_the_product_does(self, doc):
        for name, operation, _ in operations(doc):
            if body := operation.get("requestBody"):
                schema = body["content"]["application/json"]["schema"]
                if "$ref" in schema:
                    schema = found_at(doc, schema["$ref"])

                assert schema.get("additionalProperties") is False, name


class TestPage:
    def test_loads_nothing_from_elsewhere(self, app):
        page = as_(None).get("/api/docs")
        parts = re.findall(r'(?:href|src)="([^"]+)"', page.text)

        assert page.status_code == 200
        assert len(parts) == 3
        for part in parts:
            answer = as_(None).get(part)
            assert part.startswith("/api/docs/")
            assert answer.status_code == 200
            assert answer.data

    def test_runs_no_script_of_its_own_text(self, app):
        page = as_(None).get("/api/docs").text

        assert "<script>" not in page
        assert not re.search(r"\son\w+=", page)

    def test_browses_the_document(self, app):
        assert "/api/v1/openapi.json" in as_(None).get("/api/docs/start.js").text

    @pytest.mark.parametrize("name", ["other.js", "..%2f..%2fetc%2fpasswd", ".env"])
    def test_serves_no_other_file(self, app, name):
        assert as_(None).get(f"/api/docs/{name}").status_code == 404
