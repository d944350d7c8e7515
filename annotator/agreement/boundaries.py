"""Where boundaries differ: by which characters, and whether an annotator does so as a habit, said in a sentence."""

from __future__ import annotations

import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from annotator.agreement.disagreements import Disagreements, Kind
from annotator.agreement.sums import Sums
from annotator.agreement.table import Table
from annotator.text.display import one_line

Side = Literal["start", "end"]

SHORT = 16
"""Code points. A longer difference is never taken for spaces and punctuation alone, and not quoted in a sentence."""
_LEAST, _SHARE = 3, 0.5
_LEAST_SHIFTS, _SHIFT_SHARE = 5, 0.75
_OPENING = frozenset("\"'“‘«‹„‚「『‟‛")
_CLOSING = frozenset("\"'”’»›“‘」』")
_NAMES = {
    ".": "the full stop", ",": "the comma", "?": "the question mark", "!": "the exclamation mark", ";": "the semicolon",
    ":": "the colon", "%": "the percent sign", "$": "the dollar sign", "€": "the euro sign", "£": "the pound sign",
    "(": "the bracket", ")": "the bracket", "…": "the dots",
}  # fmt: skip


class Shift(NamedTuple):
    """One boundary at which two matched spans of one label differ."""

    cell: int
    label: int
    side: Side
    shorter: int
    """The annotator whose span leaves the characters out."""
    by: int
    """Code points; positive."""
    text: str | None
    """What is left out, if it is short and known."""


@cache
def _is_mark(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] in "PZ"


def name_kinds(table: Table, found: Disagreements) -> tuple[Disagreements, list[Shift]]:
    """Call the boundary differences MARKS that are spaces and punctuation alone, and list all of them.

    Args:
        table: has the texts.
        found: with kinds START, END and BOTH, as `align` leaves them.

    Returns:
        The disagreements with their final kinds; and each differing boundary.
    """
    rows = np.flatnonzero(np.isin(found.kind, (Kind.START, Kind.END, Kind.BOTH)))
    one, other = found.one[rows], found.other[rows]
    columns = (
        one.tolist(), other.tolist(), found.cell[rows].tolist(), table.label[one].tolist(),
        (table.start[other] - table.start[one]).tolist(), (table.end[other] - table.end[one]).tolist(),
    )  # fmt: skip
    shifts: list[Shift] = []
    marks = np.zeros(len(rows), dtype=np.bool_)
    for i, (a, b, cell, label, later, longer) in enumerate(zip(*columns, strict=True)):
        alone = True
        if later:
            wide, narrow = (a, b) if later > 0 else (b, a)
            text = _cut(table, wide, abs(later), "start")
            alone = text is not None and all(map(_is_mark, text))
            shifts.append(Shift(cell, label, "start", int(table.annotator[narrow]), abs(later), text))
        if longer:
            wide, narrow = (b, a) if longer > 0 else (a, b)
            text = _cut(table, wide, abs(longer), "end")
            alone = alone and text is not None and all(map(_is_mark, text))
            shifts.append(Shift(cell, label, "end", int(table.annotator[narrow]), abs(longer), text))
        marks[i] = alone
    kind = found.kind.copy()
    kind[rows[marks]] = Kind.MARKS
    return replace(found, kind=kind), shifts


def _cut(table: Table, span: int, count: int, side: Side) -> str | None:
    text = table.text(span) if count <= SHORT else None
    if text is None:
        return None
    return text[:count] if side == "start" else text[-count:]


def habits(sums: Sums, shifts: list[Shift], most: int = 12) -> list[str]:
    """Sentences about what an annotator leaves out again and again, the most frequent first.

    A wording is a habit when it makes up half of the boundaries that differ at that side of the label between two
    annotators, and at least three; without such a wording, when three quarters of at least five go the same way.
    """
    groups: defaultdict[tuple[int, int, int, Side], list[Shift]] = defaultdict(list)
    left, right = sums.where.left.tolist(), sums.where.right.tolist()
    for shift in shifts:
        groups[left[shift.cell], right[shift.cell], shift.label, shift.side].append(shift)
    found = [
        (count, sentence)
        for (a, b, label, side), group in groups.items()
        for count, sentence in _of_group(sums.table, (a, b), label, side, group)
    ]
    return [sentence for _, sentence in sorted(found, key=lambda item: -item[0])[:most]]


def _of_group(
    table: Table, pair: tuple[int, int], label: int, side: Side, group: list[Shift]
) -> Iterator[tuple[int, str]]:
    what = one_line(table.labels[label], 24)
    named = False
    wordings = Counter((s.shorter, _name(s.text, side)) for s in group if s.text is not None)
    for (shorter, wording), count in wordings.most_common():
        if count < _LEAST or count < _SHARE * len(group):
            break
        other = pair[0] if shorter == pair[1] else pair[1]
        yield (
            count,
            f"{one_line(table.annotators[shorter], 24)} leaves out {wording} that {one_line(table.annotators[other], 24)}"
            f" includes in {count} of {len(group)} {what} spans whose {side}s differ.",
        )
        named = True
    if named or len(group) < _LEAST_SHIFTS:
        return
    shorter, count = Counter(s.shorter for s in group).most_common(1)[0]
    if count >= _SHIFT_SHARE * len(group):
        other = pair[0] if shorter == pair[1] else pair[1]
        middle = round(statistics.median(s.by for s in group if s.shorter == shorter))
        yield (
            count,
            f"{one_line(table.annotators[shorter], 24)}'s {what} spans {'start later' if side == 'start' else 'end earlier'}"
            f" than {one_line(table.annotators[other], 24)}'s in {count} of {len(group)} that differ there,"
            f" by {middle} character{'s' * (middle != 1)} in the median.",
        )


def _name(text: str | None, side: Side) -> str:
    """What the characters are called."""
    bare = (text or "").strip()
    if not bare:
        return "the space"
    if len(bare) == 1 and bare in (_OPENING if side == "start" else _CLOSING):
        return "the opening mark" if side == "start" else "the closing mark"
    return _NAMES.get(bare, f"‘{one_line(bare)}’")
