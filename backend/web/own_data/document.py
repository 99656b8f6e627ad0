"""How the document leaves the house: as a file, made of parts that are JSON already and others."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response

from backend.web.hot import JSON
from backend.web.own_data.schemas import OwnDataSchema

FILE = 'attachment; filename="tidemark-own-data.json"'
"""It names nobody: the file lies about on a computer that others use too."""


def attached(documents: Mapping[str, Any], ready: Mapping[str, bytes]) -> Response:
    """The answer, with its parts in the order in which the schema has them."""
    schema = OwnDataSchema(exclude=set(ready))
    parts: dict[str, Any] = schema.dump(documents)
    parts |= {name: orjson.Fragment(text) for name, text in ready.items()}
    body = orjson.dumps({name: parts[name] for name in OwnDataSchema().fields}, default=str)
    return Response(body, content_type=JSON, headers={"Content-Disposition": FILE})
