"""From a journal's bytes to its records, line by line; what cannot be read is reported by line number and left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import orjson
from pydantic import ValidationError

from annotator.journal.shapes import Head, Put, head_of, shaped
from annotator.model import FORMAT_VERSION, RECORD, first_complaint
from annotator.text.sanitize import one_line

LINE_LIMIT = 64 * 2**20
"""Bytes; no record of an article within the size limit comes near it."""
_CONFLICT_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")

Fields = dict[str, Any]
"""A record as the mapping read from its line, unknown fields included; `annotator.model` has the typed form."""


class Problem(NamedTuple):
    """A line that is no record, or a record that cannot be right."""

    line: int
    """Counted from 1."""
    message: str


class NewerFormatError(ValueError):
    """The record was written by a later version of this program."""


class Line(msgspec.Struct, gc=False):
    """One readable record and the exact bytes of its line, without the newline."""

    number: int
    """Counted from 1; 0 if the line was not read from a file."""
    raw: bytes
    head: Head
    """The record's known fields, read at once."""
    _fields: Fields | None = None

    @property
    def record(self) -> Fields:
        """All fields of the record, read when they are first asked for."""
        if self._fields is None:
            self._fields = orjson.loads(self.raw)
        return self._fields


def parse(raw: bytes, names: set[str] | None = None, number: int = 0) -> Line:
    """One line as a record.

    Args:
        raw: the line without its newline.
        names: article ids and annotator names already found good; extended. Only saves time.
        number: of the line in its file.

    Raises:
        ValueError: a sentence that says what is wrong with the line.
    """
    fields = None
    head = shaped(raw, set() if names is None else names) if len(raw) <= LINE_LIMIT else None
    if head is None:
        fields = parse_json(raw)
        _validate(fields)
        head = head_of(fields)
    if isinstance(head, Put):
        start, end = head.start, head.end
        if start >= end:
            raise ValueError(f"the span {start}–{end} is empty or backwards")
        if end - start != len(head.text):
            raise ValueError(f"the span {start}–{end} does not have the length of its text ({len(head.text)})")
    return Line(number, raw, head, fields)


def parse_json(raw: bytes) -> Fields:
    """One line of JSONL as an object.

    Raises:
        ValueError: if it is no JSON object, has a key twice, or numbers that JSON readers disagree about.
    """
    if len(raw) > LINE_LIMIT:
        raise ValueError(f"has {len(raw):,} bytes, more than any record")
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValueError(_why_not_json(raw, error)) from None
    if type(record) is not dict:
        raise ValueError("is not a JSON object")
    try:
        canonical = orjson.dumps(record) == raw
    except orjson.JSONEncodeError:
        raise ValueError("is nested too deeply") from None
    # A line that comes out as it went in has no key twice. Others are read a second time, by a reader that can tell.
    if not canonical:
        _look_for_duplicates(raw)
    return record


def _why_not_json(raw: bytes, error: orjson.JSONDecodeError) -> str:
    if raw.startswith(_CONFLICT_MARKERS):
        return "is a conflict marker left by git: remove the line (both sides are read)"
    if not raw.strip(b"\0"):
        return f"holds {len(raw)} zero bytes, as a crash leaves behind"
    return f"is not JSON ({one_line(error.msg, 80)})"


def _look_for_duplicates(raw: bytes) -> None:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            twice = next(key for i, (key, _) in enumerate(items) if key in dict(items[:i]))
            raise ValueError(f"has the key {one_line(twice, 40)!r} twice")
        return found

    def integer(digits: str) -> int:
        if len(digits) > 19:
            raise ValueError(f"has an integer of {len(digits)} digits")
        return int(digits)

    try:
        json.loads(raw, object_pairs_hook=pairs, parse_int=integer)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def _validate(record: Fields) -> None:
    version = record.get("v", FORMAT_VERSION)
    if type(version) is not int:
        raise ValueError("v: Input should be a valid integer")
    if version > FORMAT_VERSION:
        raise NewerFormatError(f"is of format {version}, newer than this program's {FORMAT_VERSION}: update annotator")
    try:
        RECORD.validate_python(record)
    except ValidationError as error:
        raise ValueError(one_line(first_complaint(error), 200)) from None


class Reading(NamedTuple):
    """What the bytes of a journal held."""

    lines: list[Line]
    problems: list[Problem]
    torn: bool
    """The last line has no newline: a write was cut off."""
    newer: bool
    """At least one record is of a newer format, so this program must not write to the file."""


def read_lines(data: bytes) -> Reading:
    """Every record of a journal's bytes, and every line that is none. Blank lines are passed over in silence."""
    lines: list[Line] = []
    problems: list[Problem] = []
    newer = False
    names: set[str] = set()
    for number, raw in numbered(data):
        try:
            lines.append(parse(raw, names, number))
        except NewerFormatError as error:
            newer = True
            problems.append(Problem(number, str(error)))
        except ValueError as error:
            problems.append(Problem(number, str(error)))
    return Reading(lines, problems, bool(data) and not data.endswith(b"\n"), newer)


def numbered(data: bytes) -> Iterator[tuple[int, bytes]]:
    r"""The non-blank lines with their numbers from 1, split at `\n` alone (U+2028 and the like stand inside records)."""
    for number, raw in enumerate(data.split(b"\n"), 1):
        if raw and not raw.isspace():
            yield number, raw.removesuffix(b"\r") if raw.endswith(b"\r") else raw
