"""What lines of spans say, as the bytes that this program writes for it, whatever the order and spaces of the lines.

Most lines are as this program writes them, and say the same just where their bytes are; none of those is decoded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

import msgspec
import numpy as np
import orjson

from annotator.journal.columns import Ints
from annotator.journal.records import Fields, flat_fields, flat_span, is_flat, parse, parse_json
from annotator.model import FlatSpan, Span

_REST = (
    rb'("origin":(?:"[^"]*+"|null),"attributes":\{(?:STRING:STRING((?:,STRING:STRING)*))?\},'
    rb'"note":(?:STRING|null))(?:,"action":"[^"]*+")?\}$'
)
_AS_WRITTEN = (
    rb'^\{(?:"v":1,"op":"put","id":"[^"]*+","rev":\d++,)?"article":"[^"]*+","sha256":(?:"[^"]*+"|null),'
    rb'("start":\d++,"end":\d++,"label":STRING),"text":(STRING|null),'
    rb'(?:("annotators":.*+)$|"annotator":"[^"]*+","at":"[^"]*+",' + _REST + rb")|^.*$"
)
"""A line exactly as this program writes spans, with nothing more in it; all groups of other lines are empty.

So what two such lines say is the same just where their bytes are. No string holds `,"` or `":`, as a quotation mark in
it has a backslash before it. How flat spans end is for `_flat_end` to read: most end as others do.
"""
_STRING = rb'"[^"\\]*+(?:\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))[^"\\]*+)*"'
_PLAIN = re.compile(_AS_WRITTEN.replace(b"STRING", rb'"[^"]*+"'), re.MULTILINE)
"""For lines without a backslash, which are most, and this is faster."""
_ESCAPED = re.compile(_AS_WRITTEN.replace(b"STRING", _STRING), re.MULTILINE)
_FLAT_END = re.compile(
    rb'"annotators":\[[^]\n]*+\],"support":(\d++),"of":(\d++),' + _REST.replace(b"STRING", _STRING), re.MULTILINE
)
_BEGINNINGS = b'{"v":1,"op":"put",', b'{"article":'
"""Of lines as this program writes them; where a line begins otherwise, those around it most likely do too."""
_KNOWN_FIELDS = frozenset({*Span.__struct_fields__, *FlatSpan.__struct_fields__, "op"}) - {"more"}


class _SpanLine(msgspec.Struct, gc=False):
    """What a line that was found good says of a span, whatever its order and spaces."""

    start: int
    end: int
    label: str
    text: str | None = None
    origin: str | None = None
    attributes: dict[str, str] = {}
    note: str | None = None
    op: Any = None
    """`None` in a flat span, and only there `support` and `of` mean something."""
    support: Any = None
    of: Any = None


_any_fields = msgspec.json.Decoder(_SpanLine)
_known_fields: msgspec.json.Decoder[_SpanLine] = msgspec.json.Decoder(
    msgspec.defstruct(
        "_KnownSpanLine",
        [(name, Any, None) for name in sorted(_KNOWN_FIELDS - {*_SpanLine.__struct_fields__})],
        bases=(_SpanLine,), gc=False, forbid_unknown_fields=True,
    )
)  # fmt: skip
"""Refuses unknown fields."""


@lru_cache(2**12)
def _sorted_attributes(rest: bytes) -> bytes:
    """The end of a line with its attributes by name."""
    fields = orjson.loads(b"{%b}" % rest)
    return as_fields(fields | {"attributes": dict(sorted(fields["attributes"].items()))})


@lru_cache(2**14)
def _flat_end(end: bytes) -> tuple[int, int, bytes]:
    """`support` and `of` of the end of a flat span's line, and what follows them; nothing of one not as this program writes it."""
    found = _FLAT_END.match(end)
    if found is None:
        return 0, 0, b""
    support, of, rest, more = found.groups()
    return int(support), int(of), _sorted_attributes(rest) if more else rest


@lru_cache(2**12)
def _rest(origin: str | None, note: str | None, *attributes: tuple[str, str]) -> bytes:
    """The end of a line from `origin` on."""
    return as_fields({"origin": origin, "attributes": dict(attributes), "note": note})


_label = lru_cache(2**10)(orjson.dumps)


def as_fields(fields: Fields) -> bytes:
    """Fields as they are within a line, without the braces."""
    return orjson.dumps(fields)[1:-1]


def record_of(raw: bytes) -> Fields:
    """The record, or the flat span, of a line that was found good."""
    if raw.startswith(b'{"v":'):
        return parse(raw).record
    if (span := flat_fields(raw)) is not None:
        return span
    fields = parse_json(raw)
    return flat_span(fields).fields() if is_flat(fields) else parse(raw).record


_MATCHED_AT_ONCE = 2**6
"""Lines that are looked at together."""


class SaidInLines(NamedTuple):
    """What each of some lines says, `(lines,)`, as this program writes it: what is the same is the same bytes."""

    ranges: list[bytes]
    texts: list[bytes]
    rests: list[bytes]
    """From `origin` on."""
    support: Ints
    of: Ints


def said_in(lines: list[bytes]) -> tuple[SaidInLines, set[str]]:
    """What each line says, but of the votes; and the fields of some that spans do not have.

    Args:
        lines: of journals or of flat spans, each found good.
    """
    told: list[tuple[bytes, ...]] = []
    for begin in range(0, len(lines), _MATCHED_AT_ONCE):
        some = lines[begin : begin + _MATCHED_AT_ONCE]
        if some[0].startswith(_BEGINNINGS):
            joined = b"\n".join(some)
            told += (_ESCAPED if b"\\" in joined else _PLAIN).findall(joined)
        else:
            told += [(b"",) * _PLAIN.groups] * len(some)
    ranges, texts, flat, rests, more = ([one[group] for one in told] for group in range(_PLAIN.groups))
    said = SaidInLines(ranges, texts, rests, *np.zeros((2, len(lines)), dtype=np.int64))
    for row in compress(range(len(lines)), more):
        rests[row] = _sorted_attributes(rests[row])
    if any(flat):
        said.support[:], said.of[:], ends = zip(*map(_flat_end, flat), strict=True)
        rests[:] = [end or rest for end, rest in zip(ends, rests, strict=True)]
    others = [row for row, rest in enumerate(rests) if not rest]
    return said, _read_others(lines, others, said) if others else set()


def _read_others(lines: list[bytes], rows: list[int], said: SaidInLines) -> set[str]:
    """Fill in what those lines say that are not as this program writes them; the fields that spans do not have."""
    unknown: set[str] = set()
    whole = b"\n".join([lines[row] for row in rows])
    try:
        found = _known_fields.decode_lines(whole)
    except msgspec.ValidationError:
        unknown = set().union(*map(orjson.loads, whole.split(b"\n"))) - _KNOWN_FIELDS
        found = _any_fields.decode_lines(whole)
    texts = msgspec.json.Encoder().encode_lines([one.text for one in found]).split(b"\n")
    for row, one, text in zip(rows, found, texts, strict=False):  # after the last newline nothing
        said.ranges[row] = b'"start":%d,"end":%d,"label":%b' % (one.start, one.end, _label(one.label))
        said.texts[row] = text
        attributes = sorted(one.attributes.items()) if one.attributes else ()
        said.rests[row] = _rest(one.origin, one.note, *attributes)
        if one.op is None:
            said.support[row], said.of[row] = one.support or 0, one.of or 0
    return unknown
