"""From a journal's bytes to its records, line by line; what cannot be read is reported by line number and left alone."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import UTC, datetime
from mmap import mmap
from typing import Any, Generic, Literal, NamedTuple, TypeVar, Union

import msgspec
import orjson
from msgspec import UNSET, Struct, UnsetType, field

from annotator.model import (
    ANNOTATOR_NAME,
    ARTICLE_ID,
    FORMAT_VERSION,
    KINDS,
    NAME_RULE,
    ArticleState,
    FlatSpan,
    Record,
    RevisedRecord,
    Span,
    Tombstone,
)
from annotator.text.sanitize import one_line
from annotator.validation import complaint, validated


def now() -> str:
    """The present time, as records have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_LONGEST_NAME = 64
_NOT_ALIKE = {"more", "refused", "shown"}
"""Fields of heads that may stand otherwise in a line that was found good."""
_Kind = TypeVar("_Kind", bound=Struct)


class Refused(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Which suggestion a tombstone refuses, see `Refusal`."""

    sha256: str
    start: int
    end: int
    label: str


class Shown(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An offer of a second look, as its record keeps it."""

    start: int
    end: int
    label: str
    offer: Literal["tag", "remove", "dim"]
    """What was proposed of it; `dim`: it was drawn dimmer, as unlikely to be tagged."""
    p: float
    """How likely the label is there, by the model."""
    by: str
    """As in the record of a span that comes of it."""


class _TellingTombstone(Tombstone, frozen=True, kw_only=True, tag="del"):
    """A tombstone that refuses a suggestion, or that says what a second look showed."""

    refused: Refused | None = None
    sha256: str | None = None
    shown: list[Shown] | None = None


class OwnedSpan(FlatSpan, frozen=True, kw_only=True):
    """A flat span that may name one annotator."""

    annotator: str | None = None


def _as_written(kind: type[_Kind]) -> type[_Kind]:
    """A kind of record whose values tell what a line holds: nothing stands in place of a field that it does not have.

    What names are good is for the reader to check. Fields that nobody knows are passed over.
    """
    declared = [(field.name, field.type, field.required) for field in msgspec.structs.fields(kind)]
    optional = [
        (name, type_ | UnsetType, UNSET) for name, type_, required in declared if not required and name != "more"
    ]
    names = [(name, str) for name, _, required in declared if required and name in {"article", "annotator"}]
    more = ("more", dict[str, Any] | UnsetType, field(default=UNSET, name="…"))
    settings = kind.__struct_config__
    return msgspec.defstruct(  # type: ignore[return-value]
        kind.__name__, [*names, *optional, more], bases=(kind,), tag_field=settings.tag_field, tag=settings.tag,
        frozen=True, gc=False, kw_only=True,
    )  # fmt: skip


_KINDS: dict[str, type[Record]] = {
    "put": _as_written(Span),
    "del": _as_written(_TellingTombstone),
    "article": _as_written(ArticleState),
}
StateLine = _KINDS["article"]
_Flat = _as_written(OwnedSpan)

_journal: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Union[tuple(_KINDS.values())])  # noqa: UP007
_flat = msgspec.json.Decoder(_Flat)
_objects = msgspec.json.Decoder(dict[str, Any])
_encode, _encode_lines = msgspec.json.Encoder().encode, msgspec.json.Encoder().encode_lines


def _same_keys(raw: bytes, rewritten: bytes) -> bool:
    """Whether lines hold no key twice, given the same records written anew; `False` proves nothing.

    A colon stands after every key, and those in strings stand in both. So where there are as many, no key was lost.
    """
    return raw.count(b":") == rewritten.count(b":") and not (b"\\u003a" in raw or b"\\u003A" in raw)


def _holds_all(raw: bytes, rewritten: bytes) -> bool:
    """As `_same_keys`, for records of our types: none of their values is longer as we write it, and a line without a key shorter."""
    return len(raw) == len(rewritten) or _same_keys(raw, rewritten)


