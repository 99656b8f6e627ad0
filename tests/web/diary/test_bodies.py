"""The bodies as the document of the API shows them."""

from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from backend.web.diary.bodies import DayBodySchema, SyncSchema


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    spec = APISpec("Diary", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("DayBody", schema=DayBodySchema)
    spec.components.schema("Sync", schema=SyncSchema)
    schemas: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return schemas


class TestDocument:
    def test_shows_the_limits_of_the_scales(self, shown: dict[str, Any]) -> None:
        answers = shown["DayAnswers"]["properties"]

        assert answers["mood"] == {"type": ["integer", "null"], "minimum": 0, "maximum": 10}
        assert answers["ps_relief"]["multipleOf"] == 10
        assert answers["sleep_hours"]["multipleOf"] == 0.5
        assert answers["ketamine_home"]["enum"] == [0, 1, 2, 3, None]
        assert shown["SideEffects"]["properties"]["nausea"]["enum"] == [0, 1, 2, 3]

    def test_closes_every_object(self, shown: dict[str, Any]) -> None:
        for name in ("DayBody", "DayAnswers", "SideEffects", "Sync"):
            assert shown[name]["additionalProperties"] is False

    def test_shows_the_three_shapes_of_a_write(self, shown: dict[str, Any]) -> None:
        writes = shown["Sync"]["properties"]["writes"]
        shapes = writes["items"]["oneOf"]

        assert writes["maxItems"] == 100
        assert [shape["properties"]["kind"]["enum"] for shape in shapes] == [
            ["day"],
            ["moment"],
            ["withdraw"],
        ]
        assert all(shape["additionalProperties"] is False for shape in shapes)
