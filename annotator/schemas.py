"""JSON Schemas of the files and reports that other programs read, made from the types that are written."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMAS = {
    "journal": ("A line of annotations/<annotator>.jsonl", "model.JournalRecord"),
    "groups": ("A line of annotations/boards/<annotator>.jsonl", "boards.group.Group"),
    "flat-spans": ("A line of what annotator merge writes", "model.FlatSpan"),
    "settings": ("annotator.toml", "settings.Settings"),
    "meta": ("seeds/<article>.meta.json", "model.Meta"),
    "status": ("What annotator status --json prints", "progress.ProjectStatus"),
    "check": ("What annotator check --json prints", "project_check.CheckReport"),
    "search": ("What annotator search --json prints", "search.searcher.SearchResult"),
    "diff": ("What annotator diff --json prints", "span_diff.SpanDiff"),
    "boards": ("What annotator boards --json prints", "report.boards.BoardsReport"),
    "agreement": ("What annotator agreement --json prints", "report.structure.AgreementReport"),
    "consistency": ("What annotator agreement --retest --json prints", "report.structure.ConsistencyReport"),
    "group-agreement": ("What annotator agreement --groups --json prints", "report.group_report.GroupAgreementReport"),
    "accuracy": ("What annotator agreement --against GOLD --json prints", "report.structure.AccuracyReport"),
}
"""By name: what it describes, and the type, which is loaded when it is asked for."""


def adapter(name: str) -> TypeAdapter[Any]:
    """What validates, and describes, what is written.

    Raises:
        AnnotatorError: if there is nothing of that name.
    """
    import msgspec
    from pydantic import ConfigDict, TypeAdapter, with_config

    from annotator.validation import pydantic_model, record_adapter

    if name not in SCHEMAS:
        raise AnnotatorError(f"there is no schema {one_line(name, 40)!r}: choose among {', '.join(SCHEMAS)}")
    if name == "journal":
        return record_adapter()
    if name == "groups":
        from annotator.boards.group import GROUP_KINDS

        return record_adapter(*GROUP_KINDS.values())
    module, _, kind = SCHEMAS[name][1].rpartition(".")
    found = getattr(import_module(f"annotator.{module}"), kind)
    if issubclass(found, msgspec.Struct):
        return TypeAdapter(pydantic_model(found))
    if issubclass(found, dict):
        found = with_config(ConfigDict(strict=True, extra="forbid", use_attribute_docstrings=True))(found)
    return TypeAdapter(found)


def json_schema(name: str) -> dict[str, Any]:
    """A schema, in the dialect of 2020-12.

    Raises:
        AnnotatorError: if there is none of that name.
    """
    found = _public(adapter(name).json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": SCHEMAS[name][0]}


def _public(schema: Any) -> Any:
    """A schema without the fields that are not written, and without titles that only repeat names."""
    if isinstance(schema, dict):
        return {
            name: _public(value)
            for name, value in schema.items()
            if not (name.startswith("_") or (name == "title" and isinstance(value, str)))
        }
    return [_public(value) for value in schema] if isinstance(schema, list) else schema