def read_quickly(raw: bytes, names: set[str]) -> Record | None:
    """The record of a journal's line, whatever its order and spaces; `None` if it wants a closer look.

    The order of a span's ends, and their distance, are for the caller to check.

    Args:
        raw: the line without its newline.
        names: article ids and annotator names already found good; extended. Only saves time.
    """
    try:
        head = _journal.decode(raw)
    except _NOT_READ:
        return None
    article, annotator = head.article, head.annotator
    if article not in names:
        if not ARTICLE_ID.fullmatch(article):
            return None
        names.add(article)
    if annotator not in names or len(annotator) > _LONGEST_NAME:  # an article's id may be longer
        if not ANNOTATOR_NAME.fullmatch(annotator):
            return None
        names.add(annotator)
    return head if _holds_all(raw, _encode(head)) else None


_ROOM = 8
"""Times the bytes of lines: more than what their records take and these as lines again, about six."""
_NESTED = 200
"""Values in one another that any writer takes."""
_NOT_READ = (msgspec.MsgspecError, ValueError, RecursionError)


def _ask_for_room(count: int) -> None:
    """Make sure of so many bytes: they are asked of the system, not written to, and given back at once."""
    try:
        mmap(-1, count).close()
    except OSError as error:
        raise MemoryError from error


def read_together(lines: bytes) -> Sequence[Record] | Sequence[OwnedSpan] | None:
    """The records of lines, all of a journal or all flat spans; `None` if any of them wants a closer look.

    Names, the order of a span's ends and their distance are for the caller to check.

    Args:
        lines: one or more, each of which begins and ends with a brace, so that it holds whole records.

    Raises:
        MemoryError: if records of so many lines have no room; msgspec would crash where it finds none.
    """
    _ask_for_room(_ROOM * len(lines))
    records: Sequence[Record] | Sequence[OwnedSpan]
    for decoder in (_journal, _flat):
        with contextlib.suppress(*_NOT_READ):
            records = decoder.decode_lines(lines)
            if _holds_all(lines, _encode_lines(records)):
                return records
            objects = _objects.decode_lines(lines)
            if decoder is _flat and any("op" in fields or "v" in fields for fields in objects):
                return None  # a journal's record that is wrong
            if any(line.count(b"[") + line.count(b"{") > _NESTED for line in lines.split(b"\n")):
                return None  # nested too deeply to be written again, perhaps
            rewritten = _encode_lines(objects)
            as_it_was = rewritten == lines or (_same_keys(lines, rewritten) and not _LONG_INTEGER.search(lines))
            return records if as_it_was else None
    return None


def read_flat_quickly(raw: bytes) -> OwnedSpan | None:
    """The flat span of a line, whatever its order and spaces; `None` if it wants a closer look, as `read_quickly`."""
    try:
        span = _flat.decode(raw)
    except _NOT_READ:
        return None
    return span if _holds_all(raw, _encode(span)) else None


def head_of(record: Fields) -> Record:
    """The head of a record that was found good."""
    kind = _KINDS[record["op"]]
    return kind(**{name: record[name] for name in kind.__struct_fields__ if name in record and name not in _NOT_ALIKE})


LINE_LIMIT = 64 * 2**20
"""Bytes; no record of an article within the size limit comes near it."""
_LONG_INTEGER = re.compile(rb"\d{20}")
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


_AnyRecord = TypeVar("_AnyRecord", bound=RevisedRecord)


class RecordLine(msgspec.Struct, Generic[_AnyRecord], gc=False):
    """One readable record and the exact bytes of its line, without the newline."""

    number: int
    """Counted from 1; 0 if the line was not read from a file."""
    raw: bytes
    head: _AnyRecord
    """The record's known fields, read at once."""
    _fields: Fields | None = None

    @property
    def record(self) -> Fields:
        """All fields of the record, read when they are first asked for."""
        if self._fields is None:
            self._fields = orjson.loads(self.raw)
        return self._fields


class JournalLine(RecordLine[Record], gc=False):
    """A line of a journal."""

    @property
    def value(self) -> Record:
        """The record with all its fields; where it was made in this process, as it was made."""
        kind = KINDS[self.head.op]
        return self.head if type(self.head) is kind else kind.from_fields(self.record)


AnyLine = TypeVar("AnyLine", bound=RecordLine[Any])
Parse = Callable[[bytes, set[str], int], AnyLine]
"""From a line without its newline, names found good and its number to the record: see `parse`."""


