"""Flat spans: one span a line, what `merge` writes and every command also reads."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET
from pydantic import ConfigDict, Field, ValidationError

from annotator.journal.records import Fields
from annotator.journal.shapes import Flat, shaped_flat
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, NAME_RULE, Frozen, Origin, first_complaint
from annotator.text.sanitize import one_line


class FlatSpan(Frozen):
    """A span with the annotators who gave it: `support` of `of`, those who finished the article."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", defer_build=True)

    article: Annotated[str, Field(pattern=rf"^{ARTICLE_ID.pattern}$")]
    sha256: str | None = None
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    label: Annotated[str, Field(min_length=1, max_length=200)]
    text: str | None = None
    annotators: list[str] | None = None
    support: Annotated[int, Field(ge=0)] | None = None
    of: Annotated[int, Field(ge=0)] | None = None
    origin: Origin | None = None
    attributes: dict[str, str] = {}
    note: str | None = None


_NAMES = Flat.__struct_fields__
_DEFAULTS: Fields = {name: field.default for name, field in FlatSpan.model_fields.items() if not field.is_required()}


def is_flat(fields: Fields) -> bool:
    """Whether a JSON line is meant as a flat span (a journal's record has `v` or `op`)."""
    return "op" not in fields and "v" not in fields and "start" in fields


def flat_fields(raw: bytes) -> Fields | None:
    """The fields of a line that is a flat span exactly as `merge` writes it; `None` proves nothing."""
    spans = shaped_flat(raw + b"\n")
    if spans is None or len(spans) != 1:
        return None
    span = spans[0]
    text = span.text or None
    if span.start >= span.end or (text is not None and len(text) != span.end - span.start):
        return None
    if span.text == "" or not ARTICLE_ID.fullmatch(span.article):
        return None
    return (
        _DEFAULTS | {"attributes": {}} | {name: value for name in _NAMES if (value := getattr(span, name)) is not UNSET}
    )


def owners(span: Fields, stem: str) -> tuple[str, ...]:
    """Who gave a flat span: its `annotators`, else its `annotator`, else the one whom its file is named after.

    Raises:
        ValueError: a sentence, if one of them is no annotator's name.
    """
    names = span["annotators"] or [span.get("annotator") or stem]
    for name in names:
        if not isinstance(name, str) or not ANNOTATOR_NAME.fullmatch(name):
            raise ValueError(f"annotator: {one_line(str(name), 40)!r} is no name: {NAME_RULE}")
    return tuple(names)


def flat_span(fields: dict[str, Any]) -> FlatSpan:
    """The fields of a line as a flat span; `ValueError` with a sentence if they are none."""
    try:
        span = FlatSpan.model_validate(fields)
    except ValidationError as error:
        raise ValueError(one_line(first_complaint(error), 200)) from None
    if span.start >= span.end:
        raise ValueError(f"the span {span.start}–{span.end} is empty or backwards")
    if span.text is not None and len(span.text) != span.end - span.start:
        raise ValueError(f"the span {span.start}–{span.end} does not have the length of its text ({len(span.text)})")
    return span
