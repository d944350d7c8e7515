"""What is wrong with values from outside, in a sentence. Nothing else loads pydantic, and only where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from annotator.model import (
    COLOUR_RULE,
    ID_RULE,
    KEY_RULE,
    KINDS,
    LABEL_RULE,
    LARGEST,
    NAME_RULE,
    Closed,
    JournalRecord,
    Open,
    RevisedRecord,
)

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter
    from pydantic_core import ErrorDetails

Value = TypeVar("Value", bound=Closed | Open)
_LONGEST = 100
"""Characters of a wrong value that are compared with the known ones."""
_BOUNDS = ("ge", "gt", "le", "lt", "min_length", "max_length")


@cache
def pydantic_model(kind: type[msgspec.Struct]) -> type[BaseModel]:
    """The same declaration for pydantic, which explains what is wrong, and gives JSON Schemas."""
    from pydantic import ConfigDict, create_model

    settings = kind.__struct_config__
    extra: Literal["forbid", "allow"] = "forbid" if settings.forbid_unknown_fields else "allow"
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name == "more":
            continue
        if settings.tag and field.name not in JournalRecord.__struct_fields__:
            fields.setdefault("op", (Literal[settings.tag], settings.tag))
        made = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
        fields[field.encode_name] = (_for_pydantic(field.type), ... if field.required else msgspec.to_builtins(made))
    if settings.tag:
        fields.setdefault("op", (Literal[settings.tag], settings.tag))
    return create_model(
        kind.__name__, __doc__=kind.__doc__, __config__=ConfigDict(strict=True, frozen=True, extra=extra), **fields
    )


def _for_pydantic(kind: Any) -> Any:
    """A type with the limits that msgspec checks, as pydantic takes it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        from pydantic import Field

        limits = {name: limit for name in _BOUNDS if (limit := getattr(inner[1], name)) not in {None, LARGEST}}
        pattern = inner[1].pattern
        limits |= {"pattern": pattern.replace(r"\Z", "$")} if pattern else {}
        return Annotated[_for_pydantic(inner[0]), Field(**limits)]
    if origin in {Union, UnionType}:
        return Union[tuple(map(_for_pydantic, inner))]  # noqa: UP007 - of as many types as there are
    if origin is tuple:  # of any length, which JSON has as a list
        return list[_for_pydantic(inner[0])]  # type: ignore[misc]
    if origin in {list, dict}:
        return origin[tuple(map(_for_pydantic, inner))]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return pydantic_model(kind)
    return kind


@cache
def record_adapter(*kinds: type[RevisedRecord]) -> TypeAdapter[Any]:
    """Any record of these kinds, by default of a journal's, for pydantic."""
    from pydantic import Field, TypeAdapter

    found: Any = Union[tuple(map(pydantic_model, kinds or KINDS.values()))]  # noqa: UP007
    return TypeAdapter(Annotated[found, Field(discriminator="op")])


def complaint(fields: Mapping[str, Any] | str, kind: type[msgspec.Struct] | None = None) -> str | None:
    """What is wrong first with a value, as `field: what is wrong`; `None` if nothing is. See `complaints`."""
    return next(iter(complaints(fields, kind).values()), None)


def complaints(fields: Mapping[str, Any] | str, kind: type[msgspec.Struct] | None = None) -> dict[str, str]:
    """What is wrong with each field of a value, by its name, as `field: what is wrong`.

    Args:
        fields: as they were read from JSON or TOML; or the text of JSON.
        kind: what it should be; by default a record of a journal.
    """
    from pydantic import ValidationError

    try:
        if kind is None:
            record_adapter().validate_python(fields)
        elif isinstance(fields, str):
            pydantic_model(kind).model_validate_json(fields)
        else:
            pydantic_model(kind).model_validate(fields)
    except ValidationError as error:
        found: dict[str, str] = {}
        for detail in error.errors(include_url=False):
            where = _where(detail, fields)
            found.setdefault(where, _told(detail, where))
        return found
    return {}


def validated(kind: type[Value], fields: Mapping[str, Any]) -> Value:
    """Fields from outside as a value.

    Raises:
        ValueError: a sentence, if they cannot be one.
    """
    try:
        value = msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise ValueError(complaint(fields, kind) or str(error)) from None
    return kind.from_fields(fields) if issubclass(kind, Open) else value


_RULES = {
    "annotator": NAME_RULE,
    "article": ID_RULE,
    "labels.name": LABEL_RULE,
    "labels.key": KEY_RULE,
    "labels.colour": COLOUR_RULE,
}
"""What fields with a pattern may be, in words."""


def _where(detail: ErrorDetails, fields: Mapping[str, Any] | str) -> str:
    """The name of a field, without the kinds that were tried there."""
    parts = [part for part in detail["loc"] if part not in {"put", "del"}]
    if isinstance(fields, str):
        return ".".join(map(str, parts))
    kept: list[str] = []
    value: Any = fields
    for part in parts:
        inside = (isinstance(value, dict) and part in value) or (isinstance(value, list) and isinstance(part, int))
        if inside or (detail["type"] == "missing" and part is parts[-1]):
            kept.append(str(part))
            value = value[part] if inside else None
    return ".".join(kept)


def _told(detail: ErrorDetails, where: str) -> str:
    if detail["type"] in {"union_tag_not_found", "union_tag_invalid"}:
        return "op: a record says what it is, put, del or article"
    message = detail["msg"]
    if detail["type"] == "string_pattern_mismatch":
        of_all = re.sub(r"\.\d+\b", "", where)  # whichever of a list it is
        message = _RULES.get(of_all) or _RULES.get(of_all.rpartition(".")[2], message)
    elif detail["type"] == "literal_error" and isinstance(detail["input"], str):
        from difflib import get_close_matches  # loaded only for values that are wrong

        known = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        near = get_close_matches(detail["input"][:_LONGEST].lower(), known, 1)
        message += f" (did you mean '{near[0]}'?)" if near else ""
    return f"{where}: {message}" if where else message