def parse(raw: bytes, names: set[str] | None = None, number: int = 0) -> JournalLine:
    """One line as a record.

    Args:
        raw: the line without its newline.
        names: article ids and annotator names already found good; extended. Only saves time.
        number: of the line in its file.

    Raises:
        ValueError: a sentence that says what is wrong with the line.
    """
    fields = None
    head = read_quickly(raw, set() if names is None else names) if len(raw) <= LINE_LIMIT else None
    if head is None:
        fields = parse_json(raw)
        _validate(fields)
        head = head_of(fields)
    if isinstance(head, Span):
        start, end = head.start, head.end
        if start >= end:
            raise ValueError(f"the span {start}–{end} is empty or backwards")
        if end - start != len(head.text):
            raise ValueError(f"the span {start}–{end} does not have the length of its text ({len(head.text)})")
    return JournalLine(number, raw, head, fields)


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
        rewritten = orjson.dumps(record)
    except orjson.JSONEncodeError:
        raise ValueError("is nested too deeply") from None
    # A line that comes out as it went in has no key twice. Where that cannot be told it is read by a reader that can.
    if rewritten != raw and (_LONG_INTEGER.search(raw) or not _same_keys(raw, rewritten)):
        _look_for_duplicates(raw)
    return record


def _why_not_json(raw: bytes, error: orjson.JSONDecodeError) -> str:
    if raw.startswith(_CONFLICT_MARKERS):
        return "is a conflict marker left by git: remove the line (both sides are read)"
    if not raw.strip(b"\0"):
        return f"holds {len(raw)} zero bytes, as a crash leaves behind"
    return f"is not JSON ({one_line(error.msg, 80)})"


def _look_for_duplicates(raw: bytes) -> None:
    import json  # which nearly no line needs

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            last = {key: place for place, (key, _) in enumerate(items)}
            twice = next(key for place, (key, _) in enumerate(items) if last[key] != place)
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


def check_version(record: Fields) -> None:
    """Refuse a record of a newer format.

    Raises:
        NewerFormatError: if it is of one.
        ValueError: if its `v` is no number.
    """
    version = record.get("v", FORMAT_VERSION)
    if type(version) is not int:
        raise ValueError("v: Input should be a valid integer")
    if version > FORMAT_VERSION:
        raise NewerFormatError(f"is of format {version}, newer than this program's {FORMAT_VERSION}: update annotator")


def _validate(record: Fields) -> None:
    check_version(record)
    try:
        msgspec.convert(record, Record)
    except msgspec.ValidationError as error:
        raise ValueError(one_line(complaint(record) or str(error), 200)) from None


class Reading(NamedTuple, Generic[AnyLine]):
    """What the bytes of a file of records held."""

    lines: list[AnyLine]
    problems: list[Problem]
    torn: bool
    """The last line has no newline: a write was cut off."""
    newer: bool
    """At least one record is of a newer format, so this program must not write to the file."""


def read_lines(data: bytes) -> Reading[JournalLine]:
    """Every record of a journal's bytes, see `read_records`."""
    return read_records(data, parse)


def read_records(data: bytes, read: Parse[AnyLine], known: Container[bytes] = ()) -> Reading[AnyLine]:
    """Every record of a file's bytes, and every line that is none. Blank and `known` lines are passed over in silence."""
    lines: list[AnyLine] = []
    problems: list[Problem] = []
    newer = False
    names: set[str] = set()
    for number, raw in numbered(data):
        if raw in known:
            continue
        try:
            lines.append(read(raw, names, number))
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


_NAMES = [name for name in _Flat.__struct_fields__ if name != "more"]
_DEFAULTS = FlatSpan(article="", start=0, end=0, label="").fields()


def is_flat(fields: Fields) -> bool:
    """Whether a JSON line is meant as a flat span (a journal's record has `v` or `op`)."""
    return "op" not in fields and "v" not in fields and "start" in fields


def flat_fields(raw: bytes) -> Fields | None:
    """The fields of a line that is a flat span; `None` if it wants a closer look."""
    span = read_flat_quickly(raw)
    if span is None:
        return None
    text = span.text or None
    if span.start >= span.end or (text is not None and len(text) != span.end - span.start):
        return None
    if span.text == "" or not ARTICLE_ID.fullmatch(span.article):
        return None
    told = {name: value for name in _NAMES if (value := getattr(span, name)) is not UNSET}
    return {**_DEFAULTS, "attributes": {}, **told}


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


