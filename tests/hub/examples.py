"""Makes an example of any command from its fields, so that a new kind is covered the day it appears."""

from __future__ import annotations

import types
from datetime import date, datetime
from typing import Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from tests.sync.small_company import START

Model = TypeVar("Model", bound=BaseModel)

_SIMPLE: dict[Any, Any] = {
    UUID: UUID("0194d7d6-0000-7000-8000-000000000001"),
    str: "x",
    int: 1,
    bool: True,
    datetime: START,
    date: START.date(),
}


def example_of(model: type[Model]) -> Model:
    """A valid instance; only fields without a default are filled."""
    fields = model.model_fields.items()
    return model(**{name: _named(name, field.annotation) for name, field in fields if field.is_required()})


def _named(name: str, annotation: Any) -> Any:
    return "0" * 64 if name == "sha256" else _value(annotation)


def _value(annotation: Any) -> Any:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if origin is Literal:
        return inner[0]
    if origin in (tuple, list):
        return (_value(inner[0]),)
    if origin is dict:
        return {}
    if origin in (types.UnionType, Union):
        return _value(inner[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return example_of(annotation)
    raise AssertionError(f"no example of {annotation}: add one here")
