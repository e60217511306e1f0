"""What /openapi.json says: FastAPI's description, corrected where it does not know what we do."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from orderdesk.hub.problems import ProblemBody


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of all routes. Made once; FastAPI keeps it."""
    if app.openapi_schema is None:
        found: dict[str, Any] = app.openapi()
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas["ProblemBody"] = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        for operations in found["paths"].values():
            for operation in operations.values():
                _ask_for_all(operation)
        app.openapi_schema = found
    return app.openapi_schema


def _ask_for_all(operation: dict[str, Any]) -> None:
    """Device and session are needed together; FastAPI describes them as alternatives."""
    if "security" in operation:
        operation["security"] = [{name: [] for asked in operation["security"] for name in asked}]