def flat_span(fields: Fields) -> FlatSpan:
    """The fields of a line as a flat span.

    Raises:
        ValueError: a sentence, if they are none.
    """
    try:
        span = validated(FlatSpan, fields)
    except ValueError as error:
        raise ValueError(one_line(str(error), 200)) from None
    if span.start >= span.end:
        raise ValueError(f"the span {span.start}–{span.end} is empty or backwards")
    if span.text is not None and len(span.text) != span.end - span.start:
        raise ValueError(f"the span {span.start}–{span.end} does not have the length of its text ({len(span.text)})")
    return span


def read_line(raw: bytes, names: set[str], stem: str, number: int = 0) -> JournalLine | Fields:
    """A line as a journal's record, or as the fields of a flat span.

    Args:
        raw: as `parse` has it, with `names` and `number`.
        names: see there.
        stem: whose the span is if it does not say so.
        number: of the line in its file.

    Raises:
        ValueError: a sentence that says what is wrong with the line.
    """
    if not raw.startswith(b'{"v":'):  # only others are read twice
        span = flat_fields(raw)
        if span is None and is_flat(fields := parse_json(raw)):
            span = flat_span(fields).fields()
        if span is not None:
            owners(span, stem)
            return span
    return parse(raw, names, number)


PREFIX = "suggestion:"
REMOVAL = "remove:"
"""Before the label of a refusal: what is refused is that the span be removed."""
_ID_LENGTH = 200


class Refusal(NamedTuple):
    """The stretch and the label that were proposed, and the text in which."""

    sha256: str
    start: int
    end: int
    label: str

    @property
    def id(self) -> str:
        """The id of the tombstone; a label that is too long for it is hashed."""
        identity = f"{PREFIX}{self.sha256[:12]}:{self.start}-{self.end}:{self.label}"
        if len(identity) <= _ID_LENGTH:
            return identity
        digest = hashlib.sha256(self.label.encode(errors="surrogatepass")).hexdigest()
        return f"{PREFIX}{self.sha256[:12]}:{self.start}-{self.end}:#{digest}"


def is_refusal_id(identity: str) -> bool:
    """Whether an id is one of a refusal, standing or taken back."""
    return identity.startswith(PREFIX)


def text_key(identity: str) -> str:
    """What a refusal's id tells of the text: the beginning of its sha256."""
    return identity.removeprefix(PREFIX).partition(":")[0]


def refusal_of(record: Fields) -> Refusal | None:
    """What a record refuses; `None` if it is no refusal, or one that was taken back."""
    fields = record.get("refused")
    if record["op"] != "del" or type(fields) is not dict:
        return None
    sha256, start, end, label = (fields.get(name) for name in Refusal._fields)
    if type(sha256) is not str or type(start) is not int or type(end) is not int or type(label) is not str:
        return None
    refusal = Refusal(sha256, start, end, label)
    return refusal if 0 <= start < end and refusal.id == record["id"] else None


def refusing(tombstone: Tombstone, refusal: Refusal | None) -> Tombstone:
    """The tombstone with what it refuses."""
    return tombstone if refusal is None else tombstone.changed(refused=refusal._asdict())


LOOK = "look:"
"""How the ids of second looks begin: tombstones of nothing, which say what was shown."""


def look_record(tombstone: Tombstone, sha256: str, shown: Sequence[Shown]) -> Tombstone:
    """The tombstone that says which offers on a text were shown."""
    return tombstone.changed(look=2, sha256=sha256, shown=[msgspec.structs.asdict(offer) for offer in shown])


def shown_in(record: Fields) -> list[Shown]:
    """The offers that a record says were shown; those that cannot be read left out."""
    found: list[Shown] = []
    offers = record.get("shown") if record["op"] == "del" and record["id"].startswith(LOOK) else None
    for offer in offers if isinstance(offers, list) else []:
        with contextlib.suppress(msgspec.ValidationError):
            found.append(msgspec.convert(offer, Shown))
    return found


def unread(problems: Sequence[Problem]) -> str:
    """How many lines of a file were passed over, and why the first was."""
    first = problems[0]
    if len(problems) == 1:
        return f"line {first.line}: {first.message} (passed over)"
    return (
        f"{len(problems):,} lines passed over (`annotator check` lists them), the first, line {first.line}:"
        f" {first.message}"
    )
