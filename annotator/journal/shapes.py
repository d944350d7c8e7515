"""Records exactly as this program writes them, read and checked in one go; every other line is left to the models.

A line has its shape if decoding it and encoding it again gives the same bytes: then no key stands twice, no field is
unknown, and each value is of the type and within the bounds that `annotator.model` asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, Origin, State

_Id = Annotated[str, Meta(min_length=1, max_length=200)]
_At = Annotated[str, Meta(min_length=1, max_length=40)]
_Revision = Annotated[int, Meta(ge=1, lt=2**53)]
_Count = Annotated[int, Meta(ge=0)]
_LabelName = Annotated[str, Meta(min_length=1, max_length=200)]
_ActionId = str | None | UnsetType
_LONGEST_NAME = 64


class Put(Struct, frozen=True, gc=False, kw_only=True):
    """A span. The fields stand in the order of the line."""

    v: Literal[1] = 1
    op: Literal["put"] = "put"
    id: _Id
    rev: _Revision
    article: str
    sha256: str
    start: _Count
    end: _Count
    label: _LabelName
    text: str
    annotator: str
    at: _At
    origin: Origin = "hand"
    attributes: dict[str, str] = {}
    note: str | None = None
    action: _ActionId = UNSET
    undoes: _ActionId = UNSET


class Refused(Struct, frozen=True, gc=False):
    """Which suggestion a tombstone refuses, as `annotator.journal.refusals` writes it."""

    sha256: str
    start: int
    end: int
    label: str


class Del(Struct, frozen=True, gc=False, kw_only=True):
    """A tombstone."""

    v: Literal[1] = 1
    op: Literal["del"] = "del"
    id: _Id
    rev: _Revision
    article: str
    annotator: str
    at: _At
    action: _ActionId = UNSET
    undoes: _ActionId = UNSET
    refused: Refused | UnsetType = UNSET


class StateOf(Struct, frozen=True, gc=False, kw_only=True):
    """How far an annotator is with an article."""

    v: Literal[1] = 1
    op: Literal["article"] = "article"
    id: _Id
    rev: _Revision
    article: str
    sha256: str
    length: _Count
    annotator: str
    at: _At
    state: State
    seconds: _Count = 0
    note: str | None = None
    action: _ActionId = UNSET
    undoes: _ActionId = UNSET


class Flat(Struct, frozen=True, gc=False, kw_only=True):
    """A flat span. The fields stand in the order in which `merge` writes them; few must be there."""

    article: str
    sha256: str | UnsetType | None = UNSET
    start: _Count
    end: _Count
    label: _LabelName
    text: str | UnsetType | None = UNSET
    annotator: str | UnsetType = UNSET
    annotators: list[str] | UnsetType | None = UNSET
    support: _Count | UnsetType | None = UNSET
    of: _Count | UnsetType | None = UNSET
    origin: Origin | UnsetType | None = UNSET
    attributes: dict[str, str] | UnsetType = UNSET
    note: str | UnsetType | None = UNSET


Head = Put | Del | StateOf
"""A record, read. What its line holds beyond these fields is in the line."""

_DECODERS: dict[bytes, msgspec.json.Decoder[Put] | msgspec.json.Decoder[Del] | msgspec.json.Decoder[StateOf]] = {
    b"p": msgspec.json.Decoder(Put),
    b"d": msgspec.json.Decoder(Del),
    b"a": msgspec.json.Decoder(StateOf),
}
"""By the letter where the value of `op` begins in a line of ours, see `OP`."""
_flat = msgspec.json.Decoder(Flat)
_KINDS: dict[str, type[Head]] = {"put": Put, "del": Del, "article": StateOf}
OP = len(b'{"v":1,"op":"')
"""Where the value of `op` begins in a line of ours."""
_encode, _encode_lines = msgspec.json.Encoder().encode, msgspec.json.Encoder().encode_lines


def shaped(raw: bytes, names: set[str]) -> Head | None:
    """The record of a line that is exactly as this program writes it; `None` proves nothing.

    The order of a span's ends, and their distance, are for the caller to check.

    Args:
        raw: the line without its newline.
        names: article ids and annotator names already found good; extended. Only saves time.
    """
    decoder = _DECODERS.get(raw[OP : OP + 1])
    if decoder is None:
        return None
    try:
        head = decoder.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
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
    return head if _encode(head) == raw else None


def shaped_lines(lines: bytes) -> Sequence[Head] | None:
    """The records of lines of one kind that are all exactly as this program writes them; `None` proves nothing.

    Names, the order of a span's ends and their distance are for the caller to check.

    Args:
        lines: one or more, each with its newline.
    """
    decoder = _DECODERS.get(lines[OP : OP + 1])
    if decoder is None:
        return None
    try:
        heads = decoder.decode_lines(lines)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return heads if _encode_lines(heads) == lines else None


def shaped_flat(lines: bytes) -> list[Flat] | None:
    """As `shaped_lines`, for flat spans."""
    try:
        spans = _flat.decode_lines(lines)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return spans if _encode_lines(spans) == lines else None


def head_of(fields: dict[str, object]) -> Head:
    """The head of a record that the models have accepted."""
    kind = _KINDS[str(fields["op"])]
    known = {name: fields[name] for name in kind.__struct_fields__ if name in fields and name != "refused"}
    return kind(**known)  # type: ignore[arg-type]
