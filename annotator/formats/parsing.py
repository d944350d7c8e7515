"""What the readers share: bytes, JSON and values of foreign files, whatever they hold."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from annotator.errors import AnnotatorError
from annotator.formats import NotTaken, SourceSpan
from annotator.journal.records import Fields, numbered, parse_json
from annotator.text.load import decode, read_regular
from annotator.text.sanitize import one_line, plural

LIMIT = 1_000_000_000
"""Bytes of a file of annotations."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of annotations."""
    return read_regular(path, LIMIT)


def read_text(path: Path) -> str:
    """The text of a file of annotations: strict UTF-8, nothing translated, without a byte order mark."""
    return decode(read_bytes(path), one_line(str(path)))[0]


def objects(path: Path, left: list[NotTaken]) -> Iterator[tuple[str, Fields]]:
    """The objects of JSON Lines, of one JSON array, or the only one of a file, each with the words for where it is.

    Lines and items that are no objects are added to `left`.

    Raises:
        AnnotatorError: if an array cannot be read.
    """
    return objects_in(read_bytes(path), path, left)


def unzipped(data: bytes, shown: str, endings: tuple[str, ...]) -> dict[str, bytes]:
    """The files of a zip whose names end so, in small letters, by name.

    Raises:
        AnnotatorError: if it cannot be read, or holds too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in members) > LIMIT:
                raise AnnotatorError(f"{shown}: holds more than {LIMIT:,} bytes: unpack it, and name its parts")
            return {info.filename: archive.read(info) for info in members if info.filename.lower().endswith(endings)}
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise AnnotatorError(f"{shown}: is no zip that can be read ({one_line(str(error), 80)}): unpack it") from None


def objects_in(data: bytes, path: Path, left: list[NotTaken]) -> Iterator[tuple[str, Fields]]:
    """The objects in the bytes of a file, see `objects`."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    shown = one_line(path.name)
    if data.lstrip()[:1] == b"[":
        for number, value in enumerate(_json(data, path), 1):
            where = f"{shown}, item {number}"
            if isinstance(value, dict):
                yield where, value
            else:
                left.append(NotTaken(where, None, "is not a JSON object"))
        return
    only = _only(data)
    if only is not None:
        yield shown, only
        return
    for number, line in numbered(data):
        where = f"{shown}, line {number}"
        try:
            yield where, parse_json(line)
        except ValueError as error:
            left.append(NotTaken(where, None, str(error)))


def _only(data: bytes) -> Fields | None:
    """The object that a file is, if it is one that is written over several lines."""
    if data.lstrip()[:1] != b"{" or data.strip().split(b"\n", 1)[0].rstrip().endswith(b"}"):
        return None
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def whole(path: Path) -> Any:
    """The one JSON value of a file.

    Raises:
        AnnotatorError: if it is not JSON.
    """
    return _json(read_bytes(path).removeprefix(b"\xef\xbb\xbf"), path)


def _json(data: bytes, path: Path) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: is not JSON ({one_line(error.msg, 80)}): correct the file"
        ) from None


def integer(value: Any) -> int | None:
    """`value` as an offset: an integer, or digits as some programs write them."""
    if type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16 else None


def string(value: Any) -> str | None:
    """`value` if it is a string with something in it."""
    return value if isinstance(value, str) and value else None


def strings(values: Any) -> dict[str, str]:
    """The entries of an object as attributes: strings as they are, other values as JSON, empty ones left out."""
    if not isinstance(values, dict):
        return {}
    found = {name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in values.items()}
    return {name: value for name, value in found.items() if name and value not in {"", "null"}}


def json_strings(value: Any) -> dict[str, str]:
    """The attributes that a string of JSON holds; none if it is no JSON."""
    try:
        return strings(json.loads(value)) if isinstance(value, str) else {}
    except (ValueError, RecursionError):
        return {}


def names(values: Any) -> tuple[str, ...]:
    """The strings of a list, or of a single one."""
    found = values if isinstance(values, list | tuple) else [values]
    return tuple(dict.fromkeys(value for value in found if isinstance(value, str) and value))


def items(value: Any) -> list[Any]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def table(value: Any) -> Fields:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


_SPAN_NAMES = (
    ("label", "labels", "tag", "entity", "entity_group", "category", "type", "Type"),
    (
        *("start", "start_offset", "begin", "start_char", "startOffset", "begin_offset", "beginOffset", "BeginOffset"),
        *("start_index", "startIndex", "from"),
    ),
    (
        *("end", "end_offset", "stop", "end_char", "endOffset", "EndOffset"),
        *("end_index", "endIndex", "to"),
    ),
)
"""How programs call a span's label, start and end."""


def source_span(value: Any, what: str = "a JSON object") -> SourceSpan:
    """A span that is an object with fields named as this program or others name them, or `[start, end, label]`; `what` it should be."""
    if isinstance(value, list) and len(value) >= 3:
        return SourceSpan(string(value[2]), integer(value[0]), integer(value[1]))
    if not isinstance(value, dict):
        return SourceSpan(None, None, None, fault=f"is not {what}")
    found = [next((value[name] for name in names if value.get(name) is not None), None) for names in _SPAN_NAMES]
    label = found[0][0] if isinstance(found[0], list) and len(found[0]) == 1 else found[0]
    return SourceSpan(
        string(label),
        integer(found[1]),
        integer(found[2]),
        string(value.get("text")),
        strings(value.get("attributes")),
        string(value.get("note")),
        names(value.get("annotators") or value.get("annotator")),
    )


def passed_over(others: Mapping[str, int]) -> list[str]:
    """Sentences on what a source has that this program has no place for."""
    return [f"{plural(count, what)} left: this program has none" for what, count in sorted(others.items()) if count]


_NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_CURATED = re.compile(
    "gold|curat(ion|ed|or)([-_.]?user)?|correction[-_.]user|adjudicat(ion|ed|or)|consensus|reconciled|"
    "(gold|adjudicated|curated)[-_.]?(standard|version)"
)
_LONGEST_NAME = 200
_NO_FIRST = re.compile(r"^[^A-Za-z0-9]+")


def article_id(name: str) -> str:
    """An article's id that is as near to `name` as the rules for ids allow."""
    return _valid(name, 128) or "article"


def article_name(value: Any) -> str | None:
    """`value` if it can be what an article is called: a line, and no text."""
    name = string(value)
    return None if name is None or len(name) > _LONGEST_NAME or "\n" in name else name


def annotator_name(name: str) -> str:
    """An annotator's name that is as near to `name` as the rules allow; empty if nothing is left of it."""
    return _valid(name, 64).rstrip(".-")


def is_curated(name: str) -> bool:
    """Whether somebody is called as tools and people call one version made of several, which is no annotator's own."""
    return _CURATED.fullmatch(annotator_name(name).casefold()) is not None


def _valid(name: str, longest: int) -> str:
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NO_FIRST.sub("", _NO_NAME.sub("-", plain))[:longest].rstrip("-")
